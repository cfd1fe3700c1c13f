import type { Stack } from "../stack.ts";
import { Chance } from "../random.ts";
import type { Word } from "./judge.ts";
import { Life, type Living, type NewContact, type NewPerson } from "./life.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS_LIVED = 9;

/** Weeks begin on a Saturday, before clocks change somewhere in these zones. */
const BEGINNINGS = [
  "2026-03-07", // forward in North America
  "2026-03-28", // forward in Europe, and over midnight in Nuuk
  "2026-04-04", // back in Sydney, Lord Howe and Auckland, and in Santiago
  "2026-04-24", // forward in Cairo, over midnight
  "2026-09-05", // forward in Santiago, over midnight
  "2026-09-26", // forward in Auckland and on the Chatham Islands
  "2026-10-03", // forward in Sydney and, by half an hour, on Lord Howe
  "2026-10-24", // back in Europe, Nuuk and Cairo
  "2026-10-31", // back in North America
];

const ZONES = [
  "UTC",
  "America/Los_Angeles",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Santiago",
  "America/Nuuk",
  "Atlantic/Azores",
  "Europe/London",
  "Europe/Berlin",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Tokyo",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Pacific/Honolulu",
];

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** Among them times that a change of clocks skips or repeats. */
const TIMES = ["00:00", "00:30", "02:15", "02:30", "08:00", "12:00", "17:45", "18:00", "20:55"];
const NAMES = [
  ...["Ada", "Bo", "Cleo", "Dag", "Eda", "Finn", "Gita", "Hugo", "Ines", "Jens", "Kaya", "Lars"],
  ...["Mina", "Nils", "Oda", "Paz", "Quin", "Rosa", "Sven", "Tove", "Uma", "Vito", "Wim", "Xena"],
  ...["Yara"],
];
const RELATIONSHIPS = ["coach", "friend", "family", "partner"] as const;
/** +1 202 555 0101 to 0199; 0100 is our own. */
const NUMBERS = 99;

/** Something that somebody is going to do. */
interface Plan {
  at: Date;
  act(): Promise<unknown>;
}

/** Lives a week that the seed alone decides, with 10 to 25 people in zones all over the world. */
export async function liveRandomWeek(stack: Stack, seed: number): Promise<Life> {
  return await new RandomWeek(stack, new Chance(seed)).live();
}

class RandomWeek {
  readonly #from: Date;
  readonly #until: Date;
  readonly #plans: Plan[] = [];
  #numbersTaken = 0;
  /** Numbers of contacts who said yes before, for somebody else to know as well. */
  readonly #shareable: string[] = [];
  readonly #shared = new Set<string>();

  constructor(readonly stack: Stack, readonly chance: Chance) {
    const weekend = new Date(`${this.#pick(BEGINNINGS)}T00:03Z`);
    this.#from = new Date(weekend.getTime() - chance.below(24) * HOUR);
    this.#until = new Date(weekend.getTime() + DAYS_LIVED * DAY);
  }

