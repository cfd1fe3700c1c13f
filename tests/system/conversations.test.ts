/**
 * Whole conversations, as the transcripts in conversations/ tell them: what people do is done, and
 * what their phones show must be what the transcript says. UPDATE_TRANSCRIPTS=1 writes down what
 * they show, for a person to review.
 *
 * Lines of a transcript:
 *   # a title or remark
 *   @ 2026-06-06 12:00                      the clock moves there, and scheduler and sender run
 *   app: Maya signs up                      with her own phone, a goal of 3 times and one of 5 km
 *   app: Maya invites Ada, coach            a new contact, and the question to them
 *   app: Maya invites Eva, coach, es        one who is written to in Spanish
 *   app: Maya wants texts about reached weeks
 *   app: Maya sees consent_events event     a column of what she may read, oldest first
 *   Ada: Yes                                a text to us
 *   -> Ada: Rundown: thank you …            a text from us; "(Twilio)" after the name if from it;
 *                                           of a judgement its type and style in brackets
 *   = confirmed                             what the app shows
 */
import assert from "node:assert/strict";
import { type Person, signUp } from "../../local/app-client.ts";
import { until, withWorld, type World } from "./world.ts";

const FOLDER = `${import.meta.dirname}/conversations`;
const TRANSCRIPTS = [
  "1_a_coach_says_yes.txt",
  "2_silence_and_no.txt",
  "3_a_shared_number.txt",
  "4_logging_by_text.txt",
  "5_a_crisis.txt",
  "6_a_warning_in_time.txt",
  "7_own_phone_and_a_friends_contact.txt",
  "8_never_miss_twice.txt",
  "9_in_their_language.txt",
  "10_their_own_hours.txt",
];

/** Who lives in these conversations, and their numbers. */
const PHONES: Readonly<Record<string, string>> = {
  Ada: "+12025550101",
  Ben: "+12025550102",
  Eva: "+34612345678",
  Luc: "+33612345678",
  Ole: "+4915112345678",
  Rui: "+351912345678",
  Maya: "+12025550111",
  Noah: "+12025550112",
};
const nameOf = (phone: string) =>
  Object.entries(PHONES).find(([, number]) => number === phone)?.[0] ?? phone;

class Conversation {
  readonly #people = new Map<string, Person>();
  #shown = 0;

  constructor(readonly world: World) {}

  /** Does what a line says and returns the lines that come of it. */
  async play(line: string): Promise<string[]> {
    const clock = /^@ (.+)$/.exec(line)?.[1];
    if (clock) return await this.#moveTo(new Date(`${clock.replace(" ", "T")}Z`));
    const action = /^app: (\w+) (signs up|invites|wants|sees) ?(.*)$/.exec(line);
    if (action) return await this.#useApp(action[1]!, action[2]!, action[3]!);
    const text = /^(\w+): (.*)$/.exec(line);
    if (!text) throw new Error(`Cannot play '${line}'`);
    return await this.#text(text[1]!, text[2]!);
  }

