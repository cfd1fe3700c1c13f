/**
 * supabase/ alone, in an empty folder, with the Deno that Supabase's edge runtime is built on: what is
 * deployed must not lean on the rest of this project nor on a newer Deno.
 */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { compare } from "../../local/demo/judge.ts";
import { readRecords } from "../../local/demo/records.ts";
import { liveWeek } from "../../local/demo/week.ts";
import { creations, phone, states, withWorld, type World } from "./world.ts";

/** Source: supabase/edge-runtime, deno/Cargo.toml. */
const HOSTED_DENO = "2.1.4";
const PROJECT_SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");
/** That Deno's own list of certificates is old; downloads may meet newer ones. */
const CERTIFICATES = { DENO_TLS_CA_STORE: "system,mozilla" };

/** The path of the Deno program of that version, from npm. */
async function findDeno(version: string, cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", `deno@${version}`, "eval", "console.log(Deno.version.deno, Deno.execPath())"],
    cwd, // away from this project, whose lock file that Deno cannot read
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  const [found, ...path] = text.decode(stdout).trim().split(" ");
  assert.ok(success && found === version, `Cannot get Deno ${version}: ${text.decode(stderr)}`);
  return path.join(" ");
}

/** What became of one text, sent once while `faults` hold. */
async function sendOnce(
  world: World,
  faults: Parameters<World["twilio"]["setFaults"]>[0],
): Promise<Record<string, unknown>> {
  await world.clear();
  await world.queueTexts([phone(0)]);
  await world.twilio.setFaults(faults);
  const report = await world.run("message-sender");
  await world.twilio.clearFaults();
  return report;
}

async function answer(response: Response): Promise<[number, string]> {
  const { error, code } = await response.json();
  return [response.status, error?.code ?? code];
}

Deno.test(`supabase/ alone works on Deno ${HOSTED_DENO}`, async (t) => {
  const directory = await Deno.makeTempDir({ prefix: "rundown-alone-" });
  try {
    const supabaseDirectory = join(directory, "supabase");
    await cp(PROJECT_SUPABASE, supabaseDirectory, { recursive: true });
    const options = {
      supabaseDirectory,
      functionsDeno: await findDeno(HOSTED_DENO, directory),
      functionsEnv: CERTIFICATES,
    };
    await withWorld(options, async (world) => {
      await t.step("a week goes from sign-up to delivery", async () => {
        const life = await liveWeek(world);
        assert.deepEqual(
          compare(await life.facts(), await readRecords(world)).differences,
          [],
        );
      });

      await t.step("wrong calls get the same answers", async () => {
        const calls: [number, string, RequestInit][] = [
          [401, "MISSING_CREDENTIALS", { headers: {} }],
          [405, "method_not_allowed", { method: "GET" }],
          [400, "bad_request", { body: "nope" }],
        ];
        for (const [status, code, init] of calls) {
          assert.deepEqual(await answer(await world.call("message-sender", init)), [status, code]);
        }
        const forged = await fetch(`${world.functionsUrl}/twilio-status`, {
          method: "POST",
          headers: { "x-twilio-signature": "forged" },
        });
        assert.deepEqual(await answer(forged), [403, "forbidden"]);
      });

      await t.step("a database that is down is 503", () =>
        world.restartDatabase(async () => {
          assert.deepEqual(
            await answer(await world.call("message-sender")),
            [503, "database_unreachable"],
          );
        }));

      await t.step("a refused connection was not sent, and is sent later", async () => {
        assert.equal((await sendOnce(world, { refuse: true })).not_sent, 1);
        const [waiting] = await world.queue();
        assert.deepEqual([waiting?.status, waiting?.attempts], ["queued", 0]);
        await world.setClock(new Date(waiting!.scheduled_for.getTime() + 1));
        assert.equal((await world.run("message-sender")).accepted, 1);
      });

      for (const kind of ["reset", "half_reply", "bad_gateway"] as const) {
        await t.step(`${kind} is unknown until a callback proves it, and posted once`, async () => {
          const report = await sendOnce(world, {
            replies: [{ kind, created: true, next: 1 }],
            callbacks: [{ kind: "late" }],
          });
          assert.equal(report.unknown, 1);
          assert.deepEqual(states(await world.queue()), [
            [phone(0), "unconfirmed", "outcome_unknown"],
          ]);
          world.twilio.release();
          await world.twilio.settled();
          assert.deepEqual(states(await world.queue()), [[phone(0), "sent", null]]);
          assert.equal(creations(world), 1);
        });
      }

      await t.step("Twilio's own refusals and pushbacks are understood", async () => {
        const faults = { kind: "too_many_requests", retryAfterSeconds: 60, next: 1 } as const;
        assert.equal((await sendOnce(world, { replies: [faults] })).stopped, "pushback");
        world.twilio.setNumber(phone(0), { errorCode: 21610 });
        await world.setClock(new Date("2026-06-14T19:30:00Z"));
        assert.equal((await world.run("message-sender")).rejected, 1);
        assert.deepEqual(states(await world.queue()), [[phone(0), "failed", "number_opted_out"]]);
      });
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
