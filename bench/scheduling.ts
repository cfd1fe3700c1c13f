/** What planning costs, beside the bare insert of what it writes, and what finding who is due costs. */
import type { Sql } from "../local/database.ts";
import { populate } from "./population.ts";
import { describeMachine, withServer } from "./server.ts";
import { type Figures, percentile, rounded } from "./statistics.ts";

export interface SchedulingOptions {
  /** How many people are due. */
  due: number;
  /** How many are not. */
  later: number;
}

/** Messages per second of the scheduler, its ratio to a bare insert, and the cost of finding. */
export async function benchScheduling({ due, later }: SchedulingOptions): Promise<Figures[]> {
  return await withServer(async ({ sql }) => {
    const figures: Figures[] = [{ what: "machine", value: await describeMachine(sql) }];
    await populate(sql, { due: 0, later: 0 });
    figures.push(await finding(sql, "nobody due of nobody"));
    await sql`truncate private.virtual_clock`;
    await populate(sql, { due, later });
    figures.push(await finding(sql, `500 due of ${due + later}`));
    figures.push(...await planning(sql));
    figures.push(await finding(sql, `nobody due of ${due + later}`));
    return figures;
  });
}

async function finding(sql: Sql, what: string): Promise<Figures> {
  const times: number[] = [];
  let buffers = 0;
  for (let repetition = 0; repetition < 20; repetition++) {
    const [row] = await sql.unsafe(`
      explain (analyze, buffers, format json)
      select preferences.user_id
      from public.notification_preferences as preferences
      where preferences.enabled and preferences.next_due_at <= '2026-06-08 12:00Z'
      order by preferences.next_due_at
      limit 500
      for update skip locked`);
    const [{ Plan: plan, "Execution Time": time }] = row!["QUERY PLAN"];
    times.push(time);
    buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
  }
  return {
    what: `finding, ${what}`,
    value: `${rounded(percentile(times, 0.5))} ms, ${buffers} buffers`,
  };
}

async function planning(sql: Sql): Promise<Figures[]> {
  const times: number[] = [];
  for (;;) {
    const start = performance.now();
    const [counts] = await sql`select users, more from public.schedule_due_messages(500)`;
    if (counts!.users === 0) break;
    times.push(performance.now() - start);
    if (!counts!.more) break;
  }
  const seconds = times.reduce((sum, time) => sum + time, 0) / 1000;
  const [written] = await sql`select count(*)::int as messages from public.message_queue`;
  const messages = written!.messages as number;
  const bareSeconds = await bareInsert(sql);
  return [
    { what: "messages planned", value: messages },
    { what: "messages per second", value: rounded(messages / seconds) },
    { what: "a call for 500 people, p50", value: `${rounded(percentile(times, 0.5))} ms` },
    { what: "a call for 500 people, p99", value: `${rounded(percentile(times, 0.99))} ms` },
    { what: "the same rows inserted, per second", value: rounded(messages / bareSeconds) },
    { what: "planning takes as long as inserting, times", value: rounded(seconds / bareSeconds) },
  ];
}

/** Seconds that it takes to insert the same rows into tables alike, as many a commit. */
async function bareInsert(sql: Sql): Promise<number> {
  await sql.unsafe(`
    create schema bare;
    create table bare.occurrences (like public.occurrences including all);
    create table bare.message_queue (like public.message_queue including all);
    create table bare.batches as
    select id as message_id, occurrence_id, (row_number() over (order by created_at) - 1) / 1000 as batch
    from public.message_queue;
    create index on bare.batches (batch);
    analyze bare.batches;
  `).simple();
  const [last] = await sql`select max(batch)::int as batch from bare.batches`;
  const start = performance.now();
  for (let batch = 0; batch <= last!.batch; batch++) {
    await sql.begin(async (transaction) => {
      await transaction`
        insert into bare.occurrences
        select occurrences.* from bare.batches
        join public.occurrences on occurrences.id = batches.occurrence_id
        where batches.batch = ${batch}`;
      await transaction`
        insert into bare.message_queue
        select message_queue.* from bare.batches
        join public.message_queue on message_queue.id = batches.message_id
        where batches.batch = ${batch}`;
    });
  }
  return (performance.now() - start) / 1000;
}
