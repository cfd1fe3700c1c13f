/**
 * The inbox, from a program to the app: `postcard/` holds one that reaches its user there, on their
 * phone, or both. It is put into a copy of supabase/, as birthday.test.ts does it, and the app reads
 * and tidies what came through REST.
 */
import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { type Person, signUp } from "../../local/app-client.ts";
import { withAdded } from "./added.ts";
import { creations, phone, until, withWorld, type World } from "./world.ts";

const MORNING = new Date("2026-06-09T06:00:00Z");
const NOON = new Date("2026-06-10T12:00:00Z");
const CARD = "Rundown: a postcard from you: breathe";

/** Runs `body` with a copy of supabase/ to which the program was added. */
function withPostcards(body: (supabaseDirectory: string) => Promise<void>): Promise<void> {
  return withAdded("postcard", {
    schemas: "schemas/programs/postcard",
    templates: "templates/postcard",
  }, body);
}

function done<T>({ data, error }: { data: T; error: { message: string } | null }): NonNullable<T> {
  if (error) throw new Error(error.message);
  return data!;
}

/** Somebody with the app, who wrote themselves a postcard. */
interface Writer extends Person {
  app: SupabaseClient;
}

async function writer(
  { apiUrl, sql }: World,
  postcard: Record<string, unknown> = {},
  own?: { phone: string; consent: string },
): Promise<Writer> {
  const person = await signUp(apiUrl, {
    email: `robin-${crypto.randomUUID()}@example.com`,
    password: "a long enough password",
    displayName: "Robin",
  });
  const app = person.client as unknown as SupabaseClient;
  if (own) {
    await sql`
      insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
      values (${person.id}, 'Robin', ${own.phone}, 'self', 'UTC', ${own.consent})`;
  }
  done(
    await app.from("postcards").insert({
      ...{ user_id: person.id, words: "breathe", send_at: NOON.toISOString() },
      ...postcard,
    }),
  );
  return { ...person, app };
}

/** What the app shows in the inbox, oldest first. */
async function inbox({ app }: Writer): Promise<Record<string, unknown>[]> {
  return done(
    await app.from("inbox_messages")
      .select("id, program, message_text, channel, read_at, dismissed_at, snoozed_until")
      .order("created_at"),
  );
}

