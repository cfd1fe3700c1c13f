import type { NumberBehaviour } from "../../emulators/twilio/mod.ts";
import type { AppClient, Person as Account } from "../app-client.ts";
import { runLocally } from "../function-calls.ts";
import { addPeople, type NewContact as ContactRow, type NewGoal } from "../people.ts";
import type { Stack } from "../stack.ts";
import type { Activity, Contact, Facts, Goal, Preferences, Said, Word } from "./judge.ts";

/** What happened on the way, for the timeline. */
export interface Happening {
  at: Date;
  text: string;
}

/** A person as `addPerson` makes one. */
export interface NewPerson {
  name: string;
  message_style?: "supportive" | "snarky" | "chaotic";
  preferences: Partial<Omit<Preferences, "from">>;
  goals: NewGoal[];
  contacts: NewContact[];
}

export interface NewContact extends Omit<ContactRow, "consent_status"> {
  /** Whether they said yes before this life began. */
  agreed: boolean;
}

/** A person of this life, and what is known of them beside the tables. */
export interface Living {
  id: string;
  name: string;
  /** Whoever signed up in the app does everything there. */
  client: AppClient | null;
  goals: string[];
  contacts: Map<string, { id: string; phone: string }>;
  preferences: Preferences[];
  pauses: { from: Date; until: Date | null }[];
}

/** What no table keeps of a contact. */
type OfContact = Pick<Contact, "added_at" | "agreed" | "invited_at">;
type Owned = { user_id: string };

const MINUTE = 60_000;
const TICK = 10 * MINUTE;
/** How many hours an invitation waits; a sender run ends it then. */
const INVITATION_HOURS = 72;

/**
 * A life on the virtual clock: people do things, and between them cron calls the functions whenever
 * something may be due. It notes what the tables do not keep: what was so before, and since when.
 */
export class Life {
  readonly happenings: Happening[] = [];
  readonly people: Living[] = [];
  readonly #said: Said[] = [];
  readonly #contacts = new Map<string, OfContact>();
  readonly #loggedAt = new Map<string, Date>();
  /** What is in no table any more. */
  readonly #takenBack: (Activity & Owned)[] = [];
  readonly #numbers: Facts["numbers"][number][] = [];
  readonly #budgets: Facts["budgets"][number][] = [];
  #now: Date;
  #lastTick: Date;
  #nextMorning: Date;

