/**
 * Sixty days in which three programs and the warnings of a fourth want the places of some people's
 * days, over the changes of clocks in spring (the south) and autumn (the north), while the people
 * change their minds. ONE_PERSON_SEED repeats a run; ids that the database draws decide nothing but
 * ties.
 */
import assert from "node:assert/strict";
import { Judge } from "./one-person/judge.ts";
import { live } from "./one-person/life.ts";

const SEED = Number(Deno.env.get("ONE_PERSON_SEED") ?? Math.floor(Math.random() * 1e9));

const RULE = "in sixty days no cap is broken, no place stays empty, every loser knows its winner";

Deno.test(RULE, async () => {
  console.log(`ONE_PERSON_SEED=${SEED}`);
  const records = await live({
    ...{ seed: SEED, people: 20, from: new Date("2026-09-20T00:00Z"), days: 60 },
  });
  const judge = new Judge(records);
  const found = judge.judge();
  console.log(judge.counts);
  assert.deepEqual(found.slice(0, 20), [], `${found.length} findings, ONE_PERSON_SEED=${SEED}`);
  // Else it was no test.
  const { claims, losers, holds, requests } = judge.counts;
  assert.ok(claims > 600 && losers > 200 && holds > 100 && requests > 5);
});
