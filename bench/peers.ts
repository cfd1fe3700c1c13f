/**
 * Other queues doing the nearest to what ours does: take a batch, and say that it is done. None of
 * them judges, words, budgets, or knows when a text has begun.
 */
import { runMigrations } from "npm:graphile-worker@0.17.3";
import { getUtilsAndReleasersFromOptions } from "npm:graphile-worker@0.17.3/dist/lib.js";
import { batchCompleteJobs } from "npm:graphile-worker@0.17.3/dist/sql/completeJobs.js";
import { batchGetJobs } from "npm:graphile-worker@0.17.3/dist/sql/getJobs.js";
import { PgBoss } from "npm:pg-boss@12.27.0";
import { connect } from "../local/database.ts";
import type { OwnServer } from "../tests/database/server.ts";

/** What other messages there are: not due yet, or finished long ago. */
export type OtherMessages = "future" | "finished";

export interface Claimer {
  /** Takes a batch for itself alone. */
  claim(): Promise<{ finish(): Promise<void> }>;
  end(): Promise<void>;
}

export interface Engine {
  name: string;
  addOthers(count: number, kind: OtherMessages): Promise<void>;
  /** Makes everything that was due so again. */
  reset(): Promise<void>;
  /** A worker with a connection of its own, for batches of this size. */
  claimer(batch: number): Promise<Claimer>;
}

/** Throws unless as much was taken as was asked for: there is always more than enough. */
export function assertFull(taken: number, batch: number): void {
  if (taken !== batch) throw new Error(`Took ${taken} of ${batch}`);
}

/** `fetch` and `complete` of pg-boss, each one statement for a batch. */
export async function pgBoss({ url, sql }: OwnServer, ready: number): Promise<Engine> {
  const options = { connectionString: url, max: 1, supervise: false, schedule: false };
  const boss = await new PgBoss(options).start();
  await boss.createQueue("send");
  await boss.stop({ graceful: false });
  // Its own insert() takes minutes for a million; the columns it leaves out have defaults.
  const add = (count: number, days: number) =>
    sql`
    insert into pgboss.job (name, data, start_after)
    select 'send', json_build_object('number', number), now() + ${days}::int * interval '1 day'
    from generate_series(1, ${count}::int) as number`;
  await add(ready, 0);
  return {
    name: "pg-boss: fetch, complete",
    async addOthers(count, kind) {
      if (count <= 0) return;
      await add(count, kind === "future" ? 1 : -7);
      if (kind === "finished") {
        await sql`
          update pgboss.job set state = 'completed', completed_on = now()
          where start_after < now() - interval '1 day'`;
      }
      await sql`vacuum analyze pgboss.job`;
    },
    async reset() {
      await sql`
        update pgboss.job set state = 'created', started_on = null, completed_on = null
        where state <> 'created' and start_after > now() - interval '1 day'`;
      await sql`vacuum analyze pgboss.job`;
    },
    async claimer(batch) {
      const own = await new PgBoss({ ...options, migrate: false }).start();
      return {
        async claim() {
          const jobs = await own.fetch("send", { batchSize: batch });
          assertFull(jobs.length, batch);
          return {
            finish: async () => {
              await own.complete("send", jobs.map(({ id }) => id));
            },
          };
        },
        end: () => own.stop({ graceful: false }),
      };
    },
  };
}

/** The two statements with which graphile-worker's local queue takes and completes a batch. */
export async function graphileWorker({ url, sql }: OwnServer, ready: number): Promise<Engine> {
  const options = { connectionString: url, maxPoolSize: 1 };
  const tasks = { send: () => {} };
  await runMigrations(options);
  const add = (count: number, days: number) =>
    sql`
    select count(graphile_worker.add_job(
      'send', json_build_object('number', number),
      run_at => now() + ${days}::int * interval '1 day'
    ))
    from generate_series(1, ${count}::int) as number`;
  await add(ready, 0);
  return {
    name: "graphile-worker: batchGetJobs, batchCompleteJobs",
    async addOthers(count, kind) {
      // What is finished is gone.
      if (count <= 0 || kind === "finished") return;
      await add(count, 1);
      await sql`vacuum analyze graphile_worker._private_jobs`;
    },
    async reset() {
      const [due] = await sql`
        select count(*)::int as jobs from graphile_worker._private_jobs
        where run_at <= now() and locked_at is null`;
      await add(ready - due!.jobs, 0);
      await sql`vacuum analyze graphile_worker._private_jobs`;
    },
    async claimer(batch) {
      const [shared, release] = await getUtilsAndReleasersFromOptions({ ...options });
      const poolId = `pool-${crypto.randomUUID()}`;
      return {
        async claim() {
          const jobs = await batchGetJobs(
            shared,
            shared.withPgClient,
            tasks,
            poolId,
            null,
            batch,
          );
          assertFull(jobs.length, batch);
          return {
            finish: async () => {
              await batchCompleteJobs(shared, shared.withPgClient, poolId, jobs);
            },
          };
        },
        end: async () => {
          await release();
        },
      };
    },
  };
}

/** The bare limit: one table, one index, two statements, and nothing else. */
export async function plainTable({ url, sql }: OwnServer, ready: number): Promise<Engine> {
  await sql.unsafe(`
    create schema plain;
    create table plain.job (
      id bigint generated always as identity primary key,
      priority smallint not null default 3,
      run_at timestamptz not null,
      status text not null default 'queued'
    );
    create index job_to_claim on plain.job (priority, run_at, id) where status = 'queued';
  `).simple();
  const add = (count: number, days: number, status: string) =>
    sql`
    insert into plain.job (run_at, status)
    select now() + ${days}::int * interval '1 day', ${status}
    from generate_series(1, ${count}::int)`;
  await add(ready, 0, "queued");
  return {
    name: "plain table: update skip locked, update",
    async addOthers(count, kind) {
      if (count <= 0) return;
      if (kind === "future") await add(count, 1, "queued");
      else await add(count, -7, "done");
      await sql`vacuum analyze plain.job`;
    },
    async reset() {
      await sql`
        update plain.job set status = 'queued'
        where status <> 'queued' and run_at > now() - interval '1 day'`;
      await sql`vacuum analyze plain.job`;
    },
    async claimer(batch) {
      const own = connect(url, { max: 1 });
      await own`select`;
      return {
        async claim() {
          const jobs = await own`
            with due as materialized (
              select id from plain.job
              where status = 'queued' and run_at <= now()
              order by priority, run_at, id
              limit ${batch}
              for update skip locked
            )
            update plain.job set status = 'processing'
            from due
            where job.id = due.id
            returning job.id`;
          assertFull(jobs.length, batch);
          return {
            finish: async () => {
              await own`
                update plain.job set status = 'done'
                where id = any (${jobs.map(({ id }) => id)}::bigint[])`;
            },
          };
        },
        end: () => own.end(),
      };
    },
  };
}
