/** A Postgres of its own with our migrations and nobody in it: for what needs no API. */
import { join } from "node:path";
import { connect, migrate, type Sql } from "../../local/database.ts";
import { freePort } from "../../local/free-port.ts";
import { makeGuardedFolder } from "../../local/guarded-folder.ts";
import { type PostgresOptions, startPostgres } from "../../local/postgres.ts";

const ROOT = join(import.meta.dirname!, "../..");

export interface OwnServer {
  readonly url: string;
  /** A connection of the superuser, one session. */
  readonly sql: Sql;
}

/** Runs `body` with a server that is gone afterwards. */
export async function withServer<T>(
  options: Pick<PostgresOptions, "durable" | "settings">,
  body: (server: OwnServer) => Promise<T>,
): Promise<T> {
  const folder = await makeGuardedFolder();
  try {
    const { url } = await startPostgres({ ...options, port: freePort(), folder });
    const sql = connect(url, { max: 1 });
    try {
      const baseline = join(ROOT, "tests/hosted/baseline.sql");
      await sql.unsafe(await Deno.readTextFile(baseline)).simple();
      await migrate(sql, join(ROOT, "supabase"));
      return await body({ url, sql });
    } finally {
      await sql.end();
    }
  } finally {
    await folder.remove();
  }
}
