/** A Postgres server for as long as something runs. */
import { freePort } from "./free-port.ts";
import { makeGuardedFolder } from "./guarded-folder.ts";
import { type PostgresOptions, type PostgresServer, startPostgres } from "./postgres.ts";

/** Runs `body` with a server that is gone afterwards, with everything in it. */
export async function withTemporaryPostgres<T>(
  options: Pick<PostgresOptions, "durable" | "settings">,
  body: (server: PostgresServer) => Promise<T>,
): Promise<T> {
  const folder = await makeGuardedFolder();
  try {
    return await body(await startPostgres({ ...options, port: freePort(), folder }));
  } finally {
    await folder.remove();
  }
}
