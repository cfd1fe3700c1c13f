/** The demo's second judge must notice: each test breaks one thing in records that were right. */
import assert from "node:assert/strict";
import {
  compare,
  type Contact,
  type Decision,
  expectations,
  type Facts,
  type Records,
  type Text,
} from "../../local/demo/judge.ts";

/** Sunday 18:00 in Berlin, on the day its clocks go back. */
const SLOT = new Date("2026-10-25T17:00:00Z");
const LONG_AGO = new Date("2026-09-01T00:00:00Z");

function contact(name: string, last: number, changes: Partial<Contact> = {}): Contact {
  return {
    ...{ id: name, name, phone: `+120255501${last}`, relationship: "friend" },
    ...{ timezone: "Europe/Berlin", added_at: LONG_AGO, agreed: true, invited_at: null },
    ...changes,
  };
}

const FACTS: Facts = {
  until: new Date("2026-10-26T12:00:00Z"),
  people: [{
    id: "maya",
    name: "Maya",
    preferences: [{
      from: new Date("2026-10-24T00:00:00Z"),
      enabled: true,
      send_day: "Sunday",
      send_time: "18:00:00",
      timezone: "Europe/Berlin",
      send_if_goal_met: true,
      send_if_partial_goal: true,
      remind_before_miss: true,
      max_messages_per_week: 1,
    }],
    pauses: [],
    goals: [{ id: "run", weekly_target: "3", created_at: LONG_AGO }],
    activities: [],
    contacts: [
      contact("Ada", 11),
      // Midnight there: waits until eight.
      contact("Ben", 12, { timezone: "Asia/Dhaka" }),
      contact("Cleo", 13, { agreed: false }),
    ],
  }],
  said: [],
  numbers: [],
  budgets: [{ from: LONG_AGO, per_hour: 100 }],
};
const BEN_AT = new Date("2026-10-26T02:00:00Z");

function text(contact_id: string, last: number, at: Date): Text {
  return {
    ...{ to: `+120255501${last}`, at, program: "accountability", nominal_at: SLOT },
    ...{ message_type: "accountability", user_id: "maya", contact_id },
  };
}

function decision(contact_id: string, changes: Partial<Decision>): Decision {
  return {
    ...{ user_id: "maya", contact_id, nominal_at: SLOT, decision: "queued", reasons: [] },
    ...{ status: "sent", reason: null, scheduled_for: SLOT, finished_at: null },
    ...changes,
  };
}

const ADA = text("Ada", 11, SLOT);
const BEN = text("Ben", 12, BEN_AT);
const UNASKED = decision("Cleo", {
  ...{ decision: "skipped", reasons: ["contact_not_confirmed"], status: null },
});
const RIGHT: Records = {
  texts: [ADA, BEN],
  decisions: [
    decision("Ada", { finished_at: SLOT }),
    decision("Ben", { finished_at: BEN_AT }),
    UNASKED,
  ],
};

function person(changes: Partial<Facts["people"][number]>): Facts {
  return { ...FACTS, people: [{ ...FACTS.people[0]!, ...changes }] };
}

function assertNotices(what: RegExp, records: Partial<Records>, facts = FACTS): void {
  const { differences } = compare(facts, { ...RIGHT, ...records });
  assert.match(differences.join("\n"), what);
}

Deno.test("the judge agrees with what is right", () => {
  assert.deepEqual(compare(FACTS, RIGHT), { turns: 3, differences: [] });
});

Deno.test("the judge says who should get what, when, and why others get nothing", () => {
  assert.deepEqual(
    expectations(FACTS).map(({ contact, type, reasons, leaves_at }) => [
      ...[contact!.name, type, reasons, leaves_at.toISOString()],
    ]),
    [
      ["Ada", "accountability", [], "2026-10-25T17:00:00.000Z"],
      ["Ben", "accountability", [], "2026-10-26T02:00:00.000Z"],
      ["Cleo", null, ["contact_not_confirmed"], "2026-10-25T17:00:00.000Z"],
    ],
  );
});

Deno.test("the judge notices a text that is missing", () => {
  assertNotices(/Ada.*got nothing.*should be 'accountability'/, { texts: [BEN] });
});

Deno.test("the judge notices a text of the wrong type", () => {
  const wrong = { ...ADA, message_type: "congratulatory" };
  assertNotices(/Ada.*got 'congratulatory', should be 'accountability'/, { texts: [wrong, BEN] });
});

