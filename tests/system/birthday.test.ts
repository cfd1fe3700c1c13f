/**
 * The proof that a program is a folder: `birthday/` holds one as a developer would add it, `schemas/`
 * for supabase/schemas/programs/birthday and `templates/` for supabase/templates/birthday. It is put
 * into a copy of supabase/ in which nothing else is touched, and lives there from its due time to the
 * phone and to the end of the account.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { SupabaseClient } from "@supabase/supabase-js";
import { type Person, serviceClient, signUp } from "../../local/app-client.ts";
import { INITIAL_MIGRATION, outOfStep } from "../../local/schema/migrations.ts";
import { readSchemas } from "../../local/schema/rooms.ts";
import { plan } from "../check/rooms.ts";
import { withAdded } from "./added.ts";
import { creations, phone, until, withWorld, type World } from "./world.ts";

const PROJECT = join(import.meta.dirname!, "..", "..", "supabase");

/** What the folder adds, and what `deno task schema` writes from it. */
const ADDED = [
  ...[
    "anniversaries.sql",
    "birthdays.sql",
    "commands.sql",
    "explaining.sql",
    "judging.sql",
    "my_data.sql",
    "planning.sql",
    "previewing.sql",
    "program.sql",
  ].map((name) => `schemas/programs/birthday/${name}`),
  ...["plain.json", "program.json"].map((name) => `templates/birthday/${name}`),
];
const GENERATED = [`migrations/${INITIAL_MIGRATION}`];

const OWN_PHONE = phone(0);
const ADA = phone(1);
const BEN = phone(2);
const TEXT = "Rundown: Ada, it is Robin's birthday today. A few words from you would be welcome! " +
  "STOP ends these texts.";

/** Days before the birthday: nothing of it falls into the scheduler's horizon. */
const LONG_BEFORE = new Date("2026-06-01T06:00:00Z");
const DAY_BEFORE = new Date("2026-06-09T06:00:00Z");
const BIRTHDAY = new Date("2026-06-10T09:00:00Z");

/** Runs `body` with a copy of supabase/ to which the folder was added. */
function withBirthdays(body: (supabaseDirectory: string) => Promise<void>): Promise<void> {
  return withAdded("birthday", {
    schemas: "schemas/programs/birthday",
    templates: "templates/birthday",
  }, body);
}

/** The text of every file below a directory, by its path there. */
async function tree(directory: string, path = ""): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(join(directory, path))) {
    if (isDirectory) {
      for (const [each, text] of await tree(directory, join(path, name))) files.set(each, text);
    } else {
      files.set(join(path, name), await Deno.readTextFile(join(directory, path, name)));
    }
  }
  return files;
}

/** Robin, who was born on 10 June: an own phone, Ada who said yes, and Ben who has not. */
interface Robin extends Person {
  /** As the app: the types of this project know no birthdays. */
  app: SupabaseClient;
  contacts: Record<"own" | "ada" | "ben", string>;
}

class Life {
  constructor(readonly world: World) {}

  /** Signs Robin up on LONG_BEFORE, with this birthday. */
  async robin(birthday: Record<string, unknown> = {}, timezone = "UTC"): Promise<Robin> {
    const { world } = this;
    await world.setClock(LONG_BEFORE);
    const person = await signUp(world.apiUrl, {
      email: `robin-${crypto.randomUUID()}@example.com`,
      password: "a long enough password",
      displayName: "Robin",
    });
    const app = person.client as unknown as SupabaseClient;
    await world.sql`
      update public.notification_preferences set timezone = ${timezone}
      where user_id = ${person.id}`;
    const add = async (name: string, phone: string, relationship: string, consent: string) => {
      const [row] = await world.sql`
        insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
        values (${person.id}, ${name}, ${phone}, ${relationship}, ${timezone}, ${consent})
        returning id`;
      return row!.id as string;
    };
    const contacts = {
      own: await add("Robin", OWN_PHONE, "self", "confirmed"),
      ada: await add("Ada", ADA, "friend", "confirmed"),
      ben: await add("Ben", BEN, "coach", "pending"),
    };
    const robin = { ...person, app, contacts };
    done(await app.from("birthdays").insert({ user_id: robin.id, month: 6, day: 10, ...birthday }));
    return robin;
  }

