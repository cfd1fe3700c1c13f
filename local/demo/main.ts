/**
 * `deno task demo`: lives a week on the local stack, tells it, and has a second judge compare what was
 * sent with what should have been. `--seed N` lives another week with other people; `--json` prints
 * data.
 */
import { parseArgs } from "node:util";
import { LocalStackError, UsageError } from "../errors.ts";
import { type Stack, startStack } from "../stack.ts";
import { compare } from "./judge.ts";
import { liveRandomWeek } from "./random-week.ts";
import { readRecords } from "./records.ts";
import { count, readTurns, renderTimeline } from "./timeline.ts";
import { liveWeek } from "./week.ts";

const USAGE = `deno task demo [--seed N] [--json]

  --seed N  live the week of that number, of 1 to 9 digits, with other people
  --json    print data

Lives a week on a local stack of its own, tells it, and has a second judge compare what was sent with
what should have been. Ends with 1 when the judge disagrees.`;

interface Options {
  json: boolean;
  seed: number | undefined;
}

/** Undefined when only the usage was asked for. */
function readOptions(): Options | undefined {
  let values: { json?: boolean; seed?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: Deno.args,
      options: { json: { type: "boolean" }, seed: { type: "string" }, help: { type: "boolean" } },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return undefined;
  if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed)) {
    throw new UsageError(`Cannot use seed '${values.seed}': it is a number of 1 to 9 digits`);
  }
  return {
    json: values.json ?? false,
    seed: values.seed === undefined ? undefined : Number(values.seed),
  };
}

async function main({ json, seed }: Options): Promise<boolean> {
  const stack = await startStack({
    apiPort: 0,
    databasePort: 0,
    twilioPort: 0,
    seed: false,
    clock: new Date("2026-01-01T00:00:00Z"),
    // Progress is for people; data on stdout stays data.
    onProgress: (message) => console.error(`… ${message}`),
    onFunctionLog: (line) => {
      if (line.includes('"level":"error"')) console.error(line);
    },
  });
  try {
    return await live(stack, { json, seed });
  } finally {
    await stack.stop();
  }
}

/** Returns whether the judge agrees. */
async function live(stack: Stack, { json, seed }: Options): Promise<boolean> {
  console.error(seed === undefined ? "… living a week" : `… living the week of seed ${seed}`);
  const life = seed === undefined ? await liveWeek(stack) : await liveRandomWeek(stack, seed);
  const { happenings } = life;
  const turns = await readTurns(stack, life.now);
  const counts = count(turns);
  const judge = compare(await life.facts(), await readRecords(stack));
  const agrees = judge.differences.length === 0;
  if (json) {
    console.log(JSON.stringify({ seed, happenings, turns, counts, judge }, null, 2));
    return agrees;
  }
  console.log(renderTimeline(happenings, turns));
  for (const difference of judge.differences) console.log(`judge: ${difference}`);
  if (seed !== undefined) console.log(`seed: ${seed}`);
  console.log(
    agrees
      ? `judge: agrees on ${judge.turns} turns`
      : `judge: disagrees in ${judge.differences.length} points on ${judge.turns} turns`,
  );
  const { scheduled, sent, delivered, failed } = counts;
  console.log(
    `demo: ${scheduled} scheduled, ${sent} sent, ${delivered} delivered, ${failed} failed`,
  );
  return agrees;
}

try {
  const options = readOptions();
  if (!options) console.log(USAGE);
  Deno.exit(!options || await main(options) ? 0 : 1);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    Deno.exit(2);
  }
  console.error(error instanceof LocalStackError ? error.message : error);
  Deno.exit(1);
}
