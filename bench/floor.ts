/**
 * What our rows cost whoever writes them: those that a claim, a start and a report leave behind, in
 * tables with the same columns, checks, indexes and foreign keys, in three calls that take a batch
 * each. Nothing is judged, worded, refused or compared, and no trigger looks on: a floor as we could
 * write it, no proven minimum.
 */
import { connect } from "../local/database.ts";
import type { OwnServer } from "../tests/database/server.ts";
import { assertFull, type Engine } from "./peers.ts";
import { makeDueAgain } from "./rundown.ts";

/** Our tables that a text is written to, their copies, and where a row names its message. */
const TABLES = [
  ["public.message_queue", "floor.message_queue", "id"],
  ["private.message_attempts", "floor.message_attempts", "message_id"],
  ["public.messages", "floor.messages", "id"],
  ["public.message_rate_limits", "floor.message_rate_limits", "none"],
] as const;

/** Copies the queue as rundown() prepared it. */
export async function floor({ url, sql }: OwnServer): Promise<Engine> {
  await sql`create schema floor`;
  for (const [ours, copy] of TABLES) {
    await sql.unsafe(`create table ${copy} (like ${ours} including all)`);
  }
  await copyOthers(sql);
  for (const [ours, copy] of TABLES) await copyForeignKeys(sql, ours, copy);
  await sql.unsafe(CALLS).simple();
  await sql`vacuum analyze`;
  return {
    name: "floor: the same rows in three calls",
    async addOthers() {
      await copyOthers(sql);
      await sql`vacuum analyze`;
    },
    reset: () => makeDueAgain(sql, TABLES.map(([, copy]) => copy)),
    async claimer(batch) {
      const own = connect(url, { max: 1 });
      await own`select`;
      return {
        async claim() {
          const claimed = await own`select lease_token from floor.claim(${batch})`;
          assertFull(claimed.length, batch);
          return {
            async finish() {
              const tokens = claimed.map((row) => row.lease_token);
              const started = await own`
                select attempt_id, lease_token from floor.start(${tokens}::uuid[])`;
              const outcomes = started.map(({ attempt_id }) => ({
                attempt_id,
                provider_message_id: `SM${attempt_id}`,
                segments: 1,
              }));
              await own`select from floor.report(${own.json(outcomes)})`;
            },
          };
        },
        end: () => own.end(),
      };
    },
  };
}

/** Copies the messages that the floor does not have yet, and what there is of others than these. */
async function copyOthers(sql: OwnServer["sql"]): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction`
      create temporary table missing on commit drop as
      select id from public.message_queue where id not in (select id from floor.message_queue)`;
    // The hours of the budget begin empty.
    for (const [ours, copy, id] of TABLES.slice(0, 3)) {
      const [columns] = await transaction`
        select string_agg(quote_ident(attname), ', ') as list from pg_attribute
        where attrelid = ${ours}::regclass and attnum > 0 and not attisdropped
          and attgenerated = ''`;
      await transaction.unsafe(`
        insert into ${copy} (${columns!.list})
        select ${columns!.list} from ${ours} where ${id} in (select id from missing)`);
    }
  });
}

/** `like` copies none; those between the copied tables hold between the copies. */
async function copyForeignKeys(sql: OwnServer["sql"], ours: string, copy: string): Promise<void> {
  await sql.begin(async (transaction) => {
    // So that every name is written in full.
    await transaction`set local search_path = ''`;
    const keys = await transaction`
      select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = ${ours}::regclass and contype = 'f'`;
    for (const { name, definition } of keys) {
      const referring = TABLES.reduce(
        (text, [table, itsCopy]) => text.replace(` ${table}(`, ` ${itsCopy}(`),
        definition as string,
      );
      await transaction.unsafe(`alter table ${copy} add constraint "${name}" ${referring}`);
    }
  });
}

