/** `deno task demo`: lives one Sunday on the local stack and tells it. `--json` prints data. */
import { LocalStackError } from "../errors.ts";
import { startStack } from "../stack.ts";
import { DEMO_START, EXPECTED_TEXTS, liveSunday } from "./sunday.ts";
import { arrivedTexts, count, readTurns, renderTimeline } from "./timeline.ts";

async function main(): Promise<boolean> {
  const unknown = Deno.args.find((argument) => argument !== "--json");
  if (unknown) throw new LocalStackError(`Unknown option '${unknown}': there is only --json`);
  const json = Deno.args.includes("--json");

  const stack = await startStack({
    apiPort: 0,
    databasePort: 0,
    twilioPort: 0,
    seed: true,
    clock: DEMO_START,
    // Progress is for people; data on stdout stays data.
    onProgress: (message) => console.error(`… ${message}`),
    onFunctionLog: (line) => {
      if (line.includes('"level":"error"')) console.error(line);
    },
  });
  try {
    console.error("… living a Sunday");
    const happenings = await liveSunday(stack);
    const turns = await readTurns(stack);
    const counts = count(turns);
    const arrived = arrivedTexts(turns);
    const asExpected = JSON.stringify(arrived) === JSON.stringify(EXPECTED_TEXTS) &&
      stack.twilio.accepted.length === EXPECTED_TEXTS.length;
    if (json) {
      console.log(JSON.stringify({ happenings, turns, counts, asExpected }, null, 2));
    } else {
      console.log(renderTimeline(happenings, turns));
      const { scheduled, sent, delivered, failed } = counts;
      if (!asExpected) {
        console.log(`Expected ${JSON.stringify(EXPECTED_TEXTS)}`);
        console.log(`Arrived  ${JSON.stringify(arrived)}`);
      }
      console.log(
        `demo: ${scheduled} scheduled, ${sent} sent, ${delivered} delivered, ${failed} failed`,
      );
    }
    return asExpected;
  } finally {
    await stack.stop();
  }
}

try {
  Deno.exit(await main() ? 0 : 1);
} catch (error) {
  console.error(error instanceof LocalStackError ? error.message : error);
  Deno.exit(1);
}
