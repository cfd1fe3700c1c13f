/**
 * A local stack with people in it, for tests of the whole way from schedule to phone. Everybody lives
 * in UTC and asked for Sunday 18:00, and nobody logged anything unless a test says so.
 */
import { runLocally } from "../../local/function-calls.ts";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { addPeople } from "../../local/people.ts";
import { type Stack, type StackOptions, startStack } from "../../local/stack.ts";

/** The Sunday that most tests live on. */
const MORNING = new Date("2026-06-14T06:00:00Z");
export const SLOT = new Date("2026-06-14T18:00:00Z");
export const NEXT_MORNING = new Date("2026-06-21T06:00:00Z");
export const NEXT_SLOT = new Date("2026-06-21T18:00:00Z");

/** Phones for contacts: `phone(0)` to `phone(98)`; +12025550100 is our own sending number. */
export function phone(index: number): string {
  if (index < 0 || index > 98) throw new RangeError(`There is no phone ${index}`);
  return `+120255501${String(index + 1).padStart(2, "0")}`;
}

export type FunctionName = "message-scheduler" | "message-sender";

/** What matters of a row of message_queue. */
export interface QueuedMessage {
  id: string;
  status: string;
  reason: string | null;
  attempts: number;
  scheduled_for: Date;
  provider_message_id: string | null;
  error_code: number | null;
  phone: string | null;
}

export interface World extends Stack {
  /** What the functions printed. */
  readonly logs: readonly string[];
  /** Takes everybody and everything that happened away; it is Sunday MORNING again. */
  clear(): Promise<void>;
  /** Adds a user with a goal of four weeks ago and one confirmed contact for each phone. */
  addUser(phones: readonly string[]): Promise<string>;
  /** Calls a function as cron does. */
  call(name: FunctionName, init?: RequestInit): Promise<Response>;
  /** Calls a function, waits for its report and returns it; throws unless it answers 200. */
  run(name: FunctionName): Promise<Record<string, unknown>>;
  /** Adds a user with these contacts, schedules their texts and moves the clock to the slot. */
  queueTexts(phones: readonly string[]): Promise<string>;
  queue(): Promise<QueuedMessage[]>;
}

/** Runs `body` with a world of its own. */
export async function withWorld(
  options: Partial<StackOptions>,
  body: (world: World) => Promise<void>,
): Promise<void> {
  const logs: string[] = [];
  const stack = await startStack({
    ...{ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false, clock: MORNING },
    onFunctionLog: (line) => logs.push(line),
    ...options,
  });
  try {
    await body(worldOf(stack, logs));
  } finally {
    await stack.stop();
  }
}

function worldOf(stack: Stack, logs: string[]): World {
  const { sql, functionsUrl } = stack;
  const call = (name: FunctionName, init: RequestInit = {}) =>
    fetch(`${functionsUrl}/${name}`, {
      method: "POST",
      headers: { apikey: LOCAL_KEYS.cron },
      ...init,
    });
  const run = (name: FunctionName) => runLocally(stack, name);
  const addUser = async (phones: readonly string[]) => {
    const id = crypto.randomUUID();
    await addPeople(sql, [{
      id,
      name: "Robin",
      goals: [{ title: "Run", weekly_target: 3, days_old: 28 }],
      contacts: phones.map((phone, index) => ({
        ...{ name: `Contact ${index + 1}`, phone, relationship: "friend", timezone: "UTC" },
        consent_status: "confirmed",
      })),
    }]);
    return id;
  };
  return {
    ...stack,
    logs,
    call,
    run,
    addUser,
    async clear() {
      await sql`delete from auth.users`;
      await sql`delete from public.function_runs`;
      await sql`delete from public.message_rate_limits`;
      await sql`delete from private.phone_numbers`;
      await sql`delete from public.alerts`;
      await sql`select private.resume_sending()`;
      stack.twilio.reset();
      await stack.twilio.settled();
      await stack.setClock(MORNING);
      logs.length = 0;
    },
    async queueTexts(phones) {
      const id = await addUser(phones);
      await run("message-scheduler");
      await stack.setClock(SLOT);
      return id;
    },
    queue: async () => [
      ...await sql<QueuedMessage[]>`
        select
          message_queue.id, status, reason, attempts, scheduled_for, provider_message_id,
          error_code, contacts.phone
        from public.message_queue
        left join public.contacts on contacts.id = message_queue.contact_id
        order by contacts.phone, message_queue.created_at`,
    ],
  };
}

/** How often Twilio was asked to create a text. */
export function creations({ twilio }: World): number {
  return twilio.requests.filter(({ method }) => method === "POST").length;
}

/** Waits until `condition` returns something true, and returns that. Throws after `limitMs`. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  limitMs = 10_000,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<T, false | null | undefined>;
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The numbers and states of messages, for one comparison. */
export function states(messages: readonly QueuedMessage[]): (string | null)[][] {
  return messages.map(({ phone, status, reason }) => [phone, status, reason]);
}