/** By the clock of the bench, as ours. */
const CALLS = `
  create function floor.claim(batch_size integer)
  returns table (lease_token uuid)
  language plpgsql
  set plan_cache_mode = force_generic_plan
  as $$
  #variable_conflict use_column
  declare
    v_now constant timestamptz := (select instant from private.virtual_clock);
    v_hour constant timestamptz := date_trunc('hour', v_now, 'UTC');
  begin
    insert into floor.message_rate_limits (time_slot, max_messages_per_slot)
    select v_hour, messages_per_hour from private.settings
    on conflict do nothing;
    return query
    with due as materialized (
      select message.*
      from generate_series(0, 3) as priorities (priority)
      cross join lateral (
        select id, priority, scheduled_for
        from floor.message_queue
        where status = 'queued'
          and channel = 'sms'
          and priority = priorities.priority
          and scheduled_for <= v_now
        order by scheduled_for, id
        limit batch_size
        for update skip locked
      ) as message
    ),
    chosen as materialized (
      select id from due order by priority, scheduled_for, id limit batch_size
    ),
    claimed as (
      update floor.message_queue
      set
        status = 'processing', reason = null, lease_token = gen_random_uuid(),
        lease_expires_at = now() + interval '3 minutes', budget_hour = v_hour, claimed_at = v_now
      from chosen
      where message_queue.id = chosen.id
      returning message_queue.lease_token
    ),
    -- The row that all share comes last.
    booked as (
      update floor.message_rate_limits
      set messages_reserved = messages_reserved + (select count(*) from claimed)
      where time_slot = v_hour
    )
    select claimed.lease_token from claimed;
  end;
  $$;

  create function floor.start(lease_tokens uuid[])
  returns table (attempt_id uuid, lease_token uuid)
  language plpgsql
  set plan_cache_mode = force_generic_plan
  as $$
  #variable_conflict use_column
  declare
    v_now constant timestamptz := (select instant from private.virtual_clock);
  begin
    return query
    with leased as materialized (
      select message.*
      from private.each(lease_tokens) as token
      cross join lateral (
        select
          message_queue.id, message_queue.lease_token, message_queue.budget_hour,
          message_queue.attempts, message_queue.message_text, contacts.phone
        from floor.message_queue
        join public.contacts on contacts.id = message_queue.contact_id
        where message_queue.lease_token = token
        limit 1
      ) as message
    ),
    counted as (
      update floor.message_queue
      set attempts = message_queue.attempts + 1
      from leased
      where message_queue.id = leased.id
    )
    insert into floor.message_attempts as attempt (
      message_id, number, to_phone, body, lease_token, budget_hour, created_at
    )
    select
      leased.id, leased.attempts + 1, leased.phone, leased.message_text, leased.lease_token,
      leased.budget_hour, v_now
    from leased
    returning attempt.id, attempt.lease_token;
  end;
  $$;

  create function floor.report(outcomes jsonb)
  returns void
  language plpgsql
  set plan_cache_mode = force_generic_plan
  as $$
  declare
    v_now constant timestamptz := (select instant from private.virtual_clock);
  begin
    with settled as (
      update floor.message_attempts as attempt
      set
        outcome = 'accepted', provider_message_id = report.provider_message_id,
        settled_at = clock_timestamp()
      from jsonb_to_recordset(outcomes) as report (
        attempt_id uuid, provider_message_id text, segments integer
      )
      where attempt.id = report.attempt_id
      returning
        attempt.message_id, attempt.budget_hour, report.provider_message_id, report.segments
    ),
    sent as (
      update floor.message_queue as message
      set
        status = 'sent', provider_message_id = settled.provider_message_id,
        segments = settled.segments, lease_token = null, lease_expires_at = null,
        budget_hour = null, sent_at = v_now, finished_at = v_now
      from settled
      where message.id = settled.message_id
      returning message.*
    ),
    logged as (
      insert into floor.messages (
        id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
        status, scheduled_for, sent_at, provider_message_id, segments, created_at
      )
      select
        id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
        status, scheduled_for, sent_at, provider_message_id, segments, finished_at
      from sent
      returning id
    )
    update floor.message_rate_limits as slot
    set
      messages_reserved = slot.messages_reserved - booked.messages,
      messages_sent = slot.messages_sent + booked.messages
    from (
      -- The row that all share comes last.
      select settled.budget_hour, count(*) as messages
      from settled
      join logged on logged.id = settled.message_id
      group by settled.budget_hour
    ) as booked
    where slot.time_slot = booked.budget_hour;
  end;
  $$;
`;
