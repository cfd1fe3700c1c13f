/** A Postgres of its own with our migrations and nobody in it: for what needs no API. */
import { join } from "node:path";
import { connect, migrate, type Sql } from "../../local/database.ts";
import type { PostgresOptions } from "../../local/postgres.ts";
import { applyBaseline } from "../../local/schema/databases.ts";
import { withTemporaryPostgres } from "../../local/temporary-postgres.ts";

const SUPABASE = join(import.meta.dirname!, "../../supabase");

export interface OwnServer {
  readonly url: string;
  /** A connection of the superuser, one session. */
  readonly sql: Sql;
}

interface ServerOptions extends Pick<PostgresOptions, "durable" | "settings"> {
  /** Whose migrations it has, if not the project's own. */
  supabaseDirectory?: string;
}

/** Runs `body` with a server that is gone afterwards. */
export async function withServer<T>(
  { supabaseDirectory = SUPABASE, ...options }: ServerOptions,
  body: (server: OwnServer) => Promise<T>,
): Promise<T> {
  return await withTemporaryPostgres(options, async ({ url }) => {
    const sql = connect(url, { max: 1 });
    try {
      await applyBaseline(sql);
      await migrate(sql, supabaseDirectory);
      return await body({ url, sql });
    } finally {
      await sql.end();
    }
  });
}
