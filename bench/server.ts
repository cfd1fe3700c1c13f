/** A Postgres as a small hosted project has one, with our migrations and nobody in it. */
import { join } from "node:path";
import { connect, migrate, type Sql } from "../local/database.ts";
import { startPostgres } from "../local/postgres.ts";

const ROOT = join(import.meta.dirname!, "..");

/** What a hosted project of 4 GB has; commits wait for the disk. */
const SETTINGS = {
  shared_buffers: "1GB",
  effective_cache_size: "3GB",
  max_wal_size: "4GB",
  max_connections: "100",
  jit: "on",
};

export interface BenchServer {
  readonly url: string;
  /** A connection of the superuser, one session. */
  readonly sql: Sql;
}

/** Runs `body` with a server of its own, which is gone afterwards. */
export async function withServer<T>(body: (server: BenchServer) => Promise<T>): Promise<T> {
  const directory = await Deno.makeTempDir({ prefix: "rundown-bench-" });
  const serverDirectory = join(directory, "postgres");
  const dataDirectory = join(directory, "data");
  await Deno.mkdir(serverDirectory);
  await Deno.mkdir(dataDirectory);
  const postgres = await startPostgres({
    ...{ port: freePort(), serverDirectory, dataDirectory, durable: true, settings: SETTINGS },
  });
  const sql = connect(postgres.url, { max: 1 });
  try {
    const baseline = join(ROOT, "tests/hosted/baseline.sql");
    await sql.unsafe(await Deno.readTextFile(baseline)).simple();
    await migrate(sql, join(ROOT, "supabase"));
    return await body({ url: postgres.url, sql });
  } finally {
    await sql.end();
    await postgres.stop();
    await Deno.remove(directory, { recursive: true });
  }
}

/** On what the figures were measured. */
export async function describeMachine(sql: Sql): Promise<string> {
  const [row] = await sql`
    select current_setting('server_version') as version,
      current_setting('shared_buffers') as buffers`;
  return `${navigator.hardwareConcurrency} cores, Postgres ${row!.version}, ` +
    `shared_buffers ${row!.buffers}, fsync on, ${new Date().toISOString().slice(0, 10)}`;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}
