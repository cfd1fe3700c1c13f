/** Texts that come in while others hold, or delete, whoever they are about. */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { untilWaiting, withRace } from "../race.ts";

const PHONE = "+12025550001";
const STOP = "please stop texting me";

Deno.test("a STOP binds whatever else is under way", (t) =>
  withRace(async ({ sql, workers, populateAndQueue }) => {
    const [holder, texter] = workers as [Sql, Sql];

    const textIn = (id: string, body: string) =>
      texter`select public.record_inbound_message(${id}, ${PHONE}, ${body}) as result`
        .then(([row]) => row!.result as string);
    const texts = async () =>
      (await sql`select provider_message_id, body, user_id from public.inbound_messages`)
        .map((row) => ({ ...row }));
    const isOptedOut = async () =>
      (await sql`
        select from private.phone_numbers where phone = ${PHONE} and opted_out_at is not null`)
        .length === 1;
    const consents = async () =>
      (await sql`
        select display_name || ' ' || consent_status as consent
        from public.contacts join public.users on users.id = contacts.user_id
        order by display_name`).map(({ consent }) => consent);
    const ledger = async () =>
      (await sql`select from public.consent_events where event = 'stopped'`).length;

    /** Everybody knows the one number, and a sender has claimed what goes to it. */
    const claimAll = async (people: number) => {
      await populateAndQueue(people, 1);
      await sql`update public.contacts set phone = ${PHONE}`;
      await sql`
        update public.contacts set consent_status = 'confirmed' where consent_status <> 'confirmed'`;
      const claimed = await sql`select lease_token from public.get_messages_to_send(50)`;
      return claimed.map((row) => row.lease_token as string);
    };

    const holds: Record<string, { hold: (transaction: Sql) => Promise<unknown>; left: string[] }> =
      {
        "somebody deletes the contact": {
          hold: (transaction) =>
            transaction`delete from public.contacts where user_id = tests.user_id('P1')`,
          left: ["P2 stopped", "P3 stopped"],
        },
        "somebody deletes their account": {
          hold: async (transaction) => {
            await transaction`select tests.act_as_user(tests.user_id('P1'))`;
            await transaction`select public.delete_my_data()`;
          },
          left: ["P2 stopped", "P3 stopped"],
        },
        "somebody is being planned": {
          hold: (transaction) =>
            transaction`
            select from public.notification_preferences
            where user_id = tests.user_id('P1') for update`,
          left: ["P1 stopped", "P2 stopped", "P3 stopped"],
        },
      };
    for (const [what, { hold, left }] of Object.entries(holds)) {
      await t.step(`while ${what}, and nobody is texted again`, async () => {
        const tokens = await claimAll(3);
        const id = `SM-${crypto.randomUUID()}`;
        await holder.begin(async (transaction) => {
          await hold(transaction as unknown as Sql);
          assert.equal(await textIn(id, STOP), "stop");
          assert.ok(await isOptedOut(), "at once, while the other still holds what it holds");
          assert.deepEqual(await texts(), [
            { provider_message_id: id, body: null, user_id: null },
          ], "and it is kept");
          assert.equal(await textIn(id, STOP), "known", "once");
          await sql`select public.settle_stops()`;
          assert.equal((await sql`select from private.postponed_stops`).length, 1);
        });
        assert.equal(
          (await sql`select from public.start_messages(${tokens}::uuid[])`).length,
          0,
          "what was claimed before does not start",
        );
        const [settled] = await sql`select public.settle_stops() as count`;
        assert.equal(settled!.count, 1);
        assert.deepEqual(await consents(), left);
        assert.equal(await ledger(), left.length);
        assert.equal((await sql`select from private.postponed_stops`).length, 0);
        assert.deepEqual((await texts()).map(({ body }) => body), [STOP], "with its words");
        assert.equal((await sql`select public.settle_stops() as count`)[0]!.count, 0);
        assert.equal(
          (await sql`select from public.message_queue where program = 'reply'`).length,
          0,
          "an answer would come too late",
        );
        await sql`alter table public.consent_events disable trigger all`;
        await sql`delete from public.consent_events`;
        await sql`alter table public.consent_events enable trigger all`;
        await sql`delete from public.inbound_messages`;
      });
    }

    await t.step("a START that comes before the rest of it is done has the last word", async () => {
      await claimAll(1);
      await holder.begin(async (transaction) => {
        await transaction`select from public.notification_preferences for update`;
        assert.equal(await textIn("SM-stop", STOP), "stop");
      });
      assert.equal(await textIn("SM-start", "START"), "start: answered");
      await sql`select public.settle_stops()`;
      assert.deepEqual([await isOptedOut(), await consents()], [false, ["P1 confirmed"]]);
      assert.equal((await sql`select from private.postponed_stops`).length, 0);
      await sql`delete from public.inbound_messages`;
    });

    await t.step("what is no STOP waits for a deletion, and is a stranger's then", async () => {
      await claimAll(1);
      let text: Promise<string> | undefined;
      await holder.begin(async (transaction) => {
        await transaction`delete from auth.users`;
        text = textIn("SM-thanks", "Thanks");
        await untilWaiting(sql, 1);
      });
      assert.equal(await text, "not_understood");
      assert.deepEqual(await texts(), [
        { provider_message_id: "SM-thanks", body: null, user_id: null },
      ]);
      await sql`delete from public.inbound_messages`;
    });

    await t.step("two that wait for each other: one tries again", async () => {
      await claimAll(1);
      await sql`create sequence public.tries`;
      await sql`
        create function public.deadlock_once() returns trigger language plpgsql as $$
        begin
          if nextval('public.tries') = 1 then
            raise 'deadlock' using errcode = '40P01';
          end if;
          return new;
        end $$`;
      await sql`
        create trigger deadlock_once before insert on public.inbound_messages
        for each row execute function public.deadlock_once()`;
      assert.match(await textIn("SM-again", "Thanks"), /^not_understood/);
      assert.equal((await texts()).length, 1);
      await sql`alter sequence public.tries restart`;
      assert.equal(await textIn("SM-stop-again", STOP), "stop", "also with a STOP");
      assert.equal((await texts()).length, 2);
    });
  }));
