/** The judge of what people texted finds each kind of fault, and nothing in good records. */
import assert from "node:assert/strict";
import { type Kept, type Said, violations } from "./inbound-verdict.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 5, 14, 17, minute));
const A = "+13015550100";
const B = "+13015550101";

const said = (sid: string, phone: string, minute: number, body: string, isLost = false): Said => ({
  ...{ sid, phone, body, isLost },
  at: at(minute),
});

const SAID = [
  said("SM1", A, 0, "STOP"),
  said("SM2", B, 0, "yes"),
  said("SM3", B, 10, "STOP"),
  said("SM4", B, 20, "START"),
];

const GOOD: Kept = {
  texts: SAID.map(({ sid, at: keptAt }) => ({ sid, keptAt, answeredAt: null })),
  known: SAID.map(({ sid }) => sid),
  optedOut: [A],
  confirmed: [B],
  agreed: [{ sid: "SM2", askedAt: at(-5) }],
  sent: [
    { phone: A, at: at(-1), isAnswer: false },
    { phone: A, at: at(1), isAnswer: true },
    { phone: B, at: at(30), isAnswer: false },
  ],
};

const nobody = new Set<string>();

Deno.test("good records have nothing to say against them", () => {
  assert.deepEqual(violations(SAID, GOOD, nobody), []);
});

const FAULTS: Record<string, [changes: Partial<Kept>, found: RegExp]> = {
  "a text that was never taken in": [{ known: ["SM1", "SM2", "SM3"] }, /"START" .* never taken in/],
  "a text that is gone": [{ texts: GOOD.texts.slice(1) }, /"STOP" of .* is kept 0 times/],
  "a text that is kept twice": [
    { texts: [...GOOD.texts, GOOD.texts[1]!] },
    /"yes" of .* is kept 2 times/,
  ],
  "a text of nobody": [
    { texts: [...GOOD.texts, { sid: "SM9", keptAt: at(0), answeredAt: null }] },
    /nobody wrote SM9/,
  ],
  "a STOP that does not bind": [{ optedOut: [] }, /00 said "STOP" last.* may be texted/],
  "a STOP that users are not told": [{ confirmed: [A, B] }, /00 said .* told it agreed/],
  "a START that was undone": [{ optedOut: [A, B] }, /01 said "START" last.* is opted out/],
  "an opt-out without a STOP": [{ optedOut: [A, "+13015550102"] }, /02 never said STOP/],
  "a text after a STOP": [
    { sent: [{ phone: A, at: at(1), isAnswer: false }] },
    /00 was texted at .* after "STOP"/,
  ],
  "a late answer": [
    { texts: GOOD.texts.map((text) => ({ ...text, answeredAt: at(20) })) },
    /SM3 was answered after 10 minutes/,
  ],
  "a yes to a later question": [
    { agreed: [{ sid: "SM2", askedAt: at(1) }] },
    /SM2 is a yes to a question/,
  ],
  "a yes to no question": [{ agreed: [{ sid: "SM2", askedAt: null }] }, /SM2 is a yes/],
};
for (const [what, [changes, found]] of Object.entries(FAULTS)) {
  Deno.test(`${what} is found`, () => {
    assert.match(violations(SAID, { ...GOOD, ...changes }, nobody).join("\n"), found);
  });
}

Deno.test("what went with an account is erased, but known; an older STOP may bind then", () => {
  const erased = { texts: GOOD.texts.slice(0, 1), optedOut: [A, B] };
  assert.deepEqual(violations(SAID, { ...GOOD, ...erased }, new Set([B])), []);
  assert.match(
    violations(SAID, { ...GOOD, ...erased, known: [] }, new Set([B])).join(),
    /never taken in/,
  );
});

Deno.test("a START that is fetched after something newer may do nothing", () => {
  const lost = [
    ...SAID.slice(0, 3),
    said("SM4", B, 20, "START", true),
    said("SM5", B, 25, "thanks"),
  ];
  const kept = {
    ...GOOD,
    texts: [
      ...GOOD.texts.slice(0, 3),
      { sid: "SM4", keptAt: at(30), answeredAt: null },
      { sid: "SM5", keptAt: at(25), answeredAt: null },
    ],
    known: [...GOOD.known, "SM5"],
    sent: [],
  };
  assert.deepEqual(violations(lost, { ...kept, optedOut: [A, B] }, nobody), []);
  assert.deepEqual(violations(lost, kept, nobody), []);
  const inTime = lost.map((text) => ({ ...text, isLost: false }));
  assert.match(
    violations(inTime, { ...kept, optedOut: [A, B] }, nobody).join(),
    /said "START" last/,
  );
});
