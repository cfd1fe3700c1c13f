import assert from "node:assert/strict";
import { schedule } from "../../supabase/functions/message-scheduler/schedule.ts";

interface Batch {
  users: number;
  queued: number;
  silent: number;
  skipped: number;
  broken: number;
  more: boolean;
}

/** Batches to plan, each of which takes `msEach`. */
function world(batches: Batch[], msEach = 0) {
  let now = 1_000;
  let calls = 0;
  return {
    calls: () => calls,
    deps: {
      now: () => now,
      database: {
        scheduleDueMessages: () => {
          now += msEach;
          return Promise.resolve(batches[Math.min(calls++, batches.length - 1)]!);
        },
      },
    },
  };
}

Deno.test("the scheduler plans batch after batch until nobody is left, and adds the counts up", async () => {
  const { deps, calls } = world([
    { users: 500, queued: 300, silent: 150, skipped: 100, broken: 1, more: true },
    { users: 500, queued: 400, silent: 50, skipped: 50, broken: 0, more: true },
    { users: 7, queued: 1, silent: 2, skipped: 4, broken: 2, more: false },
  ]);
  assert.deepEqual(await schedule(deps, 110_000), {
    ...{ users: 1007, queued: 701, silent: 202, skipped: 154, broken: 3 },
    more: false,
  });
  assert.equal(calls(), 3);
});

Deno.test("at its time limit the scheduler stops and says that people are left", async () => {
  const batch = { users: 500, queued: 500, silent: 0, skipped: 0, broken: 0, more: true };
  const { deps, calls } = world([batch], 40_000);
  assert.deepEqual(await schedule(deps, 110_000), { ...batch, users: 1500, queued: 1500 });
  assert.equal(calls(), 3);
});

Deno.test("an error of the database ends the run; what was planned before stays planned", async () => {
  let calls = 0;
  const deps = {
    now: () => 0,
    database: {
      scheduleDueMessages: () =>
        ++calls === 1
          ? Promise.resolve({ users: 500, queued: 1, silent: 0, skipped: 0, broken: 0, more: true })
          : Promise.reject(new Error("gone")),
    },
  };
  await assert.rejects(schedule(deps, 1_000), /gone/);
  assert.equal(calls, 2);
});