  /** The decision about each of Robin's turns, by contact, then by time. */
  async turns(robin: Robin): Promise<unknown[][]> {
    const rows = await this.world.sql`
      select contacts.name, occurrences.nominal_at, occurrences.decision, occurrences.reasons
      from public.occurrences
      left join public.contacts on contacts.id = occurrences.contact_id
      where occurrences.program = 'birthday' and occurrences.user_id = ${robin.id}
      order by contacts.name, occurrences.nominal_at`;
    return rows.map((
      { name, nominal_at, decision, reasons },
    ) => [name, nominal_at.toISOString().slice(0, 16), decision, ...reasons]);
  }

  /** Robin's texts of the program in the queue. */
  async texts(robin: Robin): Promise<Record<string, string>[]> {
    return [
      ...await this.world.sql`
        select id, status, reason, message_text, scheduled_for from public.message_queue
        where program = 'birthday' and user_id = ${robin.id}
        order by scheduled_for`,
    ];
  }

  async fates(robin: Robin): Promise<(string | undefined)[][]> {
    return (await this.texts(robin)).map(({ status, reason }) => [status, reason]);
  }

  async nextDueAt(robin: Robin): Promise<string | undefined> {
    const [row] = await this.world.sql`
      select next_due_at from public.birthdays where user_id = ${robin.id}`;
    return row?.next_due_at?.toISOString();
  }

  async runAt(instant: Date | string): Promise<void> {
    await this.world.setClock(new Date(instant));
    await this.world.run("message-scheduler");
    await this.world.run("message-sender");
    await this.world.twilio.settled();
  }

  /** What a phone got, in order. */
  phone(number: string): string[] {
    return this.world.twilio.accepted.filter(({ to }) => to === number).map(({ body }) => body);
  }

  /** Texts us, and returns what comes back. */
  async text(from: string, body: string): Promise<string[]> {
    const { world } = this;
    const before = this.phone(from).length;
    const { webhook } = await world.twilio.reply(from, body);
    assert.equal(webhook?.problem, null, `our answer to '${body}'`);
    await until("its answer is sent", async () =>
      (await world.sql`
        select from public.inbound_messages
        join public.message_queue on message_queue.id = inbound_messages.answer_id
        where message_queue.finished_at is null`).length === 0);
    await world.twilio.settled();
    return this.phone(from).slice(before);
  }
}

function done<T>({ data, error }: { data: T; error: { message: string } | null }): T {
  if (error) throw new Error(error.message);
  return data;
}

/** What the app shows of the program for the next days. */
async function preview({ app }: Robin, days = 7): Promise<unknown[][]> {
  const rows = done(await app.rpc("preview_upcoming_messages", { days }));
  return rows.filter(({ program }: { program: string }) => program === "birthday").map(
    (
      { contact_name, nominal_at, expected_at, decision, message_type, message_text, reasons }:
        Record<string, string>,
    ) => [
      contact_name,
      new Date(nominal_at!).toISOString().slice(0, 16),
      expected_at && new Date(expected_at).toISOString().slice(0, 16),
      decision,
      message_type,
      message_text,
      reasons,
    ],
  );
}

Deno.test("a program is a folder: nothing outside of it changes, and the checks find nothing", () =>
  withBirthdays(async (supabase) => {
    const [before, after] = [await tree(PROJECT), await tree(supabase)];
    assert.deepEqual(
      [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path).sort(),
      [...ADDED, ...GENERATED].sort(),
    );
    assert.deepEqual([...before.keys()].filter((path) => !after.has(path)), []);
    assert.deepEqual(plan(await readSchemas(supabase)), []);
    assert.equal(await outOfStep(supabase), undefined);
  }));

