import assert from "node:assert/strict";
import { respondWithRun, runRequest } from "../../supabase/functions/_shared/background-run.ts";
import type { Database } from "../../supabase/functions/_shared/database.ts";
import { RundownError } from "../../supabase/functions/_shared/errors.ts";
import { recordingLogger } from "./recording-logger.ts";

type Finished = [runId: string, report: Record<string, unknown>, error: string | null];

/** What the hosted runtime was asked to stay alive for. */
const waitedFor: Promise<unknown>[] = [];
Object.assign(globalThis, {
  EdgeRuntime: { waitUntil: (work: Promise<unknown>) => void waitedFor.push(work) },
});

function world(run: () => Promise<Record<string, unknown>>, failing: string[] = []) {
  waitedFor.length = 0;
  const finished: Finished[] = [];
  const began: string[] = [];
  const { log, entries } = recordingLogger();
  const refuse = (name: string) =>
    failing.includes(name)
      ? Promise.reject(new RundownError("database_unreachable", `Cannot call ${name}`))
      : Promise.resolve();
  const database = {
    beginRun: async (name: string) => {
      await refuse("beginRun");
      began.push(name);
      return "run-1";
    },
    finishRun: async (...args: Finished) => {
      await refuse("finishRun");
      finished.push(args);
    },
  } as unknown as Database;
  const call = (body: string, method = "POST") =>
    respondWithRun(
      new Request("http://127.0.0.1/f", { method, ...(method === "GET" ? {} : { body }) }),
      { functionName: "f", database, log, body: runRequest, run },
    );
  return { call, began, finished, entries };
}

Deno.test("cron is answered 202 at once, and the work goes on in waitUntil until it is noted", async () => {
  const work = Promise.withResolvers<Record<string, unknown>>();
  const { call, began, finished, entries } = world(() => work.promise);
  const response = await call("");
  assert.equal(response.status, 202);
  assert.deepEqual(await response.json(), { run_id: "run-1" });
  assert.deepEqual([began, finished, waitedFor.length], [["f"], [], 1]);

  work.resolve({ sent: 2 });
  await waitedFor[0];
  assert.deepEqual(finished, [["run-1", { sent: 2 }, null]]);
  assert.deepEqual(entries(), [{ level: "info", event: "run finished", run_id: "run-1", sent: 2 }]);
});

Deno.test("who waits gets 200 with the report, and the work survives their hanging up", async () => {
  const { call, finished } = world(() => Promise.resolve({ sent: 2 }));
  const response = await call('{"wait": true}');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { run_id: "run-1", report: { sent: 2 } });
  assert.deepEqual(finished, [["run-1", { sent: 2 }, null]]);
  assert.equal(waitedFor.length, 1);
});

Deno.test("a failing run is noted with its error and never rejects into the runtime", async () => {
  const { call, finished, entries } = world(() => Promise.reject(new Error("no luck")));
  assert.equal((await call("")).status, 202);
  await waitedFor[0];
  assert.deepEqual(finished, [["run-1", {}, "Error: no luck"]]);
  assert.deepEqual(entries().map(({ event, message }) => [event, message]), [
    ["run failed", "Error: no luck"],
  ]);
  await assert.rejects(call('{"wait": true}'), /no luck/);
});

Deno.test("the first error is the one to report, even if noting it fails as well", async () => {
  const { call, entries } = world(() => Promise.reject(new Error("no luck")), ["finishRun"]);
  await assert.rejects(call('{"wait": true}'), /no luck/);
  assert.deepEqual(entries().map(({ event }) => event), [
    "run failed",
    "cannot note the end of the run",
  ]);
});

Deno.test("a run that did its work is not called failed because noting it failed", async () => {
  const { call, entries } = world(() => Promise.resolve({ sent: 2 }), ["finishRun"]);
  assert.deepEqual(await (await call('{"wait": true}')).json(), {
    run_id: "run-1",
    report: { sent: 2 },
  });
  assert.deepEqual(entries().map(({ event, sent }) => [event, sent]), [
    ["run finished", 2],
    ["cannot note the end of the run", undefined],
  ]);
});

Deno.test("nothing runs and nothing is noted when the request is wrong or the run cannot begin", async () => {
  let runs = 0;
  const run = () => Promise.resolve({ runs: ++runs });
  const wrong = world(run);
  await assert.rejects(wrong.call("", "GET"), /Cannot handle GET/);
  await assert.rejects(wrong.call("nope"), /not JSON/);
  await assert.rejects(wrong.call('{"wait": 1}'), /wait/);
  await assert.rejects(world(run, ["beginRun"]).call(""), /Cannot call beginRun/);
  assert.deepEqual([runs, wrong.began, wrong.finished, waitedFor.length], [0, [], [], 0]);
});