Deno.test("the inbox in the app", (t) =>
  withPostcards((supabaseDirectory) =>
    withWorld({ supabaseDirectory, clock: MORNING }, async (world) => {
      const step = async (rule: string, body: () => Promise<void>) => {
        await t.step(rule, async () => {
          await world.setClock(MORNING);
          await body();
        });
        await world.clear();
      };
      const runAt = async (instant: Date) => {
        await world.setClock(instant);
        await world.run("message-scheduler");
        const report = await world.run("message-sender");
        await world.twilio.settled();
        return report;
      };

      await step("a message is there with the sender's run, and no provider is asked", async () => {
        const robin = await writer(world);
        const other = await writer(world, { send_at: "2026-06-10T13:00:00Z" });
        await runAt(MORNING);
        assert.deepEqual(await inbox(robin), []);
        const report = await runAt(NOON);
        assert.deepEqual([report.claimed, report.stopped], [0, "nothing_due"]);
        const [card, ...more] = await inbox(robin);
        assert.deepEqual(more, []);
        assert.deepEqual({ ...card, id: null }, {
          ...{ id: null, program: "postcard", message_text: CARD, channel: "inbox" },
          ...{ read_at: null, dismissed_at: null, snoozed_until: null },
        });
        assert.equal(creations(world), 0);
        assert.deepEqual(await inbox(other), [], "nobody else sees it");
        const [logged] = done(
          await robin.app.from("messages").select("id, status, channel").eq("id", card!.id),
        );
        assert.deepEqual(logged, { id: card!.id, status: "sent", channel: "inbox" });

        await runAt(NOON);
        assert.equal((await inbox(robin)).length, 1, "another run delivers nothing twice");
      });

      await step("the app reads, puts away and snoozes by plain updates", async () => {
        const robin = await writer(world);
        const other = await writer(world);
        await runAt(NOON);
        const [card] = await inbox(robin);
        const update = (app: SupabaseClient, values: Record<string, unknown>) =>
          app.from("inbox_messages").update(values).eq("id", card!.id).select("id");
        const at = NOON.toISOString();
        for (
          const values of [
            { read_at: at },
            { dismissed_at: at },
            { dismissed_at: null, snoozed_until: "2026-06-11T07:00:00Z" },
          ]
        ) {
          assert.equal(done(await update(robin.app, values)).length, 1);
        }
        const [tidied] = await inbox(robin);
        assert.deepEqual(
          [tidied!.read_at, tidied!.dismissed_at, tidied!.snoozed_until].map((each) =>
            each && new Date(each as string).toISOString()
          ),
          [at, null, "2026-06-11T07:00:00.000Z"],
        );
        const { error } = await update(robin.app, { read_at: "2026-06-10T13:00:00Z" });
        assert.match(error!.message, /Cannot save the inbox message: read_at .* no moment/);
        assert.ok((await update(robin.app, { message_text: "Hi" })).error, "its words stay");
        assert.deepEqual(done(await update(other.app, { read_at: at })), []);
      });

      await step("what was changed or torn up is judged when it is delivered", async () => {
        const [robin, torn] = [await writer(world), await writer(world)];
        await runAt(MORNING);
        done(await robin.app.from("postcards").update({ words: "go" }).eq("user_id", robin.id));
        done(await torn.app.from("postcards").update({ is_torn: true }).eq("user_id", torn.id));
        await runAt(NOON);
        assert.deepEqual((await inbox(robin)).map(({ message_text }) => message_text), [
          "Rundown: a postcard from you: go",
        ]);
        assert.deepEqual(await inbox(torn), []);
      });

      await step(
        "where a message goes to both, the phone rings and the inbox keeps a copy",
        async () => {
          const own = { phone: phone(0), consent: "confirmed" };
          const robin = await writer(world, { channel: "sms", copies_to_inbox: true }, own);
          const report = await runAt(NOON);
          assert.equal(report.accepted, 1);
          assert.deepEqual(world.twilio.accepted.map(({ to, body }) => [to, body]), [
            [own.phone, CARD],
          ]);
          assert.deepEqual(
            (await inbox(robin)).map(({ message_text, channel }) => [message_text, channel]),
            [[CARD, "sms"]],
          );
        },
      );

      await step(
        "a STOP from the own phone ends the inbox, until it is chosen in the app",
        async () => {
          const own = { phone: phone(0), consent: "confirmed" };
          const robin = await writer(world, {}, own);
          await world.setClock(MORNING);
          await world.run("message-scheduler");
          await world.twilio.reply(own.phone, "Please stop texting me");
          await until(
            "the STOP is taken in",
            async () =>
              (await world.sql`select from public.channel_choices where not is_on`).length === 1,
          );
          await runAt(NOON);
          assert.deepEqual(await inbox(robin), []);
          const told = done(await robin.app.from("channel_choices").select("channel, is_on"));
          assert.deepEqual(told, [{ channel: "inbox", is_on: false }]);

          await world.setClock(new Date("2026-06-10T11:00:00Z"));
          done(
            await robin.app.from("channel_choices").update({ is_on: true })
              .eq("channel", "inbox"),
          );
          await world.setClock(NOON);
          await world.run("message-sender");
          assert.deepEqual(
            (await inbox(robin)).map(({ channel }) => channel),
            ["inbox"],
          );
        },
      );

      await step("an account that goes takes its inbox along", async () => {
        const robin = await writer(world);
        await runAt(NOON);
        const mine = done(await robin.app.rpc("export_my_data")) as Record<string, unknown[]>;
        assert.equal(mine.inbox_messages!.length, 1);
        done(await robin.app.rpc("delete_my_data"));
        assert.deepEqual([...await world.sql`select id from public.inbox_messages`], []);
      });
    })
  ));