Deno.test("birthdays", (t) =>
  withBirthdays((supabaseDirectory) =>
    withWorld({ supabaseDirectory, clock: LONG_BEFORE }, async (world) => {
      const { sql } = world;
      const life = new Life(world);
      const step = async (
        rule: string,
        body: (robin: Robin) => Promise<void>,
        birthday: Record<string, unknown> = {},
        timezone = "UTC",
      ) => {
        await t.step(rule, async () => {
          const robin = await life.robin(birthday, timezone);
          await body(robin);
        });
        await world.clear();
      };

      await step("the scheduler decides about each contact once, a day ahead", async (robin) => {
        await world.run("message-scheduler");
        assert.deepEqual(await life.turns(robin), []);
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        await world.run("message-scheduler");
        assert.deepEqual(await life.turns(robin), [
          ["Ada", "2026-06-10T09:00", "queued"],
          ["Ben", "2026-06-10T09:00", "skipped", "contact_not_confirmed"],
        ]);
        assert.equal(await life.nextDueAt(robin), "2027-06-10T09:00:00.000Z");
        const [text, ...others] = await life.texts(robin);
        assert.equal(text?.message_text, TEXT);
        assert.deepEqual(others, []);
      });

      await step(
        "a preview shows what will come, the same before and after planning",
        async (robin) => {
          const expected = [
            ["Ada", "2026-06-10T09:00", "2026-06-10T09:00", "send", "birthday", TEXT, []],
            ["Ben", "2026-06-10T09:00", null, "skipped", null, null, ["contact_not_confirmed"]],
          ];
          assert.deepEqual(await preview(robin), []);
          assert.deepEqual(await preview(robin, 14), expected);
          await world.setClock(DAY_BEFORE);
          await world.run("message-scheduler");
          assert.deepEqual(await preview(robin), expected);
        },
      );

      await step("a change of mind is planned at once", async (robin) => {
        const { app, contacts } = robin;
        const queued = async () =>
          (await life.texts(robin)).map(({ status, reason, message_text, scheduled_for }) => [
            status,
            reason ?? message_text!.slice(9, 13),
            new Date(scheduled_for!).toISOString().slice(0, 16),
          ]);
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");

        const change = async (values: Record<string, unknown>) =>
          done(await app.from("birthdays").update(values).eq("user_id", robin.id));
        await change({ send_time: "11:30" });
        assert.deepEqual(await queued(), [["queued", "Ada,", "2026-06-10T11:30"]]);
        // Twenty days ahead nothing is queued yet.
        await change({ day: 30 });
        assert.deepEqual(await queued(), [["canceled", "superseded", "2026-06-10T11:30"]]);
        assert.equal(await life.nextDueAt(robin), "2026-06-30T11:30:00.000Z");
        await change({ day: 9 });
        assert.deepEqual(await queued(), [
          ["queued", "Ada,", "2026-06-09T11:30"],
          ["canceled", "superseded", "2026-06-10T11:30"],
        ]);
        await change({ day: 10 });
        assert.deepEqual(await queued(), [
          ["canceled", "superseded", "2026-06-09T11:30"],
          ["queued", "Ada,", "2026-06-10T11:30"],
        ]);

        done(await app.from("contacts").update({ name: "Eve" }).eq("id", contacts.ada));
        assert.deepEqual((await queued())[1], ["queued", "Eve,", "2026-06-10T11:30"]);

        const pause = async (paused_until: string | null) =>
          done(await app.from("users").update({ paused_until }).eq("id", robin.id));
        await pause("2026-06-11T00:00:00Z");
        assert.deepEqual((await queued())[1]?.slice(0, 2), ["canceled", "superseded"]);
        assert.deepEqual((await preview(robin)).map(([name, , , , , , why]) => [name, why]), [
          ["Ben", ["paused", "contact_not_confirmed"]],
          ["Eve", ["paused"]],
        ]);
        await pause(null);
        assert.deepEqual((await queued())[1], ["queued", "Eve,", "2026-06-10T11:30"]);

        done(
          await app.from("notification_preferences").update({ timezone: "Europe/Berlin" })
            .eq("user_id", robin.id),
        );
        assert.deepEqual((await queued())[1], ["queued", "Eve,", "2026-06-10T09:30"]);

        await change({ is_on: false });
        assert.deepEqual((await queued())[1]?.slice(0, 2), ["canceled", "superseded"]);
        await change({ is_on: true });
        assert.deepEqual((await queued())[1], ["queued", "Eve,", "2026-06-10T09:30"]);

        done(await app.from("birthdays").delete().eq("user_id", robin.id));
        assert.deepEqual((await queued())[1]?.slice(0, 2), ["canceled", "superseded"]);
        await life.runAt("2026-06-10T09:30:00Z");
        assert.equal(creations(world), 0);
      });

      await step(
        "a birthday entered on its very morning is told by the sender alone",
        async (robin) => {
          done(await robin.app.from("birthdays").delete().eq("user_id", robin.id));
          await world.setClock(new Date("2026-06-10T08:00:00Z"));
          done(
            await robin.app.from("birthdays").insert({ user_id: robin.id, month: 6, day: 10 }),
          );
          await world.run("message-sender");
          assert.deepEqual(await life.fates(robin), [["queued", null]]);
          await world.setClock(BIRTHDAY);
          await world.run("message-sender");
          assert.deepEqual(life.phone(ADA), [TEXT]);
        },
      );

      await step("a birthday is told by the user's clock, wherever they moved", async (robin) => {
        done(
          await robin.app.from("notification_preferences")
            .update({ timezone: "Pacific/Auckland" }).eq("user_id", robin.id),
        );
        assert.equal(await life.nextDueAt(robin), "2026-06-09T21:00:00.000Z");
      });

      await step("whoever says yes after planning is told as well", async (robin) => {
        await sql`delete from public.contacts where id <> ${robin.contacts.own}`;
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        assert.deepEqual(await life.turns(robin), [
          [null, "2026-06-10T09:00", "skipped", "no_contact"],
        ]);
        assert.deepEqual((await preview(robin)).map(([name, , , , , , why]) => [name, why]), [
          [null, ["no_contact"]],
        ]);
        await sql`
          insert into public.contacts (user_id, name, phone, relationship, timezone)
          values (${robin.id}, 'Ada', ${ADA}, 'friend', 'UTC')`;
        await sql`update public.contacts set consent_status = 'confirmed' where name = 'Ada'`;
        await life.runAt(BIRTHDAY);
        assert.deepEqual(life.phone(ADA), [TEXT]);
      });

      await step("a scheduler that looks further ahead plans further ahead", async (robin) => {
        await sql`select public.schedule_due_messages(500, '20 days')`;
        assert.deepEqual(await life.fates(robin), [["queued", null]]);
      });

      await step("a birthday that is gone when the time comes is not told", async (robin) => {
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        // Behind the back of whatever plans afresh.
        await sql.begin(async (sql) => {
          await sql`set local session_replication_role = replica`;
          await sql`delete from public.birthdays where user_id = ${robin.id}`;
        });
        await life.runAt(BIRTHDAY);
        assert.deepEqual(await life.fates(robin), [["canceled", "no_birthday"]]);
        assert.equal(creations(world), 0);
      });

      await step("a birthday that moved when the time comes is not told", async (robin) => {
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        await sql.begin(async (sql) => {
          await sql`set local session_replication_role = replica`;
          await sql`update public.birthdays set day = 11 where user_id = ${robin.id}`;
        });
        await life.runAt(BIRTHDAY);
        assert.deepEqual(await life.fates(robin), [["canceled", "no_birthday"]]);
        assert.equal(creations(world), 0);
      });

      await step("a text has the names of the moment it leaves", async (robin) => {
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        await sql.begin(async (sql) => {
          await sql`set local session_replication_role = replica`;
          await sql`update public.users set display_name = 'Rob' where id = ${robin.id}`;
        });
        await life.runAt(BIRTHDAY);
        assert.deepEqual(life.phone(ADA), [TEXT.replace("Robin", "Rob")]);
      });

      await step("the phone gets one text, and everybody can ask why", async (robin) => {
        await life.runAt(DAY_BEFORE);
        assert.equal(creations(world), 0);
        await life.runAt(BIRTHDAY);
        await life.runAt("2026-06-10T10:00:00Z");
        assert.deepEqual(life.phone(ADA), [TEXT]);
        assert.equal(creations(world), 1);
        const [text] = await life.texts(robin);
        assert.equal(text!.status, "sent");

        const story = async (client: SupabaseClient) =>
          done(await client.rpc("explain_message", { message_id: text!.id }))
            .map(({ event, words }: Record<string, string>) => `${event}: ${words}`);
        const told = await story(robin.app);
        assert.deepEqual(told.slice(0, 2), [
          "planned: For the birthday, Wednesday, 2026-06-10 09:00 (UTC): a text to Ada was " +
          "proposed.",
          "accepted: Attempt 1: the provider took it.",
        ]);
        assert.deepEqual(
          await story(serviceClient(world.apiUrl) as unknown as SupabaseClient),
          told,
        );
        assert.deepEqual(await life.text(ADA, "Why?"), [
          "Rundown: Robin asked us to tell you of their birthday, once a year. MUTE or STOP ends it.",
        ]);
      });

      await step("a user switches their birthday off and on by text", async (robin) => {
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        assert.deepEqual(await life.text(OWN_PHONE, "Birthday off!"), [
          "Rundown: fine, nobody is told of your birthday. BIRTHDAY ON undoes that.",
        ]);
        assert.deepEqual(await life.fates(robin), [["canceled", "superseded"]]);
        assert.deepEqual(await life.text(OWN_PHONE, "BIRTHDAY ON"), [
          "Rundown: your contacts are told of your birthday, next on Wednesday, 2026-06-10 09:00 " +
          "(UTC). BIRTHDAY OFF ends that.",
        ]);
        assert.deepEqual(await life.fates(robin), [["queued", null]]);
        // From Ada they are words.
        await life.text(ADA, "BIRTHDAY OFF");
        assert.deepEqual(await life.fates(robin), [["queued", null]]);
        done(await robin.app.from("birthdays").delete().eq("user_id", robin.id));
        assert.deepEqual(await life.text(OWN_PHONE, "birthday on"), [
          "Rundown: we do not know your birthday. Enter it in the app.",
        ]);
      });

      await step("an operator switches the program off, for one and for all", async (robin) => {
        const operator = serviceClient(world.apiUrl) as unknown as SupabaseClient;
        const act = async (action: string, values: Record<string, unknown>) =>
          done(
            await operator.from("operator_actions")
              .insert({ action, arguments: { program: "birthday", ...values } }),
          );
        await world.setClock(DAY_BEFORE);
        await act("set_program_switch", { user_id: robin.id, is_on: false });
        await world.run("message-scheduler");
        assert.deepEqual((await life.turns(robin))[0]?.slice(2), ["skipped", "program_off"]);
        await act("set_program_switch", { user_id: robin.id, is_on: null });
        await sql`delete from public.occurrences`;
        await sql`update public.birthdays set send_time = '09:01'`;
        await world.run("message-scheduler");
        assert.deepEqual(await life.fates(robin), [["queued", null]]);
        await act("set_program_percent", { enabled_percent: 0 });
        try {
          assert.deepEqual((await preview(robin))[0]?.slice(3), [
            ...["skipped", null, null, ["program_off"]],
          ]);
          await life.runAt("2026-06-10T09:01:00Z");
          assert.deepEqual(await life.fates(robin), [["canceled", "program_off"]]);
          assert.equal(creations(world), 0);
        } finally {
          await act("set_program_percent", { enabled_percent: 100 });
        }
      });

      await step("the account takes its birthday along, and away", async (robin) => {
        await life.runAt(DAY_BEFORE);
        const { birthday } = done(await robin.app.rpc("export_my_data"));
        assert.deepEqual(Object.keys(birthday), ["birthdays"]);
        const [{ user_id, month, day, send_time }] = birthday.birthdays;
        assert.deepEqual([user_id, month, day, send_time], [robin.id, 6, 10, "09:00:00"]);
        done(await robin.app.rpc("delete_my_data"));
        const [left] = await sql`
          select
            (select count(*)::integer from public.birthdays) as birthdays,
            (select count(*)::integer from public.message_queue) as messages`;
        assert.deepEqual({ ...left }, { birthdays: 0, messages: 0 });
        await life.runAt(BIRTHDAY);
        assert.equal(creations(world), 0);
      });

      await step("it is told again a year later, and only then", async (robin) => {
        await life.runAt(DAY_BEFORE);
        await life.runAt(BIRTHDAY);
        // Whoever moves the day about tells everybody once.
        await world.setClock(new Date("2026-06-10T12:00:00Z"));
        done(await robin.app.from("birthdays").update({ day: 11 }).eq("user_id", robin.id));
        // It is that far ahead, so that the scheduler comes to it first.
        await world.run("message-scheduler");
        assert.deepEqual((await life.turns(robin))[1], [
          ...["Ada", "2026-06-11T09:00", "skipped", "told_this_year"],
        ]);
        done(await robin.app.from("birthdays").update({ day: 10 }).eq("user_id", robin.id));
        assert.equal(await life.nextDueAt(robin), "2027-06-10T09:00:00.000Z");
        await life.runAt("2026-12-10T09:00:00Z");
        assert.equal(creations(world), 1);
        await life.runAt("2027-06-09T09:00:00Z");
        await life.runAt("2027-06-10T09:00:00Z");
        assert.deepEqual(life.phone(ADA), [TEXT, TEXT]);
        assert.equal(await life.nextDueAt(robin), "2028-06-10T09:00:00.000Z");
      });

      await step("29 February is the 28th in common years", async (robin) => {
        assert.equal(await life.nextDueAt(robin), "2027-02-28T09:00:00.000Z");
        await life.runAt("2027-02-27T09:00:00Z");
        await life.runAt("2027-02-28T09:00:00Z");
        assert.deepEqual(life.phone(ADA), [TEXT]);
        assert.equal(await life.nextDueAt(robin), "2028-02-29T09:00:00.000Z");
      }, { month: 2, day: 29 });

      await step(
        "a time that the clocks skip is told after the gap",
        async (robin) => {
          // 14 March 2027, clocks go from 2:00 to 3:00; nobody is texted before 8:00 all the same.
          assert.equal(await life.nextDueAt(robin), "2027-03-14T07:30:00.000Z");
          await life.runAt("2027-03-13T12:00:00Z");
          const [text] = await life.texts(robin);
          assert.equal(new Date(text!.scheduled_for!).toISOString(), "2027-03-14T12:00:00.000Z");
          assert.equal((await preview(robin))[0]?.[3], "held");
          assert.equal(await life.nextDueAt(robin), "2028-03-14T06:30:00.000Z");
        },
        { month: 3, day: 14, send_time: "02:30" },
        "America/New_York",
      );

      await step(
        "of a time that comes twice the first is meant",
        async (robin) => {
          assert.equal(await life.nextDueAt(robin), "2026-11-01T05:30:00.000Z");
        },
        { month: 11, day: 1, send_time: "01:30" },
        "America/New_York",
      );

      await step("where the day is over before anybody may be texted, nobody is", async (robin) => {
        await life.runAt("2026-06-10T06:00:00Z");
        assert.deepEqual((await life.turns(robin))[0]?.slice(2), ["skipped", "no_allowed_hour"]);
      }, { send_time: "22:00" });

      await step("a birthday that is due and not planned is still owed", async (robin) => {
        // The turn of the week is planned; the birthday, by a program set aside, is not.
        await sql`
          update public.notification_preferences set send_day = 'Wednesday'
          where user_id = ${robin.id}`;
        await sql`
          insert into private.tasks_set_aside (program, task, set_aside_until)
          values ('birthday', 'due', ${BIRTHDAY})`;
        await world.setClock(DAY_BEFORE);
        await world.run("message-scheduler");
        assert.deepEqual(await life.turns(robin), []);
        await world.setClock(new Date("2026-06-10T10:00:00Z"));
        done(
          await robin.app.from("contacts").update({ name: "Eve" }).eq("id", robin.contacts.ada),
        );
        await life.runAt("2026-06-10T10:01:00Z");
        assert.deepEqual(life.phone(ADA), [TEXT.replace("Ada", "Eve")]);
      });

      await step(
        "a birthday whose data is broken is passed over until the next year",
        async (robin) => {
          const other = await life.robin();
          // No function of ours lets such a zone in.
          await sql.begin(async (sql) => {
            await sql`set local session_replication_role = replica`;
            await sql`
            update public.notification_preferences set timezone = 'Mars/Olympus'
            where user_id = ${robin.id}`;
          });
          await world.setClock(DAY_BEFORE);
          await world.run("message-scheduler");
          assert.deepEqual(await life.turns(robin), [
            [null, "2026-06-10T09:00", "skipped", "broken_data"],
          ]);
          assert.equal(await life.nextDueAt(robin), "2027-06-10T09:00:00.000Z");
          assert.deepEqual((await life.turns(other))[0]?.slice(2), ["queued"]);
        },
      );

      await step("what is switched off for a year is forgotten", async (robin) => {
        done(await robin.app.from("birthdays").update({ is_on: false }).eq("user_id", robin.id));
        const left = async () => {
          await sql`select private.clean_up()`;
          return (await sql`select from public.birthdays`).length;
        };
        await world.setClock(new Date("2027-06-01T05:00:00Z"));
        assert.equal(await left(), 1);
        await world.setClock(new Date("2027-06-01T07:00:00Z"));
        assert.equal(await left(), 0);
      });

      await step("nobody reads or writes the birthday of somebody else", async (robin) => {
        const stranger = await signUp(world.apiUrl, {
          email: "stranger@example.com",
          password: "a long enough password",
        });
        const app = stranger.client as unknown as SupabaseClient;
        assert.deepEqual(done(await app.from("birthdays").select()), []);
        done(await app.from("birthdays").update({ day: 1 }).eq("user_id", robin.id));
        done(await app.from("birthdays").delete().eq("user_id", robin.id));
        const { error } = await app.from("birthdays")
          .insert({ user_id: robin.id, month: 1, day: 1 });
        assert.equal(error?.code, "42501");
        const { error: kept } = await robin.app.from("birthdays")
          .update({ next_due_at: "2026-06-02T00:00:00Z" }).eq("user_id", robin.id);
        assert.equal(kept?.code, "42501");
        assert.equal(await life.nextDueAt(robin), "2026-06-10T09:00:00.000Z");
      });

      await step("what no birthday can be is refused in words", async (robin) => {
        const refusal = async (values: Record<string, unknown>) => {
          const { error } = await robin.app.from("birthdays").update(values)
            .eq("user_id", robin.id);
          return error?.message.replace(/^PostgresError: /, "");
        };
        assert.deepEqual(
          await Promise.all([
            refusal({ month: 13 }),
            refusal({ month: 2, day: 30 }),
            refusal({ month: 4, day: 31 }),
            refusal({ send_time: "24:00" }),
            refusal({ is_on: null }),
          ]),
          [
            'Cannot save the birthday: month "13" is not a month',
            'Cannot save the birthday: day "30" is not a day of that month',
            'Cannot save the birthday: day "31" is not a day of that month',
            'Cannot save the birthday: send_time "24:00:00" is not a time of day',
            "Cannot save the birthday: is_on null is neither true nor false",
          ],
        );
      });

      await t.step("none of it set the program aside", async () => {
        const tasks = await sql`
          select task from private.tasks_set_aside where program = 'birthday'`;
        assert.deepEqual([...tasks], []);
      });
    })
  ));
