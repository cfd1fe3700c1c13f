/** A Postgres of its own with our migrations and nobody in it: for what needs no API. */
import { join } from "node:path";
import { connect, type Sql } from "../../local/database.ts";
import { freePort } from "../../local/free-port.ts";
import { type PostgresOptions, startPostgres } from "../../local/postgres.ts";
import { migrateLikeHosted } from "../hosted/migrate.ts";

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
  const directory = await Deno.makeTempDir({ prefix: "rundown-server-" });
  const serverDirectory = join(directory, "postgres");
  const dataDirectory = join(directory, "data");
  await Deno.mkdir(serverDirectory);
  await Deno.mkdir(dataDirectory);
  const postgres = await startPostgres({
    ...options,
    port: freePort(),
    serverDirectory,
    dataDirectory,
  });
  const sql = connect(postgres.url, { max: 1 });
  try {
    await migrateLikeHosted(sql);
    return await body({ url: postgres.url, sql });
  } finally {
    await sql.end();
    await postgres.stop();
    await Deno.remove(directory, { recursive: true });
  }
}
