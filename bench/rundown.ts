/** Our own queue as benchmarks drive it: claim, start, report, with every check that there is. */
import { connect } from "../local/database.ts";
import type { OwnServer } from "../tests/database/server.ts";
import { assertFull, type Engine, type OtherMessages } from "./peers.ts";

/** Everybody's turn was due half an hour ago. */
const NOW = "2026-06-07 16:30Z";

/** Plans what populate() made due; `ready` is what comes of it. */
export async function rundown({ url, sql }: OwnServer, ready: number): Promise<Engine> {
  while ((await sql`select more from public.schedule_due_messages(500)`)[0]!.more);
  await sql`update private.virtual_clock set instant = ${NOW}`;
  // The spreader put nobody off: the budget of the bench is beyond anything.
  const [queued] = await sql`
    select count(*)::int as messages from public.message_queue where scheduled_for <= ${NOW}`;
  if (queued!.messages < ready) throw new Error(`Only ${queued!.messages} messages are due`);
  await sql`create table public.ready as select id from public.message_queue`;
  await sql`vacuum analyze`;

  return {
    name: "rundown: claim, start, report",
    addOthers: (count, kind) => addOthers(sql, count, kind),
    async reset() {
      await sql.begin(async (transaction) => {
        await transaction`set local session_replication_role = replica`;
        await transaction`truncate private.message_attempts, public.messages, public.message_responses`;
        await transaction`truncate public.message_rate_limits`;
        await transaction`
          update public.message_queue
          set
            status = 'queued', attempts = 0, lease_token = null, lease_expires_at = null,
            budget_hour = null, claimed_at = null, provider_message_id = null, segments = null,
            sent_at = null, finished_at = null
          from public.ready
          where message_queue.id = ready.id and message_queue.status <> 'queued'`;
      });
      await sql`vacuum analyze public.message_queue`;
    },
    async claimer(batch) {
      const own = connect(url, { max: 1 });
      await own`select`;
      return {
        async claim() {
          const claimed = await own`
            select lease_token from public.get_messages_to_send(${batch})`;
          assertFull(claimed.length, batch);
          return {
            async finish() {
              const tokens = claimed.map((row) => row.lease_token);
              const started = await own`
                select attempt_id, lease_token from public.start_messages(${tokens}::uuid[])`;
              const outcomes = started.map((attempt) => ({
                ...attempt,
                outcome: "accepted",
                provider_message_id: `SM${attempt.attempt_id}`,
                segments: 1,
              }));
              await own`select from public.update_message_statuses(${own.json(outcomes)})`;
            },
          };
        },
        end: () => own.end(),
      };
    },
  };
}

/** The same people's turns of other weeks: as many of them as it takes. */
async function addOthers(sql: OwnServer["sql"], count: number, kind: OtherMessages): Promise<void> {
  if (count <= 0) return;
  const [ready] = await sql`select count(*)::int as messages from public.ready`;
  const [week] = await sql`
    select coalesce(max(abs(nominal_date - '2026-06-07')) / 7, 0) as last from public.occurrences`;
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction`
      create temporary table other on commit drop as
      select
        gen_random_uuid() as id,
        gen_random_uuid() as new_occurrence_id,
        message_queue.occurrence_id,
        message_queue.id as message_id,
        ${kind === "future" ? 1 : -1} * (${week!.last} + week) as weeks
      from generate_series(1, ${Math.ceil(count / ready!.messages)}::int) as week
      cross join public.ready
      join public.message_queue on message_queue.id = ready.id
      limit ${count}`;
    await transaction`
      insert into public.occurrences (
        id, program, user_id, contact_id, nominal_date, nominal_at, period_start, forecast,
        decision, reasons
      )
      select
        other.new_occurrence_id, program, user_id, contact_id, nominal_date + 7 * weeks,
        nominal_at + weeks * interval '7 days', period_start + weeks * interval '7 days',
        forecast, decision, reasons
      from other
      join public.occurrences on occurrences.id = other.occurrence_id`;
    await transaction`
      insert into public.message_queue (
        id, user_id, contact_id, occurrence_id, program, message_type, message_style, template_id,
        facts, message_text, priority, scheduled_for, expires_at, status, provider_message_id,
        sent_at, finished_at
      )
      select
        other.id, user_id, contact_id, other.new_occurrence_id, program, message_type,
        message_style, template_id, facts, message_text, priority,
        scheduled_for + weeks * interval '7 days', expires_at + weeks * interval '7 days',
        ${kind === "future" ? "queued" : "sent"},
        ${kind === "future" ? null : "SM"}::text || other.id,
        case when ${kind === "finished"} then sent.at end,
        case when ${kind === "finished"} then sent.at end
      from other
      join public.message_queue on message_queue.id = other.message_id
      cross join lateral (
        select message_queue.scheduled_for + weeks * interval '7 days' as at
      ) as sent`;
  });
  await sql`vacuum analyze`;
}