Deno.test("the judge knows a comeback: praise for who was told of a miss before", () => {
  const comeback = { ...ADA, message_type: "comeback" };
  const praise = { ...BEN, message_type: "congratulatory" };
  const activities = [
    { goal_id: "run", amount: "3", occurred_at: new Date("2026-10-20T12:00:00Z") },
  ].map((activity) => ({ ...activity, logged_at: activity.occurred_at, taken_back_at: null }));
  assertNotices(/Ada.*got 'comeback', should be 'accountability'/, { texts: [comeback, BEN] });
  assertNotices(
    /Ada.*got 'comeback', should be 'congratulatory'/,
    { texts: [comeback, praise] },
    person({ activities }),
  );

  // A week before, Ada was told of a miss, and Ben had not said yes yet.
  const before = new Date("2026-10-18T16:00:00Z");
  const weekBefore = { nominal_at: before, at: before };
  const records: Records = {
    texts: [{ ...ADA, ...weekBefore }, comeback, praise],
    decisions: [
      ...RIGHT.decisions,
      decision("Ada", { nominal_at: before, finished_at: before }),
      decision("Ben", {
        ...{ nominal_at: before, decision: "skipped", reasons: ["contact_not_confirmed"] },
        status: null,
      }),
      { ...UNASKED, nominal_at: before },
    ],
  };
  const [preferences] = FACTS.people[0]!.preferences;
  const [ada, ben, cleo] = FACTS.people[0]!.contacts;
  const facts: Facts = {
    ...person({
      activities,
      preferences: [{ ...preferences!, from: new Date("2026-10-17T00:00:00Z") }],
      contacts: [ada!, { ...ben!, agreed: false, invited_at: LONG_AGO }, cleo!],
    }),
    said: [{ at: new Date("2026-10-20T00:00:00Z"), phone: ben!.phone, body: "yes", word: "yes" }],
  };
  const { differences } = compare(facts, records);
  assert.deepEqual(differences.filter((difference) => !/answers|was asked/.test(difference)), []);
});

Deno.test("the judge notices a text to somebody who never agreed", () => {
  assertNotices(/Cleo.*got 'accountability', should be silence: contact_not_confirmed/, {
    texts: [ADA, BEN, text("Cleo", 13, SLOT)],
  });
});

Deno.test("the judge notices a text that goes out twice", () => {
  assertNotices(/Ada.*2 texts were sent/, { texts: [ADA, ADA, BEN].map((each) => ({ ...each })) });
});

Deno.test("the judge notices a text at night, too early, and too late without a full hour", () => {
  for (const at of ["2026-10-25T17:00Z", "2026-10-25T23:50Z", "2026-10-26T03:00Z"]) {
    assertNotices(/Ben.*ended at .*should have at 2026-10-26 02:00/, {
      texts: [ADA, { ...BEN, at: new Date(at) }],
    });
  }
});

Deno.test("the judge lets a text be moved where its hour is full, and only there", () => {
  const moved = { ...ADA, at: new Date("2026-10-25T18:00Z") };
  const full = { ...FACTS, budgets: [{ from: LONG_AGO, per_hour: 2 }] };
  assert.deepEqual(compare(full, { ...RIGHT, texts: [moved, BEN] }).differences, []);
  assertNotices(/Ada.*ended at 2026-10-25 18:00/, { texts: [moved, BEN] });
});

Deno.test("the judge notices an hour with more texts than it may carry", () => {
  assertNotices(/1 texts left in the hour from 2026-10-25 17:00 UTC, should be 0/, {}, {
    ...FACTS,
    budgets: [{ from: LONG_AGO, per_hour: 0 }],
  });
});

Deno.test("the judge notices texts that nothing asked for", () => {
  assertNotices(/a stranger got a text of nobody's/, {
    texts: [ADA, BEN, { ...ADA, to: "+12025550199", program: null, user_id: null }],
  });
  assertNotices(/Cleo got a text of consent/, {
    texts: [ADA, BEN, { ...ADA, to: "+12025550113", program: "consent" }],
  });
  assertNotices(/the text went to another number/, {
    texts: [{ ...ADA, to: "+12025550112" }, BEN],
  });
});

Deno.test("the judge notices a wrong reason, and a turn that is undecided or decided for nobody", () => {
  const [ada, ben] = RIGHT.decisions as [Decision, Decision];
  assertNotices(/Cleo.*because of paused, should be because of contact_not_confirmed/, {
    decisions: [ada, ben, { ...UNASKED, reasons: ["paused"] }],
  });
  assertNotices(/Cleo.*was decided 0 times/, { decisions: [ada, ben] });
  const other = { ...UNASKED, nominal_at: new Date("2026-10-25T18:00Z") };
  assertNotices(/Maya has a decision for .*, which is no turn/, {
    decisions: [...RIGHT.decisions, other],
  });
});

