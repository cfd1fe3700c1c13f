import { signUp } from "../app-client.ts";
import type { Stack } from "../stack.ts";
import { Life, type Living, type NewContact, type NewPerson } from "./life.ts";

/**
 * The week of Sunday 2026-10-25, when the clocks of Europe go back, to Sunday 2026-11-01, when those
 * of North America do. Nowhere do clocks go forward in it: for gaps see random-week.ts.
 */
const FROM = new Date("2026-10-24T18:03:00Z");
const UNTIL = new Date("2026-11-02T12:00:00Z");

/** A contact who said yes long ago. */
function friend(
  name: string,
  last: number,
  timezone: string,
  relationship: NewContact["relationship"] = "friend",
): NewContact {
  return { name, phone: `+12025550${last}`, relationship, timezone, agreed: true };
}

/** A contact who is still to be asked. */
const stranger = (...contact: Parameters<typeof friend>): NewContact => ({
  ...friend(...contact),
  agreed: false,
});

function weekly(title: string, weekly_target: number, unit: string): NewPerson["goals"] {
  return [{ title, weekly_target, unit, days_old: 60 }];
}

/** Everybody who is there when the week begins. Sunday 18:00 unless they say otherwise. */
const PEOPLE = {
  jonas: {
    name: "Jonas",
    message_style: "snarky",
    // Exists twice on 25 October, as 00:30 and 01:30 UTC: the first one counts.
    preferences: { timezone: "Europe/Berlin", send_time: "02:30", send_if_goal_met: true },
    goals: weekly("Practise the cello", 120, "minutes"),
    contacts: [friend("Hana", 111, "Asia/Tokyo")],
  },
  nora: {
    name: "Nora",
    // Exists twice on 1 November, as 05:30 and 06:30 UTC, and is night for her sister.
    preferences: { timezone: "America/New_York", send_time: "01:30" },
    goals: weekly("Run", 3, "times"),
    contacts: [friend("Imogen", 112, "Europe/London", "family")],
  },
  mele: {
    name: "Mele",
    message_style: "chaotic",
    // Sunday morning on Kiritimati is Saturday morning in Pago Pago, a day back over the date line.
    preferences: { timezone: "Pacific/Kiritimati", send_time: "10:00", send_if_goal_met: true },
    goals: weekly("Swim", 2, "km"),
    contacts: [friend("Coach Tavita", 113, "Pacific/Pago_Pago", "coach")],
  },
  maya: {
    name: "Maya",
    preferences: { timezone: "America/Chicago", send_if_goal_met: true },
    goals: weekly("Lift", 3, "times"),
    contacts: [
      friend("Coach Ana", 114, "America/Chicago", "coach"),
      friend("Ben", 115, "America/Denver"),
    ],
  },
  emre: {
    name: "Emre",
    preferences: { timezone: "Europe/Istanbul", send_time: "19:00" },
    goals: weekly("Write", 5, "pages"),
    contacts: [friend("Deniz", 116, "Europe/Istanbul", "partner")],
  },
  ines: {
    name: "Inês",
    preferences: { timezone: "Europe/Lisbon" },
    goals: weekly("Walk", 20, "km"),
    contacts: [friend("Rui", 117, "Europe/Lisbon")],
  },
  yuki: {
    name: "Yuki",
    preferences: { timezone: "Asia/Tokyo", send_time: "19:00" },
    goals: weekly("Read", 100, "pages"),
    contacts: [friend("Ken", 118, "Asia/Tokyo")],
  },
  lucia: {
    name: "Lucía",
    message_style: "snarky",
    preferences: { timezone: "America/Sao_Paulo", send_time: "20:00" },
    goals: [...weekly("Run", 10, "km"), ...weekly("Stretch", 3, "times")],
    contacts: [friend("Bruno", 119, "America/Sao_Paulo", "coach")],
  },
  ida: {
    name: "Ida",
    preferences: { timezone: "Europe/London", send_day: "Wednesday" },
    goals: weekly("Row", 2, "times"),
    contacts: [
      friend("Gus", 121, "Europe/London"),
      friend("Hal", 122, "Europe/London", "family"),
      friend("Coach Fay", 123, "Europe/London", "coach"),
    ],
  },
  owen: {
    name: "Owen",
    message_style: "chaotic",
    preferences: { timezone: "Europe/London", send_day: "Wednesday" },
    goals: weekly("Row", 2, "times"),
    contacts: [
      friend("Jill", 124, "Europe/London"),
      friend("Kim", 125, "Europe/London", "partner"),
    ],
  },
  ravi: {
    name: "Ravi",
    preferences: { timezone: "Asia/Kolkata" },
    goals: weekly("Cycle", 30, "km"),
    contacts: [friend("Meera", 126, "Asia/Kolkata", "family")],
  },
} satisfies Record<string, NewPerson>;

