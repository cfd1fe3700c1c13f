import assert from "node:assert/strict";
import { join } from "node:path";
import { compare } from "../../local/demo/judge.ts";
import { readRecords } from "../../local/demo/records.ts";
import { readTurns, type Turn } from "../../local/demo/timeline.ts";
import { liveWeek } from "../../local/demo/week.ts";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { withWorld } from "./world.ts";

const ROOT = join(import.meta.dirname!, "..", "..");
const LAST_LINE = /^demo: \d+ scheduled, \d+ sent, \d+ delivered, \d+ failed$/;

async function demo(...args: string[]): Promise<{ code: number; lines: string[]; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--cwd", ROOT, "demo", ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return {
    code,
    lines: text.decode(stdout).trimEnd().split("\n"),
    stderr: text.decode(stderr),
  };
}

Deno.test("the demo lives a week that its judge agrees with, and ends with its four numbers", async () => {
  const { code, lines } = await demo();
  assert.equal(code, 0, lines.join("\n"));
  assert.equal(lines.at(-2), "judge: agrees on 33 turns");
  assert.equal(lines.at(-1), "demo: 25 scheduled, 23 sent, 23 delivered, 1 failed");
  const text = lines.join("\n");
  assert.match(text, /What was not sent, and why[^]*Emre -> Deniz: The user paused\./);
  assert.match(text, /later than .*: So many texts want that hour that this one moves/);
});

Deno.test("each of its people lives what they stand for, and no log shows a number or a secret", () =>
  withWorld({ seed: false }, async (world) => {
    const life = await liveWeek(world);
    const facts = await life.facts();
    assert.deepEqual(compare(facts, await readRecords(world)).differences, []);
    assertStories(await readTurns(world, life.now));

    const logs = world.logs.join("\n");
    assert.match(logs, /attempts ended/);
    assert.match(logs, /text came in/);
    const phones = facts.people.flatMap(({ contacts }) => contacts.map(({ phone }) => phone));
    assert.ok(phones.length > 15);
    const { twilioPhoneNumber, ...keys } = LOCAL_KEYS;
    for (const phone of [...phones, twilioPhoneNumber]) {
      assert.ok(!logs.includes(phone.slice(1)), `the log shows ${phone}`);
    }
    const accounts = life.people.flatMap(({ client }) => client ? [client] : []);
    assert.equal(accounts.length, 2);
    const tokens = await Promise.all(accounts.map(async ({ auth }) => {
      const { data } = await auth.getSession();
      return [data.session!.access_token, data.session!.refresh_token];
    }));
    for (const secret of [...Object.values(keys), ...tokens.flat()]) {
      assert.ok(!logs.includes(secret), `the log shows '${secret}'`);
    }
  }));

function assertStories(turns: Turn[]): void {
  const of = (user: string, ...contacts: string[]) =>
    turns.filter((turn) =>
      turn.user === user && contacts.includes(turn.contact!) && turn.program === "accountability"
    ).sort((one, other) => one.nominalAt.getTime() - other.nominalAt.getTime());
  const minute = (instant: Date) => instant.toISOString().slice(0, 16);
  const sentAt = (...names: Parameters<typeof of>) =>
    of(...names).map((turn) => turn.sentAt ? minute(turn.sentAt) : turn.reasons[0]);

  // The first of the two times in a fold; and, in the other week, the only one.
  assert.deepEqual(sentAt("Jonas", "Hana"), ["2026-10-25T00:30", "2026-11-01T01:30"]);
  assert.deepEqual(
    of("Nora", "Imogen").map(({ nominalAt }) => minute(nominalAt)),
    ["2026-10-25T05:30", "2026-11-01T05:30"],
  );
  assert.deepEqual(sentAt("Nora", "Imogen"), ["2026-10-25T08:00", "2026-11-01T08:00"]);
  assert.deepEqual(sentAt("Mele", "Coach Tavita"), ["2026-10-24T20:00", "2026-10-31T20:00"]);
  const maya = of("Maya", "Coach Ana")[1]!;
  assert.deepEqual([maya.forecast, maya.outcome], ["missed", "met"]);
  assert.equal(of("Emre", "Deniz")[0]!.messageType, "partial");
  assert.equal(sentAt("Emre", "Deniz")[1], "The user paused.");
  assert.equal(
    sentAt("Inês", "Rui")[1],
    "The contact has not said yes to these texts, or ended them.",
  );
  assert.equal(sentAt("Sam", "Leo")[1], "2026-11-02T01:00");
  assert.equal(
    sentAt("Sam", "Joy")[1],
    "The contact has not said yes to these texts, or ended them.",
  );
  const kofi = of("Kofi", "Ama")[1]!;
  assert.deepEqual([kofi.forecast, kofi.outcome, kofi.sentAt], ["missed", "met", null]);
  // Silent when it was planned, until the log was taken back.
  assert.deepEqual(
    of("Ravi", "Meera").map(({ messageType }) => messageType),
    ["accountability", "partial"],
  );
  assert.equal(of("Yuki", "Ken")[0]!.status, "failed");
  // Four an hour leave three to planning; the coach is among them.
  assert.deepEqual(sentAt("Ida", "Coach Fay"), ["2026-10-28T18:00"]);
  assert.deepEqual(
    [...sentAt("Ida", "Coach Fay", "Gus", "Hal"), ...sentAt("Owen", "Jill", "Kim")].sort(),
    [
      "2026-10-28T18:00",
      "2026-10-28T18:00",
      "2026-10-28T18:00",
      "2026-10-28T19:00",
      "2026-10-28T19:00",
    ],
  );
}

Deno.test("demo --json tells the same as data, of the week of seed 12", async () => {
  const { code, lines } = await demo("--json", "--seed", "12");
  assert.equal(code, 0, lines.join("\n"));
  const { seed, counts, judge, turns, happenings } = JSON.parse(lines.join("\n"));
  assert.equal(seed, 12);
  assert.deepEqual(Object.keys(counts), ["scheduled", "sent", "delivered", "failed"]);
  assert.deepEqual(judge.differences, []);
  assert.ok(judge.turns > 20 && turns.length > 20 && happenings.length > 20);
});

const RANDOM_SEED = Math.floor(Math.random() * 1e9);
Deno.test(`the judge agrees with the week of seed ${RANDOM_SEED}`, async () => {
  const { code, lines } = await demo("--seed", String(RANDOM_SEED));
  assert.equal(code, 0, lines.join("\n"));
  assert.equal(lines.at(-3), `seed: ${RANDOM_SEED}`);
  assert.match(lines.at(-2)!, /^judge: agrees on \d+ turns$/);
  assert.match(lines.at(-1)!, LAST_LINE);
});

Deno.test("the demo refuses options and seeds that it does not know, and tells its usage", async () => {
  for (const args of [["--jsno"], ["--seed"], ["--seed", "-1"], ["--seed", "one"], ["week"]]) {
    const { code, lines, stderr } = await demo(...args);
    assert.equal(code, 2);
    assert.deepEqual(lines, [""]);
    assert.match(stderr, /^(?!.*\n +at )[^]*deno task demo \[--seed N\] \[--json\]/);
  }
  const { code, lines } = await demo("--help");
  assert.equal(code, 0);
  assert.equal(lines[0], "deno task demo [--seed N] [--json]");
});
