/** Forgetting while others send: real connections, each with transactions of its own. */
import assert from "node:assert/strict";
import { connect } from "../../../local/database.ts";
import { startStack } from "../../../local/stack.ts";
import { loadHelpers } from "../pgtap.ts";

const SUNDAY_NOON = new Date("2026-06-07T12:00Z");
const SUNDAY_EVENING = new Date("2026-06-07T18:00Z");

Deno.test("cleanup", async (t) => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  const { sql } = stack;
  // Whoever waits for a lock fails.
  const sender = connect(stack.databaseUrl, { max: 1, connection: { lock_timeout: 1_000 } });
  const cleaner = connect(stack.databaseUrl, { max: 1, connection: { lock_timeout: 1_000 } });
  try {
    await loadHelpers(stack.databaseUrl);

    /** So many finished messages of people who also have one that is due. */
    const populate = async (finished: number) => {
      await sql`delete from auth.users`;
      await sql`delete from public.message_rate_limits`;
      await stack.setClock(SUNDAY_NOON);
      await sql`select tests.create_message('P' || n) from generate_series(1, 20) as n`;
      await stack.setClock(SUNDAY_EVENING);
      await sql`
        insert into public.message_queue (
          user_id, contact_id, program, message_type, message_style, facts, message_text,
          scheduled_for, expires_at, status, reason, finished_at
        )
        select
          tests.user_id('P' || 1 + n % 20), tests.contact_id('P' || 1 + n % 20), 'consent',
          'invite', 'plain', '{}', 'Hi', '2026-01-01', '2026-01-02', 'canceled', 'paused',
          timestamptz '2026-01-01 12:00Z' + n * interval '1 second'
        from generate_series(1, ${finished}::int) as n`;
    };
    const finished = async () =>
      (await sql`
        select count(*)::int as messages from public.message_queue
        where finished_at < '2026-06-01'`)[0]!.messages;

    await t.step("while a batch is open a sender claims, starts, reports and sweeps", async () => {
      await populate(600);
      await cleaner.begin(async (batch) => {
        assert.equal((await batch`select private.clean_up() as more`)[0]!.more, true);

        const claimed = await sender`select lease_token from public.get_messages_to_send(50)`;
        assert.equal(claimed.length, 20);
        const started = await sender`
          select attempt_id, lease_token
          from public.start_messages(${claimed.map((row) => row.lease_token)}::uuid[])`;
        assert.equal(started.length, 20);
        await sender`
          select from public.update_message_statuses(${
          sql.json(started.map(({ attempt_id, lease_token }) => ({
            attempt_id,
            lease_token,
            outcome: "accepted",
            provider_message_id: `SM-${attempt_id}`,
          })))
        })`;
        await sender`select from public.sweep_messages()`;
        // And whoever texts us is heard.
        const [inbound] = await sender`
          select tests.text_from_contact_of('P1', 'STOP') as came_of`;
        assert.equal(inbound!.came_of, "stop");
      });
      assert.equal(await finished(), 100);
    });

    await t.step("a message that somebody holds is left for the next time", async () => {
      await populate(10);
      await sender.begin(async (holder) => {
        await holder`
          select from public.message_queue
          where finished_at = '2026-01-01 12:00:03Z' for update`;
        await cleaner`select private.clean_up()`;
        assert.equal(await finished(), 1);
      });
      await cleaner`select private.clean_up()`;
      assert.equal(await finished(), 0);
    });

    await t.step("the scheduled command commits after each batch", async () => {
      await populate(1_200);
      await sql`create table tests.deletions (by_transaction text)`;
      await sql`
        create function tests.note_deletion() returns trigger language plpgsql as $$
        begin
          insert into tests.deletions values (pg_current_xact_id()::text);
          return null;
        end;
        $$`;
      await sql`
        create trigger note_deletion after delete on public.message_queue
        for each row execute function tests.note_deletion()`;
      const [job] = await sql`
        select command from private.cron_schedules where job_name = 'clean-up'`;
      await cleaner.unsafe(job!.command).simple();
      assert.equal(await finished(), 0);
      const batches = await sql`
        select count(*)::int as messages from tests.deletions
        group by by_transaction order by messages`;
      assert.deepEqual(batches.map(({ messages }) => messages), [200, 500, 500]);
    });
  } finally {
    await Promise.all([sender.end(), cleaner.end()]);
    await stack.stop();
  }
});
