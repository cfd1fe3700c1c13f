/** Texts that come in while everything else goes on. */
import assert from "node:assert/strict";
import { Chance } from "../../../local/random.ts";
import { withRace } from "../race.ts";

Deno.test("texting at the same time", (t) =>
  withRace(async ({ sql, workers, setClock, populate, isBalanced }) => {
    await t.step("what every number says last holds, whatever else goes on", async () => {
      const seed = Date.now();
      const chance = new Chance(seed);
      // Four numbers that everybody knows and four that everybody asks: whoever decides about one
      // changes the plans of all people, as the others do. Each person has a phone of their own.
      const PEOPLE = 12;
      await populate(PEOPLE, 4);
      await sql`
        select
          tests.create_contact('P' || n, 'self', '+1202556' || (1000 + n)),
          tests.create_contact(
            'P' || n, 'coach', '+1202557' || (1000 + n % 4), consent_status => 'pending'
          ),
          tests.create_contact('P' || n, 'friend', '+1202555000' || (n + 1) % 4)
        from generate_series(1, ${PEOPLE}::int) as n`;
      await sql`
        insert into public.consent_events (user_id, contact_id, phone, event)
        select user_id, id, phone, 'confirmed' from public.contacts
        where consent_status = 'confirmed'`;
      await sql`select public.schedule_due_messages()`;
      await setClock(new Date("2026-06-07T16:00Z"));

      const [texters, senders] = [workers.slice(0, 5), workers.slice(5)];
      const numbers = (await sql`select distinct phone from public.contacts order by phone`)
        .map(({ phone }) => phone as string);
      const said = new Map<
        string,
        { stopped: boolean; paused: boolean; times: number; log: number }
      >(
        numbers.map((phone) => [phone, { stopped: false, paused: false, times: 1, log: 0 }]),
      );
      const words = Array.from({ length: 60 * texters.length }, () =>
        [
          chance.below(1000),
          [
            "STOP",
            "START",
            "STOP",
            "START",
            "yes",
            "no",
            "1 times",
            "pause 1w",
            "resume",
            "less",
            "more",
            "snooze 30m",
            "mute",
            "why",
          ][chance.below(14)]!,
        ] as const);
      let isOver = false;
      const talk = Promise.all(texters.map(async (texter, index) => {
        // Each number has one person who writes, so that it has a last word.
        const own = numbers.filter((_, place) => place % texters.length === index);
        for (const [at, word] of words.filter((_, place) => place % texters.length === index)) {
          const phone = own[at % own.length]!;
          await texter`
            select public.record_inbound_message(${`SM-${crypto.randomUUID()}`}, ${phone}, ${word})`;
          const state = said.get(phone)!;
          if (word === "START" || (word === "yes" && state.stopped)) state.stopped = false;
          else if (state.stopped) continue;
          else if (word === "STOP") state.stopped = true;
          else if (word === "pause 1w") state.paused = true;
          else if (word === "resume") state.paused = false;
          else if (word === "less") state.times = Math.max(state.times - 1, 0);
          else if (word === "more") state.times = Math.min(state.times + 1, 7);
          // The clock stands still, and what is said twice within a minute is logged once.
          else if (word === "1 times") state.log = 1;
        }
      })).finally(() => isOver = true);
      const work = senders.map(async (sender, index) => {
        while (!isOver) {
          if (index === 0) {
            await sender`
              insert into public.invitations (user_id, contact_id)
              select user_id, id from public.contacts
              where consent_status = 'pending'
                and id not in (select contact_id from public.invitations)
              limit 1`;
            await sender`select public.schedule_due_messages(3, '10 days')`;
          }
          await sender`select public.sweep_messages()`;
          const claimed = await sender`select lease_token from public.get_messages_to_send(5)`;
          const started = await sender`
            select attempt_id, lease_token
            from public.start_messages(${claimed.map((row) => row.lease_token)}::uuid[])`;
          const outcomes = started.map(({ attempt_id, lease_token }, place) => ({
            attempt_id,
            lease_token,
            // Numbers that cannot be reached are locked by reports as those that stop are by texts.
            ...(place % 3 === 0
              ? { outcome: "rejected", error_code: 21211 }
              : { outcome: "accepted", provider_message_id: `SM-${attempt_id}` }),
          }));
          await sender`select public.update_message_statuses(${sql.json(outcomes)})`;
        }
      });
      await Promise.all([talk, ...work]);

      const seeded = `(seed ${seed})`;
      const state = await sql`
        select
          contacts.phone,
          coalesce(bool_or(opted_out_at is not null), false) as stopped,
          bool_or(relationship = 'self') as is_own,
          bool_or(paused_until is not null) as paused,
          max(max_messages_per_week) as times,
          max((
            select coalesce(sum(amount), 0)::int from public.activities
            where activities.user_id = contacts.user_id
          )) as log
        from public.contacts
        join public.users on users.id = contacts.user_id
        join public.notification_preferences as preferences on preferences.user_id = users.id
        left join private.phone_numbers on phone_numbers.phone = contacts.phone
        group by contacts.phone`;
      for (const { phone, is_own, stopped, paused, times, log } of state) {
        const last = said.get(phone)!;
        assert.equal(stopped, last.stopped, `${phone} stopped ${seeded}`);
        if (is_own) assert.deepEqual({ stopped, paused, times, log }, last, `${phone} ${seeded}`);
      }
      const contradictions = await sql`
        select contacts.phone, contacts.consent_status, last.event
        from public.contacts
        left join private.phone_numbers on phone_numbers.phone = contacts.phone
        cross join lateral (
          select event from public.consent_events
          where consent_events.contact_id = contacts.id
          order by recorded_at desc
          limit 1
        ) as last
        where contacts.consent_status <> case
            when last.event in ('confirmed', 'restarted') then 'confirmed'
            when last.event in ('stopped', 'muted') then 'stopped'
            when last.event = 'declined' then 'declined'
            else 'pending'
          end
          or contacts.consent_status = 'confirmed' and phone_numbers.opted_out_at is not null`;
      assert.deepEqual([...contradictions], [], `contacts are what the ledger says ${seeded}`);
      assert.ok(await isBalanced(), seeded);
    });
  }));
