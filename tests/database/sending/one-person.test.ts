/**
 * Ten days of tests/long/one-person.test.ts, over the end of summer time in Europe and America.
 * ONE_PERSON_SEED repeats a run.
 */
import assert from "node:assert/strict";
import { Judge } from "../../long/one-person/judge.ts";
import { live } from "../../long/one-person/life.ts";

const SEED = Number(Deno.env.get("ONE_PERSON_SEED") ?? Math.floor(Math.random() * 1e9));

const RULE = "in ten days no cap is broken, no place stays empty, every loser knows its winner";

Deno.test(RULE, async () => {
  console.log(`ONE_PERSON_SEED=${SEED}`);
  const records = await live({
    ...{ seed: SEED, people: 12, from: new Date("2026-10-24T00:00Z"), days: 10 },
  });
  const judge = new Judge(records);
  const found = judge.judge();
  console.log(judge.counts);
  assert.deepEqual(found.slice(0, 20), [], `${found.length} findings, ONE_PERSON_SEED=${SEED}`);
  assert.ok(judge.counts.claims > 50 && judge.counts.losers > 10 && judge.counts.holds > 5);
});