  async live(): Promise<Life> {
    const life = await Life.begin(this.stack, this.#from);
    if (this.chance.onceIn(3)) await life.setBudget(4 + this.chance.below(5));
    const people = 10 + this.chance.below(16);
    for (const name of NAMES.slice(0, people)) {
      if (this.#numbersTaken < NUMBERS - 5) await this.#addPerson(life, name);
    }
    life.tell(`${life.people.length} people have their goals and contacts`);
    this.#plans.sort((one, other) => one.at.getTime() - other.at.getTime());
    for (const { at, act } of this.#plans) {
      await life.moveTo(at);
      await act();
    }
    await life.moveTo(this.#until);
    return life;
  }

  async #addPerson(life: Life, name: string): Promise<void> {
    const { chance } = this;
    const timezone = this.#pick(ZONES);
    const contacts = this.#contacts(name, timezone);
    const person = await life.addPerson({
      name,
      message_style: this.#pick(["supportive", "snarky", "chaotic"] as const),
      preferences: {
        ...this.#slot(),
        timezone,
        enabled: !chance.onceIn(15),
        send_if_goal_met: chance.onceIn(2),
        send_if_partial_goal: !chance.onceIn(3),
        remind_before_miss: !chance.onceIn(4),
        max_messages_per_week: chance.onceIn(12) ? 0 : 1 + chance.below(3),
      },
      goals: this.#goals(),
      contacts,
    });
    for (const { name: contact, phone, relationship, agreed } of contacts) {
      if (!agreed) {
        if (!chance.onceIn(4)) this.#planInvitation(life, person, contact);
      } else if (relationship === "self") {
        this.#planCommands(life, person, contact);
      } else if (!this.#shared.has(phone) && chance.onceIn(10)) {
        life.setNumber(person, contact, this.#pick(["refused", "dead"] as const));
      } else {
        this.#planWords(life, person, contact);
        this.#shareable.push(phone);
      }
    }
    this.#planLogging(life, person);
    this.#planChanges(life, person, timezone);
  }

  #contacts(user: string, timezone: string): NewContact[] {
    const { chance } = this;
    const contacts: NewContact[] = [];
    for (let index = chance.below(4); index > 0; index--) {
      const agreed = !chance.onceIn(3);
      const shared = agreed && chance.onceIn(8) ? this.#shareable.pop() : undefined;
      if (shared) this.#shared.add(shared);
      contacts.push({
        name: `${user}'s ${["first", "second", "third"][index - 1]}`,
        phone: shared ?? this.#phone(),
        relationship: this.#pick(RELATIONSHIPS),
        timezone: chance.onceIn(2) ? timezone : this.#pick(ZONES),
        agreed,
      });
    }
    if (chance.onceIn(3)) {
      contacts.push({
        ...{ name: user, phone: this.#phone(), relationship: "self", timezone },
        agreed: !chance.onceIn(3),
      });
    }
    return contacts;
  }

  #goals(): NewPerson["goals"] {
    const { chance } = this;
    const count = chance.onceIn(12) ? 0 : 1 + chance.below(2);
    return Array.from({ length: count }, (_, index) => ({
      title: index === 0 ? "Run" : "Read",
      weekly_target: 2 + chance.below(4),
      unit: index === 0 ? "km" : "pages",
      // Some are younger than the week that ends.
      days_old: chance.onceIn(6) ? chance.below(5) : 20 + chance.below(20),
    }));
  }

  /** What is logged on the way: mostly little, some at the last moment, some long after it was done. */
  #planLogging(life: Life, person: Living): void {
    const { chance } = this;
    if (person.goals.length === 0 || chance.onceIn(4)) return;
    for (let count = chance.below(7); count > 0; count--) {
      this.#plan(async () => {
        const goal = chance.below(person.goals.length);
        const ago = chance.onceIn(2) ? 0 : chance.below(3 * 24) * HOUR;
        await life.log(person, 1 + chance.below(4) / 2, new Date(life.now.getTime() - ago), goal);
      });
    }
  }

  #planChanges(life: Life, person: Living, timezone: string): void {
    const { chance } = this;
    if (chance.onceIn(6)) {
      this.#plan(async () => {
        const days = 1 + chance.below(6);
        await life.pause(
          person,
          new Date(life.now.getTime() + days * DAY + chance.below(24) * HOUR),
        );
      });
    }
    if (chance.onceIn(8)) this.#plan(() => life.pause(person, null));
    if (chance.onceIn(3)) {
      this.#plan(() =>
        life.changePreferences(
          person,
          this.#pick([
            () => this.#slot(),
            () => ({ send_time: this.#pick(TIMES) }),
            () => ({ timezone: chance.onceIn(2) ? timezone : this.#pick(ZONES) }),
            () => ({ send_if_goal_met: chance.onceIn(2) }),
            () => ({ send_if_partial_goal: chance.onceIn(2) }),
            () => ({ enabled: chance.onceIn(2) }),
            () => ({ max_messages_per_week: chance.below(3) }),
          ])(),
        )
      );
    }
    if (chance.onceIn(8)) this.#plan(() => life.addGoal(person, "Rest", 1, "times"));
    if (chance.onceIn(8)) {
      const contact: NewContact = {
        ...{ name: `${person.name}'s latest`, phone: this.#phone(), timezone },
        ...{ relationship: this.#pick(RELATIONSHIPS), agreed: chance.onceIn(2) },
      };
      this.#plan(() => life.addContact(person, contact));
    }
  }

  /** Asks a contact, who answers when they like, or never. */
  #planInvitation(life: Life, person: Living, contact: string): void {
    const { chance } = this;
    const invited = this.#plan(() => life.invite(person, contact));
    if (chance.onceIn(4)) return;
    const [body, word] = this.#pick<[string, Word]>([
      ["YES", "yes"],
      ["yes please", "yes"],
      ["Sure, why not", "other"],
      ["no thanks", "no"],
      ["STOP", "stop"],
    ]);
    const after = 20 * MINUTE + chance.below(5 * 24) * HOUR;
    this.#planAt(
      new Date(invited.getTime() + after),
      () => life.text(person, contact, body, word),
    );
  }

  /** What a user texts from their own phone. */
  #planCommands(life: Life, person: Living, own: string): void {
    for (const body of ["DONE", "2 km", "STATUS", "PAUSE 2D", "RESUME", "MORE", "LESS", "SKIP"]) {
      if (this.chance.onceIn(6)) this.#plan(() => life.text(person, own, body));
    }
  }

  /** What a contact who gets texts says to them. */
  #planWords(life: Life, person: Living, contact: string): void {
    const { chance } = this;
    if (chance.onceIn(5)) {
      const body = this.#pick(["STOP", "Please stop texting me"]);
      const stopped = this.#plan(() => life.text(person, contact, body, "stop"));
      if (chance.onceIn(2)) {
        this.#planAt(
          new Date(stopped.getTime() + (1 + chance.below(90)) * HOUR),
          () => life.text(person, contact, "START", "start"),
        );
      }
    } else if (chance.onceIn(10)) {
      this.#plan(() => life.text(person, contact, "GOOD"));
    }
  }

  #slot(): { send_day: string; send_time: string } {
    return { send_day: this.#pick(["Sunday", ...DAYS]), send_time: this.#pick(TIMES) };
  }

  #phone(): string {
    return `+120255501${String(++this.#numbersTaken).padStart(2, "0")}`;
  }

  /** Plans something for any time of the week, and returns when. */
  #plan(act: Plan["act"]): Date {
    const span = this.#until.getTime() - this.#from.getTime();
    return this.#planAt(new Date(this.#from.getTime() + this.chance.below(span)), act);
  }

  #planAt(at: Date, act: Plan["act"]): Date {
    // Never at a tick of the sender: what comes first then is nobody's business.
    const offTick = new Date(
      Math.floor(at.getTime() / (10 * MINUTE)) * 10 * MINUTE + (1 + this.chance.below(9)) * MINUTE,
    );
    if (offTick < this.#until) this.#plans.push({ at: offTick, act });
    return offTick;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.chance.below(items.length)]!;
  }
}