/** Lives the week; every step goes the way of the real system. */
export async function liveWeek(stack: Stack): Promise<Life> {
  const life = await Life.begin(stack, FROM);
  const at = async (instant: string, text: string) => {
    await life.moveTo(new Date(`${instant}Z`));
    life.tell(text);
  };
  life.tell(`${Object.keys(PEOPLE).length} people have their goals and contacts`);
  const people = {} as Record<keyof typeof PEOPLE, Living>;
  for (const [key, person] of Object.entries(PEOPLE)) {
    people[key as keyof typeof PEOPLE] = await life.addPerson(person);
  }
  const { jonas, nora, mele, maya, emre, ines, yuki, lucia, ravi } = people;
  life.setNumber(yuki, "Ken", "refused");

  await at("2026-10-24T18:13", "Nora, Emre and Lucía log what they did this week");
  await life.log(nora, 1, new Date("2026-10-22T11:00Z"));
  await life.log(emre, 2, new Date("2026-10-23T19:00Z"));
  await life.log(lucia, 12, new Date("2026-10-22T10:00Z"), 0);
  await life.log(lucia, 3, new Date("2026-10-23T10:00Z"), 1);

  const sam = await signUpSam(life, at);
  const kofi = await signUpKofi(life, at);

  await at("2026-10-27T20:03", "The operator lowers the texts of an hour to 4, until Thursday");
  await life.setBudget(4);
  await at("2026-10-28T07:13", "Jonas practises for 70 of 120 minutes");
  await life.log(jonas, 70);
  await at("2026-10-28T12:03", "Emre pauses until 8 November");
  await life.pause(emre, new Date("2026-11-08T00:00Z"));
  await at("2026-10-29T05:03", "The operator allows 100 texts an hour again");
  await life.setBudget(100);
  await at("2026-10-29T13:33", "Rui texts STOP");
  await life.text(ines, "Rui", "STOP", "stop");
  await at("2026-10-30T01:23", "Mele swims 2 of 2 km");
  await life.log(mele, 2);
  await at("2026-10-30T17:13", "Jonas practises again and reaches his goal, Nora runs twice");
  await life.log(jonas, 55);
  await life.log(nora, 2, new Date("2026-10-30T11:00Z"));
  await at("2026-10-30T18:23", "Leo says YES, three days after his invitation ended");
  await life.text(sam, "Leo", "Yes, sure", "yes");
  await at("2026-10-31T05:03", "Ravi cycles 12 of 30 km");
  await life.log(ravi, 12);
  await at("2026-10-31T15:03", "Lucía runs 6 of 10 km");
  await life.log(lucia, 6);
  await at("2026-11-01T03:33", "Ravi logs 18 km more: his week is reached, and planned as silence");
  const slip = await life.log(ravi, 18);
  await at("2026-11-01T10:43", "Ravi deletes the 18 km: he had logged the ride of somebody else");
  await life.takeBack(ravi, slip);
  await at("2026-11-01T18:37", "Kofi answers DONE to the warning");
  await life.text(kofi, "Kofi", "DONE");
  await at(
    "2026-11-01T20:13",
    "Maya lifts for the third time: in the morning she had logged nothing",
  );
  await life.log(maya, 2, new Date("2026-10-31T16:00Z"));
  await life.log(maya, 1);
  await at("2026-11-02T01:33", "Joy says YES, half an hour after Sam's week was told");
  await life.text(sam, "Joy", "yes", "yes");
  await life.moveTo(UNTIL);
  return life;
}

type At = (instant: string, text: string) => Promise<void>;

/** Sam does with supabase-js what an app's onboarding does; his contacts answer by text. */
async function signUpSam(life: Life, at: At): Promise<Living> {
  await at("2026-10-24T18:23", "Sam signs up in Los Angeles, sets a goal and asks three people");
  const account = await signUp(life.stack.apiUrl, {
    email: "sam@example.com",
    password: "a long enough password",
    displayName: "Sam",
  });
  const sam = await life.adopt(account, "Sam");
  await life.changePreferences(sam, { send_time: "17:00", timezone: "America/Los_Angeles" });
  await life.addGoal(sam, "Write every morning", 5, "pages");
  for (
    const contact of [
      stranger("Coach Rita", 131, "America/Los_Angeles", "coach"),
      stranger("Leo", 132, "America/Denver"),
      stranger("Joy", 133, "America/Phoenix", "family"),
    ]
  ) {
    await life.addContact(sam, contact);
    await life.invite(sam, contact.name);
  }
  await at("2026-10-24T18:33", "Rita says YES");
  await life.text(sam, "Coach Rita", "YES", "yes");
  return sam;
}

/** Kofi has his own phone confirmed as well, to be warned in time. */
async function signUpKofi(life: Life, at: At): Promise<Living> {
  await at("2026-10-24T18:43", "Kofi signs up in Accra, with his own phone");
  const account = await signUp(life.stack.apiUrl, {
    email: "kofi@example.com",
    password: "a long enough password",
    displayName: "Kofi",
  });
  const kofi = await life.adopt(account, "Kofi");
  await life.changePreferences(kofi, { send_time: "20:00", timezone: "Africa/Accra" });
  await life.addGoal(kofi, "Meditate", 4, "times");
  for (
    const contact of [
      stranger("Kofi", 134, "Africa/Accra", "self"),
      stranger("Ama", 135, "Africa/Accra", "partner"),
    ]
  ) {
    await life.addContact(kofi, contact);
    await life.invite(kofi, contact.name);
  }
  await at("2026-10-24T18:53", "Kofi and Ama say YES");
  await life.text(kofi, "Kofi", "YES", "yes");
  await life.text(kofi, "Ama", "I agree", "yes");
  return kofi;
}