Deno.test("the judge knows that a STOP ends texts, and a pause, and what was logged in time", () => {
  const word = { at: new Date("2026-10-25T16:00Z"), phone: "+12025550111", body: "STOP" };
  assertNotices(/Ada.*should be silence: contact_not_confirmed/, {}, {
    ...FACTS,
    said: [{ ...word, word: "stop" }],
  });
  const pauses = [{ from: LONG_AGO, until: new Date("2026-11-01T00:00Z") }];
  assertNotices(/Ada.*should be silence: paused/, {}, person({ pauses }));
  // After Ada was told; Ben's text leaves in the morning.
  const late = {
    ...{ logged_at: new Date("2026-10-25T17:05Z"), occurred_at: SLOT, taken_back_at: null },
  };
  const facts = person({ activities: [{ goal_id: "run", amount: "3", ...late }] });
  const { differences } = compare(facts, RIGHT);
  assert.deepEqual(differences.map((each) => each.split(",")[0]), ["Maya -> Ben"]);
});

Deno.test("the judge wants a text about a week whose log was taken back before the turn", () => {
  const logged = {
    ...{ goal_id: "run", amount: "3", occurred_at: new Date("2026-10-20T12:00:00Z") },
    logged_at: new Date("2026-10-20T12:00:00Z"),
  };
  const { preferences } = FACTS.people[0]!;
  const silent = {
    preferences: [{ ...preferences[0]!, send_if_goal_met: false }],
    activities: [{ ...logged, taken_back_at: null }],
  };
  const silence = decision("Ada", {
    ...{ decision: "silent", reasons: ["met_and_silent"], status: null, scheduled_for: null },
  });
  const nothing = { texts: [], decisions: [silence, { ...silence, contact_id: "Ben" }, UNASKED] };
  assert.deepEqual(compare(person(silent), nothing).differences, []);
  const takenBack = (at: string) =>
    person({ ...silent, activities: [{ ...logged, taken_back_at: new Date(at) }] });
  assertNotices(
    /Ada.*got nothing \(met_and_silent\), should be 'accountability'/,
    nothing,
    takenBack("2026-10-25T16:59Z"),
  );
  assert.deepEqual(compare(takenBack("2026-10-25T16:59Z"), RIGHT).differences, []);
});

Deno.test("the judge takes a YES at night for none, while the question waits for the morning", () => {
  const invited_at = new Date("2026-10-23T22:00Z");
  const facts = (said: string): Facts => ({
    ...person({ contacts: [contact("Cleo", 13, { agreed: false, invited_at })] }),
    said: [{ at: new Date(said), phone: "+12025550113", body: "YES", word: "yes" }],
  });
  // Berlin's morning begins at 06:00 UTC.
  for (
    const [said, reasons] of [
      ["2026-10-24T05:59Z", ["contact_not_confirmed"]],
      ["2026-10-24T06:00Z", []],
    ] as const
  ) {
    assert.deepEqual(expectations(facts(said)).map((each) => each.reasons), [reasons]);
  }
});

Deno.test("the judge wants one warning before a miss, to the user's own phone", () => {
  const own = contact("Maya", 14, { relationship: "self" });
  const facts = person({ contacts: [...FACTS.people[0]!.contacts, own] });
  const warning = {
    ...text("Maya", 14, new Date("2026-10-25T15:00Z")),
    ...{ program: "heads_up", message_type: "heads_up" },
  };
  assert.deepEqual(compare(facts, { ...RIGHT, texts: [ADA, BEN, warning] }).differences, []);
  assertNotices(/Maya was warned 0 times/, {}, facts);
});

Deno.test("the judge takes the first of two times in a fold, and moves on by a gap", () => {
  const at = (from: string, timezone: string, send_time: string) =>
    expectations({
      ...person({
        preferences: [{
          ...FACTS.people[0]!.preferences[0]!,
          ...{ from: new Date(from), timezone, send_time },
        }],
      }),
      until: new Date(new Date(from).getTime() + 2 * 86_400_000),
    })[0]!.nominal_at.toISOString();
  assert.equal(at("2026-10-24T12:00Z", "Europe/Berlin", "02:30"), "2026-10-25T00:30:00.000Z");
  assert.equal(at("2026-03-28T12:00Z", "Europe/Berlin", "02:30"), "2026-03-29T01:30:00.000Z");
});