  async #moveTo(clock: Date): Promise<string[]> {
    await this.world.setClock(clock);
    await this.world.run("message-scheduler");
    await this.world.run("message-sender");
    return await this.#newTexts();
  }

  async #useApp(name: string, action: string, rest: string): Promise<string[]> {
    if (action === "signs up") return await this.#signUp(name);
    const { client, id } = this.#people.get(name)!;
    if (action === "invites") {
      const [contact, relationship, locale] = rest.split(", ");
      const { data, error } = await client.from("contacts").insert({
        user_id: id,
        name: contact!,
        phone: PHONES[contact!]!,
        relationship: relationship!,
        timezone: "UTC",
        ...(locale ? { locale } : {}),
      }).select("id").single();
      if (error) throw new Error(error.message);
      const invited = await client.from("invitations")
        .insert({ user_id: id, contact_id: data.id });
      if (invited.error) return [`= ${invited.error.message}`];
      await this.world.run("message-sender");
      return await this.#newTexts();
    }
    if (action === "wants") {
      const { error } = await client.from("notification_preferences")
        .update({ send_if_goal_met: true }).eq("user_id", id);
      if (error) throw new Error(error.message);
      return [];
    }
    const [table, column] = rest.split(" ");
    const { data, error } = await client.from(table as "invitations").select(
      `created_at, ${column}`,
    );
    if (error) throw new Error(error.message);
    const rows = (data as unknown as Record<string, string>[])
      .map((row) => ({ at: row.created_at!, value: row[column!]! }))
      .sort((one, other) => `${one.at}${one.value}`.localeCompare(`${other.at}${other.value}`));
    return [`= ${rows.map(({ value }) => value).join(", ")}`];
  }

  async #signUp(name: string): Promise<string[]> {
    const person = await signUp(this.world.apiUrl, {
      email: `${name.toLowerCase()}@example.com`,
      password: "correct horse battery",
      displayName: name,
    });
    this.#people.set(name, person);
    // Goals as old as a week must be, Run the older one; the app's own are as old as they are.
    await this.world.sql`
      insert into public.goals (user_id, title, weekly_target, unit, created_at)
      select ${person.id}, title, target, unit, private.clock_now() - weeks * interval '1 week'
      from (values ('Run', 3, 'times', 5), ('Bike', 5, 'km', 4)) as goal (
        title, target, unit, weeks
      )`;
    return [];
  }

  async #text(name: string, body: string): Promise<string[]> {
    const { world } = this;
    const { autoReply, webhook } = await world.twilio.reply(PHONES[name]!, body);
    assert.equal(webhook?.problem, null, `Twilio accepts our answer to '${body}'`);
    // The webhook rings the sender itself.
    await until("its answer is sent", async () =>
      (await world.sql`
        select from public.inbound_messages
        join public.message_queue on message_queue.id = inbound_messages.answer_id
        where message_queue.finished_at is null`).length === 0);
    await world.twilio.settled();
    return [
      ...(autoReply ? [`-> ${name} (Twilio): ${autoReply}`] : []),
      ...await this.#newTexts(),
    ];
  }

  async #newTexts(): Promise<string[]> {
    await this.world.twilio.settled();
    const texts = this.world.twilio.accepted.slice(this.#shown);
    this.#shown += texts.length;
    const lines = await Promise.all(texts.map(async ({ sid, to, body }) => {
      const [message] = await this.world.sql`
        select program, message_type, message_style from public.message_queue
        where provider_message_id = ${sid}`;
      // Which of its wordings a text has is another matter, see choose_template/.
      const { program, message_type: type, message_style: style } = message!;
      return `-> ${nameOf(to)}: ${style === "plain" ? body : `[${program}, ${type}, ${style}]`}`;
    }));
    return lines.sort();
  }
}

Deno.test("conversations", (t) =>
  withWorld({}, async (world) => {
    for (const transcript of TRANSCRIPTS) {
      await t.step(transcript, async () => {
        const path = `${FOLDER}/${transcript}`;
        const written = await Deno.readTextFile(path);
        const conversation = new Conversation(world);
        const lines: string[] = [];
        for (const line of written.split("\n")) {
          if (line.startsWith("->") || line.startsWith("=")) continue;
          lines.push(line);
          if (line !== "" && !line.startsWith("#")) lines.push(...await conversation.play(line));
        }
        if (Deno.env.get("UPDATE_TRANSCRIPTS")) {
          await Deno.writeTextFile(path, lines.join("\n"));
        } else {
          assert.equal(lines.join("\n"), written);
        }
        const logs = world.logs.join("\n");
        for (const phone of Object.values(PHONES)) {
          assert.ok(!logs.includes(phone.slice(1)), `the log shows ${phone}`);
        }
      });
      await world.clear();
    }
  }));
