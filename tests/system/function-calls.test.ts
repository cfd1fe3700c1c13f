/** Calling the scheduled functions over HTTP: who may, how, and what a wrong call leaves behind. */
import assert from "node:assert/strict";
import { signUp } from "../../local/app-client.ts";
import { LOCAL_KEYS } from "../../local/keys.ts";
import {
  creations,
  type FunctionName,
  phone,
  states,
  until,
  withWorld,
  type World,
} from "./world.ts";

const FUNCTIONS: FunctionName[] = ["message-scheduler", "message-sender"];

async function answer(response: Response): Promise<[number, Record<string, unknown>]> {
  return [response.status, await response.json()];
}

/** Everything that a call which was refused must leave as it was. */
async function traces({ sql, queue, twilio }: World): Promise<unknown> {
  const [runs] = await sql`select count(*)::int as count from public.function_runs`;
  const [budget] = await sql`select count(*)::int as count from public.message_rate_limits`;
  return { runs, budget, queue: await queue(), requests: twilio.requests.length };
}

async function leavesNoTrace(world: World, calls: () => Promise<void>): Promise<void> {
  const before = await traces(world);
  await calls();
  assert.deepEqual(await traces(world), before);
}

Deno.test("calling a scheduled function", (t) =>
  withWorld({}, async (world) => {
    const { id: userId, client } = await signUp(world.apiUrl, {
      email: "robin@example.com",
      password: "a long enough password",
    });
    const token = (await client.auth.getSession()).data.session?.access_token;
    await client.auth.signOut();
    await world.sql`delete from auth.users where id = ${userId}`;
    await world.queueTexts([phone(0)]);

    const strangers: Record<string, HeadersInit> = {
      "no key": {},
      "an empty key": { apikey: "" },
      "the publishable key": { apikey: LOCAL_KEYS.publishable },
      "the default secret key": { apikey: LOCAL_KEYS.secret },
      "a key that does not exist": { apikey: "sb_secret_of_somebody" },
      "a user's token": { authorization: `Bearer ${token}` },
      "a user's token beside the publishable key": {
        apikey: LOCAL_KEYS.publishable,
        authorization: `Bearer ${token}`,
      },
      "the cron key as a bearer token": { authorization: `Bearer ${LOCAL_KEYS.cron}` },
      "a part of the cron key": { apikey: LOCAL_KEYS.cron.slice(0, -1) },
    };
    for (const name of FUNCTIONS) {
      for (const [who, headers] of Object.entries(strangers)) {
        await t.step(`${name} refuses ${who} with 401 and says what it takes`, () =>
          leavesNoTrace(world, async () => {
            const [status, body] = await answer(await world.call(name, { headers }));
            assert.equal(status, 401);
            assert.match(String(body.message), /secret:cron/);
            assert.equal(JSON.stringify(body).includes(LOCAL_KEYS.cron), false);
          }));
      }

      await t.step(`${name} takes POST alone`, () =>
        leavesNoTrace(world, async () => {
          for (const method of ["GET", "PUT", "DELETE"]) {
            const response = await world.call(name, { method });
            assert.equal(response.headers.get("allow"), "POST");
            assert.deepEqual(await answer(response), [405, {
              error: {
                code: "method_not_allowed",
                message: `Cannot handle ${method}: call this function with POST`,
              },
            }]);
          }
        }));

      const wrongBodies: Record<string, RegExp> = {
        "wait=true": /"wait=true" is not JSON/,
        '{"wait": true': /is not JSON/,
        '{"wait": "yes"}': /wait: .*boolean/,
        '{"wiat": true}': /"wiat"/,
        "[]": /expected object/,
      };
      for (const [body, problem] of Object.entries(wrongBodies)) {
        await t.step(`${name} refuses the body ${body} by name`, () =>
          leavesNoTrace(world, async () => {
            const response = await world.call(name, { body });
            const { error } = await response.clone().json();
            assert.deepEqual([response.status, error.code], [400, "bad_request"]);
            assert.match(error.message, problem);
            await response.body?.cancel();
          }));
      }
    }

    await t.step(
      "a function that does not exist is 404, by its name without the prefix",
      async () => {
        const response = await fetch(`${world.functionsUrl}/constructor`, { method: "POST" });
        assert.deepEqual(await answer(response), [404, {
          code: "NOT_FOUND",
          message: "No function 'constructor'",
        }]);
      },
    );

    await t.step(
      "cron is answered 202 before the work is done, and the work completes",
      async () => {
        await world.twilio.setFaults({ replies: [{ kind: "hang" }] });
        const response = await world.call("message-sender", { body: "{}" });
        const [status, { run_id }] = await answer(response);
        assert.equal(status, 202);
        const run = async () =>
          (await world.sql`
          select status, report, error, finished_at from public.function_runs where id = ${
            String(run_id)
          }`)[0];
        await until("Twilio was asked", () =>
          creations(world) === 1);
        assert.equal((await run())?.status, "running");

        world.twilio.reset(); // ends the hanging request without an answer
        const done = await until("the run ended", async () => {
          const row = await run();
          return row?.status !== "running" && row;
        });
        assert.equal(done.status, "succeeded");
        assert.deepEqual([done.report.claimed, done.report.unknown], [1, 1]);
        assert.ok(done.finished_at instanceof Date);
        assert.deepEqual(states(await world.queue()), [[
          phone(0),
          "unconfirmed",
          "outcome_unknown",
        ]]);
      },
    );

    await t.step("who waits is answered 200 with the report that is noted as well", async () => {
      for (const name of FUNCTIONS) {
        const [status, { run_id, report }] = await answer(
          await world.call(name, { body: '{"wait": true}' }),
        );
        assert.equal(status, 200);
        const [row] = await world.sql`
          select function_name, status, report, error from public.function_runs
          where id = ${String(run_id)}`;
        assert.deepEqual({ ...row }, {
          ...{ function_name: name, status: "succeeded", error: null },
          report,
        });
      }
    });
  }));
