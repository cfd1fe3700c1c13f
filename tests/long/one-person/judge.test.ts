/** The judge of one person's day, on made-up records: each rule broken once. */
import assert from "node:assert/strict";
import {
  type Decision,
  Judge,
  type Move,
  type Records,
  type Request,
  type Wishes,
} from "./judge.ts";

const DAY = 24 * 60 * 60_000;
const at = (time: string) => Date.parse(`2026-06-10T${time}Z`);
const RUNS = Array.from({ length: 48 }, (_, half) => at("00:00") + half * DAY / 48);

const WISHES: Wishes = { frequency: "minimal", quiet: null, avoid: null, pausedUntil: null };

function message(program: string, time: string, id = program, nominalDate = "2026-06-10") {
  const nominalAt = Date.parse(`${nominalDate}T${time}Z`);
  return {
    ...{ id, person: "Ann", program, occurrence: `turn of ${id}`, nominalDate, nominalAt },
    expiresAt: nominalAt + 20 * 60 * 60_000,
  };
}

function move(message: string, time: string, status: string, more: Partial<Move> = {}): Move {
  return {
    ...{ at: at(time), message, type: message, status, reason: null, scheduledFor: at(time) },
    ...more,
  };
}

function request(word: "LESS" | "MORE", after: string, frequency: Request["frequency"]): Request {
  return {
    ...{ at: at("13:00"), person: "Ann", word, after, frequency },
    timesAWeek: [1, 1],
    answer: "Fine.",
  };
}

/** One place, for which a tip waits from eleven on, and that praise has at noon. */
function day() {
  return {
    zones: new Map([["Ann", "UTC"]]),
    legal: [[8 * 60, 21 * 60]] as [number, number][],
    wishes: [{ at: at("00:00"), person: "Ann", wishes: { ...WISHES } }],
    messages: [message("tip", "11:00"), message("praise", "12:00")],
    moves: [
      move("tip", "06:00", "queued", { scheduledFor: at("11:00") }),
      move("praise", "06:00", "queued", { scheduledFor: at("12:00") }),
      move("tip", "11:00", "queued", { reason: "waits_for_better", scheduledFor: at("12:10") }),
      move("praise", "12:00", "processing"),
      move("praise", "12:00", "sent"),
      move("tip", "12:30", "canceled", { reason: "person_cap" }),
    ],
    decisions: [] as Decision[],
    starts: [{ message: "praise", at: at("12:00"), validForSeconds: 3_600 }],
    untrueFrom: new Map<string, number>(),
    lostTo: new Map([["turn of tip", "turn of praise"]]),
    requests: [] as Request[],
    explanations: new Map([["tip", "It was taken back. A text of praise got the place."]]),
    runs: RUNS,
  } satisfies Records;
}
type Day = ReturnType<typeof day>;

const found = (records: Records) => new Judge(records).judge();

/** The tip leaves at eleven. */
function sendTip(day: Day): void {
  day.moves = [
    ...day.moves.slice(0, 2),
    move("tip", "11:00", "processing"),
    move("tip", "11:00", "sent"),
    ...day.moves.slice(3, 5),
  ];
  day.starts.push({ message: "tip", at: at("11:00"), validForSeconds: 60 });
  day.lostTo.clear();
}

Deno.test("a day in which all is well has no findings", () => {
  assert.deepEqual(found(day()), []);
  const two = day();
  sendTip(two);
  two.wishes[0]!.wishes.frequency = "daily";
  assert.deepEqual(found(two), [], "nor one with two places for two");
});

