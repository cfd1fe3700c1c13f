/** Tests of misdeeds, each a step. */
import assert from "node:assert/strict";
import type { Misdeed } from "./list.ts";
import { withStage } from "./stage.ts";

/** Mostly they wait for a time-out. */
const LANES = 4;

export async function judgeEach(t: Deno.TestContext, misdeeds: readonly Misdeed[]): Promise<void> {
  const results = new Map<Misdeed, string[]>();
  await withStage(async (stage) => {
    const waiting = [...misdeeds];
    await Promise.all(Array.from({ length: LANES }, async () => {
      for (let misdeed; (misdeed = waiting.shift());) {
        results.set(
          misdeed,
          await stage.perform(misdeed).catch((error) => [`stage: ${error}`]),
        );
      }
    }));
  });
  for (const [{ hook, name }, broken] of results) {
    await t.step(`${hook}: ${name}`, () => assert.deepEqual(broken, []));
  }
}
