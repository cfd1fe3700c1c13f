/** What claiming and sending read must not grow with those that are not due or are finished. */
import assert from "node:assert/strict";
import { connect } from "../../../local/database.ts";
import { startStack } from "../../../local/stack.ts";

/** Pages that a claim of fifty may touch: four index ranges, fifty rows each, and their locks. */
const MOST_PAGES = 600;

Deno.test("messages that are not due or finished cost claim, start and report nothing", async () => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  const sql = connect(stack.databaseUrl, { max: 1 });
  try {
    // Without triggers and foreign keys, which would take minutes.
    await sql`set session_replication_role = replica`;
    const fill = (status: string, rows: number, scheduledFor: string) =>
      sql.unsafe(`
        insert into public.message_queue (
          user_id, occurrence_id, program, message_type, message_style, facts, message_text,
          priority, scheduled_for, expires_at, status, reason, finished_at
        )
        select
          gen_random_uuid(), gen_random_uuid(), 'accountability', 'partial', 'snarky', '{}', 'Hi',
          number % 4, timestamptz '${scheduledFor}' + number * interval '1 second', 'infinity',
          '${status}',
          ${status === "queued" ? "null, null" : "'too_late', '2026-06-01'"}
        from generate_series(1, ${rows}) as number`);
    await fill("queued", 1_000, "2026-06-07 12:00Z");
    await sql`analyze public.message_queue`;
    await sql`set plan_cache_mode = force_generic_plan`;
    const pages = async () => {
      const [row] = await sql`
        explain (analyze, buffers, format json)
        select * from private.claimable_messages(50, 3, '2026-06-07 18:00Z', '{}')`;
      const [{ Plan: plan }] = row!["QUERY PLAN"];
      assert.equal(plan["Actual Rows"], 50);
      return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    };
    await pages();
    const before = await pages();

    await fill("queued", 300_000, "2026-06-08 00:00Z");
    await fill("expired", 100_000, "2026-06-01 00:00Z");
    await sql`analyze public.message_queue`;
    await pages();
    const after = await pages();
    assert.ok(after <= MOST_PAGES, `${after} pages with 400,000 other rows`);
    // A level more in the index of each priority, and room for chance.
    assert.ok(after <= before + 50, `${before} pages before, ${after} after`);

    // Others' weeks, of which there are no statistics yet, and one contact to judge.
    const [contact] = await sql`
      insert into public.contacts (user_id, name, phone, relationship, timezone)
      values (gen_random_uuid(), 'Sam', '+12025550101', 'coach', 'UTC')
      returning id, user_id`;
    await sql`
      insert into public.occurrences (
        program, user_id, contact_id, nominal_date, nominal_at, period_start, forecast,
        decision, reasons
      )
      select
        'accountability', gen_random_uuid(), gen_random_uuid(), '2026-06-07',
        '2026-06-07 16:00Z', '2026-05-31 16:00Z', '{}', 'queued', '{}'
      from generate_series(1, 20000)`;
    const week = `row(
      '${contact!.user_id}', '${contact!.id}', '2026-06-07', '2026-06-07 16:00Z',
      '2026-05-31 16:00Z'
    )::private.week`;

    const touchesFew = async (call: string) => {
      const explain = () =>
        sql.unsafe(`explain (analyze, buffers, format json) select * from ${call}`);
      await explain();
      const [row] = await explain();
      const [{ Plan: plan }] = row!["QUERY PLAN"];
      const touched = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
      assert.ok(touched <= 100, `${call} touches ${touched} pages`);
    };

    // Each with one message that it does not find, which is what grows with a table.
    const report = `[{"attempt_id": "${crypto.randomUUID()}", "outcome": "unknown"}]`;
    for (
      const call of [
        "public.start_messages(array[gen_random_uuid()])",
        "public.release_messages(array[gen_random_uuid()])",
        `public.update_message_statuses('${report}')`,
        `public.report_and_start_messages('${report}', array[gen_random_uuid()])`,
        "public.record_delivery_status(gen_random_uuid(), 'SM1', 'sent')",
        "public.get_attempts_to_look_up()",
        "public.why_nothing_to_send()",
        "public.list_queue(20)",
        `private.told_lately(array[${week}])`,
        `private.last_texts(array[${week}])`,
      ]
    ) {
      await touchesFew(call);
    }

    // Under others' leases, where the statistics know of none.
    await sql`
      insert into public.message_queue (
        user_id, occurrence_id, program, message_type, message_style, facts, message_text,
        scheduled_for, expires_at, status, lease_token, lease_expires_at, budget_hour
      )
      select
        gen_random_uuid(), gen_random_uuid(), 'accountability', 'partial', 'snarky', '{}', 'Hi',
        '2026-06-07 18:00Z', 'infinity', 'processing', gen_random_uuid(), 'infinity',
        '2026-06-07 18:00Z'
      from generate_series(1, 20000)`;
    for (const call of ["start_messages", "release_messages"]) {
      await touchesFew(`public.${call}(array[gen_random_uuid()])`);
    }
  } finally {
    await sql.end();
    await stack.stop();
  }
});