for (
  const [rule, breakIt, expected] of [
    ["a second text where there is one place", sendTip, /praise .* breaks the cap of the person/],
    ["a worse one that does not wait", sendTip, /tip .* took the place of a better one/],
    [
      "a fourth text in seven dates",
      (day) => {
        for (const date of ["2026-06-04", "2026-06-06", "2026-06-08"]) {
          const earlier = message("quiz", "12:00", `quiz ${date}`, date);
          const times = { at: earlier.nominalAt, scheduledFor: earlier.nominalAt };
          day.messages.push(earlier);
          day.moves.unshift(
            move(earlier.id, "00:00", "queued", times),
            move(earlier.id, "00:00", "processing", times),
            move(earlier.id, "00:00", "sent", times),
          );
          day.starts.push({ message: earlier.id, at: earlier.nominalAt, validForSeconds: 60 });
        }
        day.moves.sort((one, other) => one.at - other.at);
        day.wishes[0]!.at = 0;
        day.runs = [...["04", "06", "08"].map((d) => Date.parse(`2026-06-${d}T12:00Z`)), ...RUNS];
      },
      /praise .* breaks the cap of the person/,
    ],
    [
      "a second tip where the program has one a day",
      (day) => {
        sendTip(day);
        day.wishes[0]!.wishes.frequency = "frequent";
        day.messages.push(message("tip", "13:00", "late tip"));
        day.moves.push(
          move("late tip", "13:00", "queued"),
          move("late tip", "13:00", "processing"),
          move("late tip", "13:00", "sent"),
        );
        day.starts.push({ message: "late tip", at: at("13:00"), validForSeconds: 60 });
      },
      /late tip.* breaks the cap of the program/,
    ],
    [
      "a loser of a place that is free",
      (day) => day.moves.splice(2, 1, move("tip", "11:00", "canceled", { reason: "person_cap" })),
      /a place is free/,
    ],
    ["a loser to nobody", (day) => day.lostTo.clear(), /nobody is named/],
    [
      "a loser to who has no place",
      (day) => day.lostTo.set("turn of tip", "turn of quiz"),
      /has no such place/,
    ],
    [
      "somebody who lost and was sent",
      (day) => {
        sendTip(day);
        day.lostTo.set("turn of tip", "turn of praise");
      },
      /was not canceled for that/,
    ],
    [
      "a text in quiet minutes",
      (day) => day.wishes[0]!.wishes.quiet = [[715, 725]],
      /praise .* left on Wednesday at minute 720, which is not open/,
    ],
    [
      "a text on a day to avoid",
      (day) => day.wishes[0]!.wishes.avoid = ["Wednesday"],
      /left on Wednesday/,
    ],
    [
      "a text at night",
      (day) => day.zones.set("Ann", "Asia/Tokyo"),
      /left on Wednesday at minute 1260/,
    ],
    [
      "a text in a pause",
      (day) => day.wishes[0]!.wishes.pausedUntil = at("12:10"),
      /left during a pause/,
    ],
    [
      "a text that may be tried for too long",
      (day) => day.starts[0]!.validForSeconds = 36_000,
      /beyond 2026-06-10T21:00/,
    ],
    [
      "a text that was not true",
      (day) => day.untrueFrom.set("turn of praise", at("12:00")),
      /was not true/,
    ],
    [
      "a claim without a start",
      (day) => day.starts.pop(),
      /claimed, but not started/,
    ],
    [
      "a text that waits while there are places enough",
      (day) => day.wishes[0]!.wishes.frequency = "daily",
      /no better one wants its place/,
    ],
    [
      "a text that waits longer than for the better one",
      (day) => day.moves[2]!.scheduledFor = at("12:20"),
      /held back until 2026-06-10T12:20, after 2026-06-10T12:10/,
    ],
    [
      "a text that is put off for nothing",
      (day) => day.moves[2]!.reason = "outside_allowed_hours",
      /which is open/,
    ],
    [
      "a text that is planned later than need be",
      (day) => day.moves[0]!.scheduledFor = at("11:30"),
      /planned for 2026-06-10T11:30, but 2026-06-10T11:00 is open/,
    ],
    [
      "a text that is forgotten",
      (day) => day.moves.splice(5, 1),
      /still waits after the run/,
    ],
    ["a message that never ends", (day) => day.moves.splice(5, 1), /never ended/],
    [
      "a text that was given up before its time",
      (day) => day.moves[5] = move("tip", "12:30", "expired", { reason: "too_late" }),
      /expired, but not too_late/,
    ],
    [
      "a text that failed by itself",
      (day) => day.moves[5] = move("tip", "12:30", "failed", { reason: "rejected" }),
      /every text is accepted/,
    ],
    [
      "a pause that nobody made",
      (day) => day.moves[5] = move("tip", "12:30", "canceled", { reason: "paused" }),
      /canceled, but not paused/,
    ],
    [
      "a turn that could have found a minute",
      (day) =>
        day.decisions.push({
          ...{ at: at("06:00"), occurrence: "x", person: "Ann", program: "quiz" },
          ...{ nominalAt: at("12:00"), decision: "skipped", reasons: ["no_open_minute"] },
        }),
      /skipped, but not no_open_minute/,
    ],
    [
      "a loser who is not told who won",
      (day) => day.explanations.set("tip", "It was taken back."),
      /is not told that praise won/,
    ],
    [
      "LESS that goes further than a step",
      (day) => day.requests.push(request("LESS", "praise", ["frequent", "daily"])),
      /LESS of Ann after praise/,
    ],
    [
      "MORE after a warning that changes the own texts",
      (day) => day.requests.push(request("MORE", "heads_up", [null, "daily"])),
      /MORE of Ann after heads_up/,
    ],
  ] satisfies [string, (day: Day) => unknown, RegExp][]
) {
  Deno.test(`it finds ${rule}`, () => {
    const records = day();
    breakIt(records);
    const all = found(records);
    assert.ok(all.some((each) => expected.test(each)), `found ${JSON.stringify(all, null, 2)}`);
  });
}
