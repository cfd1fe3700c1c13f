/** A Postgres as a small hosted project has one, with our migrations and nobody in it. */
import type { Sql } from "../local/database.ts";
import { type OwnServer, withServer as withOwnServer } from "../tests/database/server.ts";

/** What a hosted project of 4 GB has; commits wait for the disk. */
const SETTINGS = {
  shared_buffers: "1GB",
  effective_cache_size: "3GB",
  max_wal_size: "4GB",
  max_connections: "100",
  jit: "on",
};

/** Runs `body` with a server of its own, which is gone afterwards. */
export function withServer<T>(body: (server: OwnServer) => Promise<T>): Promise<T> {
  return withOwnServer({ durable: true, settings: SETTINGS }, body);
}

/** On what the figures were measured. */
export async function describeMachine(sql: Sql): Promise<string> {
  const [row] = await sql`
    select current_setting('server_version') as version,
      current_setting('shared_buffers') as buffers,
      current_setting('fsync') as fsync`;
  return `${navigator.hardwareConcurrency} cores, Postgres ${row!.version}, ` +
    `shared_buffers ${row!.buffers}, fsync ${row!.fsync}, ${new Date().toISOString().slice(0, 10)}`;
}
