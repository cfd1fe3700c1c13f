/** A Postgres server for as long as something runs. */
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type PostgresOptions, type PostgresServer, startPostgres } from "./postgres.ts";

/** Runs `body` with a server that is gone afterwards, with everything in it. */
export async function withTemporaryPostgres<T>(
  options: Pick<PostgresOptions, "durable" | "settings">,
  body: (server: PostgresServer) => Promise<T>,
): Promise<T> {
  const directory = await Deno.makeTempDir({ prefix: "rundown-server-" });
  try {
    const serverDirectory = join(directory, "postgres");
    const dataDirectory = join(directory, "data");
    await Deno.mkdir(serverDirectory);
    await Deno.mkdir(dataDirectory);
    const server = await startPostgres({
      ...options,
      port: freePort(),
      serverDirectory,
      dataDirectory,
    });
    try {
      return await body(server);
    } finally {
      await server.stop();
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