  private constructor(readonly stack: Stack, from: Date) {
    this.#now = from;
    this.#lastTick = new Date(Math.floor(from.getTime() / TICK) * TICK);
    this.#nextMorning = new Date(from);
    this.#nextMorning.setUTCHours(6, 0, 0, 0);
    if (this.#nextMorning <= from) this.#nextMorning.setUTCDate(from.getUTCDate() + 1);
  }

  static async begin(stack: Stack, from: Date): Promise<Life> {
    const life = new Life(stack, from);
    await stack.setClock(from);
    const [settings] = await stack.sql`select messages_per_hour from private.settings`;
    life.#budgets.push({ from, per_hour: settings!.messages_per_hour });
    return life;
  }

  get now(): Date {
    return this.#now;
  }

  tell(text: string): void {
    this.happenings.push({ at: this.#now, text });
  }

  /** Lives on until `instant`: the scheduler every morning, the sender whenever there may be work. */
  async moveTo(instant: Date): Promise<void> {
    for (;;) {
      const tick = await this.#nextTick();
      const next = tick && tick < this.#nextMorning ? tick : this.#nextMorning;
      if (next > instant) break;
      await this.#setClock(next);
      if (next.getTime() === this.#nextMorning.getTime()) {
        await this.#runScheduler();
        this.#nextMorning = new Date(next.getTime() + 24 * 60 * MINUTE);
      }
      if (tick && next.getTime() === tick.getTime()) await this.#runSender();
    }
    await this.#setClock(instant);
  }

  async addPerson(added: NewPerson): Promise<Living> {
    const id = crypto.randomUUID();
    const { sql } = this.stack;
    const goals = added.goals.map((goal) => ({ id: crypto.randomUUID(), ...goal }));
    const { contacts } = added;
    await addPeople(sql, [{ id, name: added.name, goals, contacts: [] }]);
    await sql`
      update public.users set message_style = ${added.message_style ?? "supportive"}
      where id = ${id}`;
    await sql`
      update public.notification_preferences set ${sql(added.preferences)} where user_id = ${id}`;
    const person: Living = {
      id,
      name: added.name,
      client: null,
      goals: goals.map(({ id }) => id),
      contacts: new Map(),
      preferences: [],
      pauses: [],
    };
    await this.#note(person);
    this.people.push(person);
    for (const contact of contacts) await this.addContact(person, contact);
    return person;
  }

  /** Takes in somebody who just signed up in the app. */
  async adopt(account: Account, name: string): Promise<Living> {
    const { id, client } = account;
    const person: Living = {
      ...{ id, client, name, goals: [], contacts: new Map(), preferences: [], pauses: [] },
    };
    await this.#note(person);
    this.people.push(person);
    return person;
  }

  async addGoal(person: Living, title: string, weekly_target: number, unit: string): Promise<void> {
    const { id: user_id } = person;
    const goal = { user_id, title, weekly_target, unit };
    const [added] = person.client
      ? await succeed(person.client.from("goals").insert(goal).select("id"))
      : await this.stack.sql`insert into public.goals ${this.stack.sql(goal)} returning id`;
    person.goals.push(added!.id);
  }

  async addContact(person: Living, added: NewContact): Promise<void> {
    const { agreed, ...row } = added;
    const contact = { ...row, user_id: person.id };
    const { sql } = this.stack;
    const [{ id } = { id: "" }] = person.client
      ? await succeed(person.client.from("contacts").insert(contact).select("id"))
      : await sql`
        insert into public.contacts ${
        sql({ ...contact, consent_status: agreed ? "confirmed" : "pending" })
      }
        returning id`;
    if (agreed) {
      await sql`
        insert into public.consent_events ${
        sql({ user_id: person.id, contact_id: id, phone: added.phone, event: "confirmed" })
      }`;
    }
    person.contacts.set(added.name, { id, phone: added.phone });
    this.#contacts.set(id, { added_at: this.#now, agreed, invited_at: null });
  }

  /** Asks a contact by text whether they want texts. */
  async invite(person: Living, name: string): Promise<void> {
    const contact = this.#contactOf(person, name);
    const invitation = { user_id: person.id, contact_id: contact.id };
    if (person.client) {
      await succeed(person.client.from("invitations").insert(invitation).select("id"));
    } else {
      await this.stack.sql`insert into public.invitations ${this.stack.sql(invitation)}`;
    }
    this.#contacts.get(contact.id)!.invited_at = this.#now;
  }

  /**
   * Logs what was done at `occurredAt`, now if absent, for the person's goal of that number, and
   * returns its id.
   */
  async log(person: Living, amount: number, occurredAt = this.#now, goal = 0): Promise<string> {
    const activity = {
      user_id: person.id,
      goal_id: person.goals[goal]!,
      amount,
      occurred_at: occurredAt.toISOString(),
    };
    const [added] = person.client
      ? await succeed(person.client.from("activities").insert(activity).select("id"))
      : await this.stack.sql`
        insert into public.activities ${this.stack.sql(activity)} returning id`;
    this.#loggedAt.set(added!.id, this.#now);
    return added!.id;
  }

  /** Deletes what was logged. */
  async takeBack(person: Living, activityId: string): Promise<void> {
    const { sql } = this.stack;
    const columns = "user_id, goal_id, amount, occurred_at";
    const [gone] = person.client
      ? await succeed(
        person.client.from("activities").delete().eq("id", activityId).select(columns),
      )
      : await sql`
        delete from public.activities where id = ${activityId} returning ${sql.unsafe(columns)}`;
    this.#takenBack.push({
      ...{ user_id: person.id, goal_id: gone!.goal_id, amount: String(gone!.amount) },
      occurred_at: new Date(gone!.occurred_at),
      logged_at: this.#loggedAt.get(activityId)!,
      taken_back_at: this.#now,
    });
  }

  async changePreferences(
    person: Living,
    changes: Partial<Omit<Preferences, "from">>,
  ): Promise<void> {
    if (person.client) {
      await succeed(
        person.client.from("notification_preferences").update(changes).eq("user_id", person.id)
          .select("user_id"),
      );
    } else {
      await this.stack.sql`
        update public.notification_preferences set ${this.stack.sql(changes)}
        where user_id = ${person.id}`;
    }
    await this.#note(person);
  }

  async pause(person: Living, until: Date | null): Promise<void> {
    await this.stack.sql`update public.users set paused_until = ${until} where id = ${person.id}`;
    await this.#note(person);
  }

  /** Somebody's phone texts us; `word` is what any reader takes it for. */
  async text(person: Living, name: string, body: string, word: Word = "other"): Promise<void> {
    const { phone } = this.#contactOf(person, name);
    const { twilio, sql } = this.stack;
    const { webhook } = await twilio.reply(phone, body);
    if (webhook?.problem) throw new Error(`The text '${body}' came to nothing: ${webhook.problem}`);
    // The webhook rings the sender by itself.
    for (let wait = 0;; wait++) {
      const [{ count } = { count: 0 }] = await sql`
        select count(*)::integer from public.inbound_messages
        join public.message_queue on message_queue.id = inbound_messages.answer_id
        where message_queue.finished_at is null`;
      if (count === 0) break;
      if (wait > 2_000) throw new Error(`Nobody answers '${body}'`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await twilio.settled();
    this.#said.push({ at: this.#now, phone, body, word });
    // Whose own phone it is may have changed how often, or paused.
    for (const each of this.people) {
      if ([...each.contacts.values()].some((contact) => contact.phone === phone)) {
        await this.#note(each);
      }
    }
  }

  /** What happens to texts to this number from now on. */
  setNumber(person: Living, name: string, fate: Facts["numbers"][number]["fate"]): void {
    const { phone } = this.#contactOf(person, name);
    const behaviour: NumberBehaviour = fate === "refused"
      ? { errorCode: 21211 }
      : { callbackErrorCode: 30005 };
    this.stack.twilio.setNumber(phone, behaviour);
    this.#numbers.push({ phone, fate });
  }

  async setBudget(perHour: number): Promise<void> {
    await this.stack.sql`update private.settings set messages_per_hour = ${perHour}`;
    this.#budgets.push({ from: this.#now, per_hour: perHour });
  }

  /** All that the judge is to know: rows as they are, and what only this life knows. */
  async facts(): Promise<Facts> {
    const { sql } = this.stack;
    const goals = await sql<(Goal & Owned)[]>`
      select id, user_id, weekly_target, created_at from public.goals order by id`;
    const logged = await sql<
      (Omit<Activity, "logged_at" | "taken_back_at"> & Owned & { id: string })[]
    >`select id, user_id, goal_id, amount, occurred_at from public.activities order by id`;
    const activities = [
      // What came by text was logged when it came.
      ...logged.map((activity) => ({
        ...activity,
        logged_at: this.#loggedAt.get(activity.id) ?? activity.occurred_at,
        taken_back_at: null,
      })),
      ...this.#takenBack,
    ];
    const contacts = await sql<(Omit<Contact, keyof OfContact> & Owned & { id: string })[]>`
      select id, user_id, name, phone, relationship, timezone from public.contacts order by id`;
    return {
      until: this.#now,
      people: this.people.map(({ id, name, preferences, pauses }) => ({
        ...{ id, name, preferences, pauses },
        goals: goals.filter(({ user_id }) => user_id === id),
        activities: activities.filter(({ user_id }) => user_id === id),
        contacts: contacts.filter(({ user_id }) => user_id === id).map((contact) => ({
          ...contact,
          ...this.#contacts.get(contact.id)!,
        })),
      })),
      said: this.#said,
      numbers: this.#numbers,
      budgets: this.#budgets,
    };
  }

  #contactOf(person: Living, name: string): { id: string; phone: string } {
    const contact = person.contacts.get(name);
    if (!contact) throw new Error(`${person.name} has no contact '${name}'`);
    return contact;
  }

  async #setClock(instant: Date): Promise<void> {
    this.#now = instant;
    await this.stack.setClock(instant);
  }

  /** Notes the person's preferences and pause, where they are not what they were. */
  async #note(person: Living): Promise<void> {
    const [row] = await this.stack.sql`
      select
        enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
        remind_before_miss, max_messages_per_week, users.paused_until
      from public.notification_preferences as preferences
      join public.users on users.id = preferences.user_id
      where preferences.user_id = ${person.id}`;
    const { paused_until, ...preferences } = row!;
    const { from: _, ...before } = person.preferences.at(-1) ?? { from: null };
    if (JSON.stringify(before) !== JSON.stringify(preferences)) {
      person.preferences.push({ from: this.#now, ...preferences } as Preferences);
    }
    if ((person.pauses.at(-1)?.until ?? null)?.getTime() !== paused_until?.getTime()) {
      person.pauses.push({ from: this.#now, until: paused_until });
    }
  }

  /** The next time that cron finds the sender something to do, or null if nothing is in sight. */
  async #nextTick(): Promise<Date | null> {
    const [row] = await this.stack.sql`
      select least(
        (select min(scheduled_for) from public.message_queue where status = 'queued'),
        -- Every run plans what is due within three hours.
        (
          select min(next_due_at) - interval '3 hours' from public.notification_preferences
          where enabled
        ),
        (
          select min(message_queue.sent_at) from public.invitations
          join public.message_queue on message_queue.id = invitations.message_id
          where invitations.status = 'open' and message_queue.status = 'sent'
        ) + ${INVITATION_HOURS} * interval '1 hour'
      ) as due`;
    if (!row?.due) return null;
    const due = Math.max(row.due.getTime(), this.#now.getTime());
    return new Date(
      Math.max(Math.ceil(due / TICK) * TICK, this.#lastTick.getTime() + TICK),
    );
  }

  async #runScheduler(): Promise<void> {
    const { users, queued } = await runLocally(this.stack, "message-scheduler");
    if (Number(users) > 0) {
      this.tell(`Cron calls message-scheduler: ${users} due soon, ${queued} texts queued`);
    }
  }

  async #runSender(): Promise<void> {
    this.#lastTick = this.#now;
    const { accepted, rejected } = await runLocally(this.stack, "message-sender");
    await this.stack.twilio.settled();
    if (Number(accepted) + Number(rejected) > 0) {
      const refused = Number(rejected) > 0 ? `, ${rejected} refused by Twilio` : "";
      this.tell(`Cron calls message-sender: ${accepted} sent${refused}`);
    }
  }
}

async function succeed<Row>(
  request: PromiseLike<{ data: Row[] | null; error: { message: string } | null }>,
): Promise<Row[]> {
  const { data, error } = await request;
  if (error || !data) throw new Error(`The app was refused: ${error?.message}`);
  return data;
}
