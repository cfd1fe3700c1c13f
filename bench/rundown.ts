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
    reset: () =>
      makeDueAgain(sql, [
        ...["public.message_queue", "private.message_attempts", "public.messages"],
        "public.message_rate_limits",
      ]),
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

/**
 * Makes everything in public.ready due again: in these tables for messages, attempts, the log and
 * budgets. What a run wrote is deleted and the rest analyzed; a session that plans for tables which
 * were emptied by truncate would read them from end to end however much comes into them.
 */
export async function makeDueAgain(sql: OwnServer["sql"], tables: string[]): Promise<void> {
  const [queue, attempts, log, budgets] = tables;
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction.unsafe(`
      delete from ${attempts} using public.ready where message_id = ready.id;
      delete from ${log} as log using public.ready where log.id = ready.id;
      delete from ${budgets};
      update ${queue} as message
      set
        status = 'queued', attempts = 0, lease_token = null, lease_expires_at = null,
        budget_hour = null, claimed_at = null, provider_message_id = null, segments = null,
        sent_at = null, finished_at = null
      from public.ready
      where message.id = ready.id and message.status <> 'queued';`).simple();
  });
  for (const table of tables) await sql.unsafe(`vacuum analyze ${table}`);
}

/**
 * The same people's turns of other weeks: as many of them as it takes. What is finished was sent
 * once and delivered.
 */
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
        facts, message_text, priority, scheduled_for, expires_at, status, attempts,
        provider_message_id, segments, sent_at, finished_at
      )
      select
        other.id, user_id, contact_id, other.new_occurrence_id, program, message_type,
        message_style, template_id, facts, message_text, priority,
        scheduled_for + weeks * interval '7 days', expires_at + weeks * interval '7 days',
        ${kind === "future" ? "queued" : "sent"},
        case when ${kind === "finished"} then 1 else 0 end,
        ${kind === "future" ? null : "SM"}::text || other.id,
        case when ${kind === "finished"} then 1 end,
        case when ${kind === "finished"} then sent.at end,
        case when ${kind === "finished"} then sent.at end
      from other
      join public.message_queue on message_queue.id = other.message_id
      cross join lateral (
        select message_queue.scheduled_for + weeks * interval '7 days' as at
      ) as sent`;
    if (kind === "future") return;
    await transaction`
      insert into private.message_attempts (
        message_id, number, to_phone, body, lease_token, budget_hour, started_at, outcome,
        provider_message_id, delivery_status, settled_at, created_at
      )
      select
        message_queue.id, 1, contacts.phone, message_text, gen_random_uuid(),
        date_trunc('hour', sent_at, 'UTC'), sent_at, 'accepted', provider_message_id, 'delivered',
        sent_at, sent_at
      from other
      join public.message_queue on message_queue.id = other.id
      join public.contacts on contacts.id = message_queue.contact_id`;
    await transaction`
      insert into public.messages (
        id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
        status, scheduled_for, sent_at, delivery_status, delivery_status_at, provider_message_id,
        segments, created_at
      )
      select
        message_queue.id, user_id, contact_id, message_queue.occurrence_id, program, message_type,
        message_style, channel, status, scheduled_for, sent_at, 'delivered', sent_at,
        provider_message_id, segments, finished_at
      from other
      join public.message_queue on message_queue.id = other.id`;
  });
  await sql`vacuum analyze`;
}
