import { type Person, signIn, signUp } from "../app-client.ts";
import { runFunction } from "../function-calls.ts";
import type { Stack } from "../stack.ts";

/**
 * The Sunday before the one that the demo lives: after the slots of everybody in seed.sql, and before
 * Sam's, so that his goal is old enough to be judged a week later.
 */
export const DEMO_START = new Date("2026-06-07T23:00:00Z");

/** Who must get what, and when; anything else, or anything more, and the demo fails. */
export const EXPECTED_TEXTS = [
  { contact: "Hana", messageType: "partial", sentAt: "2026-06-14T10:00:00.000Z" },
  { contact: "Mira", messageType: "congratulatory", sentAt: "2026-06-14T16:00:00.000Z" },
  { contact: "Coach Ana", messageType: "accountability", sentAt: "2026-06-14T22:00:00.000Z" },
  { contact: "Coach Rita", messageType: "accountability", sentAt: "2026-06-15T00:00:00.000Z" },
];

const SEED_PASSWORD = "rundown-local";
const AIKOS_GOAL = "00000000-0000-4000-8000-000000000103";
const JONAS_GOAL = "00000000-0000-4000-8000-000000000102";

/** What the story tells on the way, for the timeline. */
export interface Happening {
  at: Date;
  text: string;
}

/** Lives the week and its Sunday on the virtual clock; every step goes the way of the real system. */
export async function liveSunday(stack: Stack): Promise<Happening[]> {
  const happenings: Happening[] = [];
  const moveTo = async (instant: string, text: string) => {
    await stack.setClock(new Date(instant));
    happenings.push({ at: new Date(instant), text });
  };

  happenings.push({ at: DEMO_START, text: "Sam signs up in Los Angeles and sets a goal" });
  const sam = await signUpSam(stack);

  await moveTo("2026-06-08T15:00:00Z", "Sam chooses Sunday 17:00, a coach and a friend");
  await finishOnboarding(sam);

  await moveTo("2026-06-10T09:00:00Z", "Jonas practises for 70 of 120 minutes");
  const jonas = await signIn(stack.apiUrl, "jonas@example.com", SEED_PASSWORD);
  await log(jonas, JONAS_GOAL, 70, "2026-06-10T08:00:00Z");

  await moveTo("2026-06-13T08:00:00Z", "Aiko swims 1.5 of 2 km");
  const aiko = await signIn(stack.apiUrl, "aiko@example.com", SEED_PASSWORD);
  await log(aiko, AIKOS_GOAL, 1.5, "2026-06-13T07:00:00Z");

  await moveTo("2026-06-14T06:00:00Z", "Cron calls message-scheduler, which judges the week");
  await runFunction(stack, "message-scheduler");

  await moveTo("2026-06-14T10:00:00Z", "Cron calls message-sender: Sunday 19:00 in Tokyo");
  await runFunction(stack, "message-sender");

  await moveTo("2026-06-14T14:30:00Z", "Jonas practises again: now he has reached his goal");
  await log(jonas, JONAS_GOAL, 55, "2026-06-14T14:00:00Z");

  await moveTo("2026-06-14T16:00:00Z", "Cron calls message-sender: Sunday 18:00 in Berlin");
  await runFunction(stack, "message-sender");
  await moveTo("2026-06-14T22:00:00Z", "Cron calls message-sender: Sunday 18:00 in New York");
  await runFunction(stack, "message-sender");
  await moveTo("2026-06-15T00:00:00Z", "Cron calls message-sender: Sunday 17:00 in Los Angeles");
  await runFunction(stack, "message-sender");

  await stack.twilio.settled();
  await sam.client.auth.signOut();
  return happenings;
}

/** Sam does with supabase-js what an app's onboarding does. */
async function signUpSam(stack: Stack): Promise<Person> {
  const sam = await signUp(stack.apiUrl, {
    email: "sam@example.com",
    password: "a long enough password",
    displayName: "Sam",
  });
  await succeed(
    "set a goal",
    sam.client.from("goals").insert({
      user_id: sam.id,
      title: "Write every morning",
      weekly_target: 5,
      unit: "pages",
    }),
  );
  return sam;
}

async function finishOnboarding({ client, id: user_id }: Person): Promise<void> {
  await succeed(
    "choose a style",
    client.from("users").update({ message_style: "supportive" }).eq("id", user_id),
  );
  await succeed(
    "choose day, time and zone",
    client.from("notification_preferences")
      .update({ send_day: "Sunday", send_time: "17:00", timezone: "America/Los_Angeles" })
      .eq("user_id", user_id),
  );
  await succeed(
    "add contacts",
    client.from("contacts").insert([
      {
        user_id,
        name: "Coach Rita",
        phone: "+12025550114",
        relationship: "coach",
        timezone: "America/Los_Angeles",
      },
      {
        user_id,
        name: "Leo",
        phone: "+12025550121",
        relationship: "friend",
        timezone: "America/Denver",
      },
    ]),
  );
}

async function log(person: Person, goal_id: string, amount: number, at: string): Promise<void> {
  await succeed(
    "log an activity",
    person.client.from("activities")
      .insert({ user_id: person.id, goal_id, amount, occurred_at: at }),
  );
}

async function succeed(
  what: string,
  request: PromiseLike<{ error: { message: string } | null }>,
): Promise<void> {
  const { error } = await request;
  if (error) throw new Error(`Cannot ${what}: ${error.message}`);
}
