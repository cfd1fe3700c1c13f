/** The operator's tools, as a process of their own against a whole stack. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { NEXT_MORNING, NEXT_SLOT, phone, withWorld } from "./world.ts";

const ROOT = join(import.meta.dirname!, "..", "..");

async function ops(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--cwd", ROOT, "ops", ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), error: text(stderr) };
}

Deno.test("an operator's tools", (t) =>
  withWorld({}, async (world) => {
    const local = { RUNDOWN_URL: world.apiUrl };

    await t.step("a quiet stack says so", async () => {
      const { code, out } = await ops(local, "status");
      assert.equal(code, 0);
      assert.match(out, /^sending +on$/m);
      assert.match(out, /^ready +nothing$/m);
      assert.match(out, /No function has run yet\.\n\nNo alerts since yesterday\.$/);
      assert.equal((await ops(local, "queue")).out, "Nothing waits.");
    });

    await t.step("status and queue tell what waits, as tables and as data", async () => {
      await world.queueTexts([phone(0), phone(1)]);
      const { out } = await ops(local, "status");
      assert.match(out, /^ready +2, the oldest since 2026-06-14 18:00 UTC$/m);
      assert.match(out, /^this hour +0 sent and 0 reserved of 100$/m);
      assert.match(out, /^message-scheduler +succeeded +\d{4}.* users 1.* queued 2/m);
      const queue = await ops(local, "queue");
      assert.match(queue.out, /^\S{36} +Contact 1 +\+1…0101 +accountability +3 +2026-06-14 18:00/m);
      const data = JSON.parse((await ops(local, "queue", "--json")).out);
      assert.deepEqual(
        data.map((row: { masked_phone: string }) => row.masked_phone).sort(),
        ["+1…0101", "+1…0102"],
      );
      assert.equal(JSON.parse((await ops(local, "status", "--json")).out).queue.ready, 2);
    });

    await t.step("pause stops sending and resume goes on", async () => {
      const paused = await ops(local, "pause", "A wrong wording is out");
      assert.deepEqual([paused.code, paused.out], [0, "Paused: nothing is started any more."]);
      assert.equal((await world.run("message-sender")).stopped, "paused");
      assert.match(
        (await ops(local, "status")).out,
        /^sending +paused since 2026-06-14 18:00 UTC: A wrong wording is out$/m,
      );
      assert.equal((await ops(local, "resume")).code, 0);
    });

    await t.step("why tells a message's life, retry has it tried again", async () => {
      world.twilio.setNumber(phone(0), { errorCode: 21617 });
      await world.run("message-sender");
      await world.twilio.settled();
      const [failed] = await world.queue();
      const why = await ops(local, "why", failed!.id);
      assert.equal(why.code, 0);
      assert.match(why.out, /Attempt 1: the provider refused it: .*\(21617\)/);
      assert.match(why.out, /It was not sent\. The provider refused the text/);
      world.twilio.clearNumber(phone(0));
      assert.equal((await ops(local, "retry", failed!.id)).code, 0);
      await world.run("message-sender");
      await world.twilio.settled();
      assert.match((await ops(local, "why", failed!.id)).out, /The carrier says: delivered\.$/m);
      const again = await ops(local, "retry", failed!.id);
      assert.deepEqual([again.code, again.out], [1, ""]);
      assert.match(again.error, /^Cannot retry message ".*": it is "sent"/);
    });

    await t.step("user tells who somebody is, by id or address", async () => {
      const [{ user_id: id }] = await world.sql<[{ user_id: string }]>`
        select user_id from public.notification_preferences`;
      const { code, out } = await ops(local, "user", id);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^user +${id}$`, "m"));
      assert.match(out, /^turn +Sunday 18:00 in UTC$/m);
      assert.match(out, /^Contact 1 +\+1…0101 +friend +confirmed +- +UTC$/m);
      assert.match(out, /^2026-06-14 18:00 UTC +accountability +Contact 1 +queued +sent +\S{36}$/m);
      assert.match(out, /\n\nNothing waits\.$/);
      assert.doesNotMatch(out, /2025550101/);
      const data = JSON.parse((await ops(local, "user", `${id}@example.com`, "--json")).out);
      assert.deepEqual(
        [data.user_id, data.contacts.length, data.turns.length, data.next_due_at],
        [id, 2, 2, "2026-06-21T18:00:00+00:00"],
      );
    });

    await t.step("preview and list-due tell what is to come", async () => {
      const [{ user_id: id }] = await world.sql<[{ user_id: string }]>`
        select user_id from public.notification_preferences`;
      const { out } = await ops(local, "preview", id);
      assert.match(out, /^2026-06-21 18:00 UTC +Contact 1 +send +2026-06-21 18:00 UTC +Rundown: /m);
      assert.match(out, /^2026-06-28 18:00 UTC/m);
      const days = JSON.parse((await ops(local, "preview", id, "--days", "7", "--json")).out);
      assert.deepEqual(
        days.map(({ nominal_at }: { nominal_at: string }) => nominal_at.slice(0, 10)),
        ["2026-06-21", "2026-06-21"],
      );
      assert.equal(
        (await ops(local, "preview", id, "--days", "1")).out,
        "Nothing is to be said in 1 days.",
      );
      assert.equal((await ops(local, "list-due")).out, "Nobody is due.");
      const due = await ops(local, "list-due", "--hours", "168");
      assert.match(due.out, new RegExp(`^${id} +Robin +2026-06-21 18:00 UTC +UTC +2 +-$`, "m"));
      const [row] = JSON.parse((await ops(local, "list-due", "--hours", "168", "--json")).out);
      assert.deepEqual([row.user_id, row.confirmed_contacts], [id, 2]);
    });

    await t.step("limits shows the hours and sets what they carry", async () => {
      const { out } = await ops(local, "limits", "--hours", "2");
      assert.match(out, /^100 texts and 100 replies an hour, at 100% of it now$/m);
      assert.match(out, /^2026-06-14 18:00 UTC +100 +2 +0 +0 +100 +0 +0 +0$/m);
      assert.match(out, /^2026-06-14 19:00 UTC +100 +0 +0 +0 +100 +0 +0 +0$/m);
      const set = await ops(local, "limits", "40");
      assert.deepEqual([set.code, /^This hour and every later one carries 40/.test(set.out)], [
        0,
        true,
      ]);
      const data = JSON.parse((await ops(local, "limits", "--json")).out);
      assert.deepEqual(
        [data.messages_per_hour, data.hours.map(({ limit }: { limit: number }) => limit)],
        [40, [40, 40, 40, 40, 40, 40]],
      );
    });

    await t.step("run calls a function and waits for its report", async () => {
      await world.setClock(NEXT_MORNING);
      const scheduler = await ops(local, "run", "scheduler");
      assert.equal(scheduler.code, 0);
      assert.match(scheduler.out, /^queued +2$/m);
      await world.setClock(NEXT_SLOT);
      const sender = await ops(local, "run", "sender", "--json");
      const { run_id, report } = JSON.parse(sender.out);
      assert.match(run_id, /^\S{36}$/);
      assert.deepEqual([report.accepted, report.stopped], [2, "nothing_due"]);
      await world.twilio.settled();
    });

    await t.step("program and switch say for whom a program is on", async () => {
      const [{ user_id: id }] = await world.sql<[{ user_id: string }]>`
        select user_id from public.notification_preferences`;
      assert.match((await ops(local, "program")).out, /^accountability +100% +0 +0$/m);
      assert.equal(
        (await ops(local, "program", "accountability", "0%")).out,
        "accountability is on for 0% of the users from now on.",
      );
      const skipped = await ops(local, "preview", id);
      assert.match(skipped.out, /^2026-06-28 18:00 UTC +Contact 1 +skipped: program_off +- +-$/m);
      await ops(local, "switch", "accountability", `${id}@example.com`, "on");
      assert.match((await ops(local, "preview", id)).out, /Contact 1 +send/);
      assert.match((await ops(local, "program")).out, /^accountability +0% +1 +0$/m);
      await ops(local, "switch", "heads_up", id, "off");
      assert.match((await ops(local, "user", id)).out, /^programs off +heads_up$/m);
      const back = await ops(local, "switch", "accountability", id, "default", "--json");
      assert.deepEqual(JSON.parse(back.out), {
        program: "accountability",
        user_id: id,
        is_on: null,
      });
      assert.match((await ops(local, "user", id)).out, /^programs off +accountability, heads_up$/m);
      await ops(local, "program", "accountability", "100");
      const data = JSON.parse((await ops(local, "program", "--json")).out);
      assert.deepEqual(data.find(({ program }: { program: string }) => program === "heads_up"), {
        program: "heads_up",
        enabled_percent: 100,
        switched_on: 0,
        switched_off: 1,
      });
    });

    await t.step("doctor finds nothing wrong with a local stack", async () => {
      const runs = await world.sql`select id from public.function_runs`;
      const { code, out } = await ops(local, "doctor");
      assert.equal(code, 0, out);
      assert.match(out, /^ok +secrets +all set$/m);
      for (const name of ["message-scheduler", "message-sender"]) {
        assert.match(out, new RegExp(`^ok +${name} +refuses who has no key$`, "m"));
      }
      for (const name of ["twilio-status", "twilio-inbound"]) {
        assert.match(out, new RegExp(`^ok +${name} +refuses what Twilio did not sign$`, "m"));
      }
      assert.match(out, /^- +cron +not hosted$/m);
      assert.match(out, /^ok +row security +on for every table$/m);
      assert.match(out, /\nAll is well\.$/);
      assert.equal((await world.sql`select id from public.function_runs`).length, runs.length);
    });

    await t.step("doctor asks Twilio where it sends incoming texts", async () => {
      assert.match((await ops(local, "doctor")).out, /^- +incoming texts +set TWILIO_ACCOUNT_SID/m);
      const asking = {
        ...local,
        TWILIO_ACCOUNT_SID: LOCAL_KEYS.twilioAccountSid,
        TWILIO_AUTH_TOKEN: LOCAL_KEYS.twilioAuthToken,
        TWILIO_PHONE_NUMBER: LOCAL_KEYS.twilioPhoneNumber,
        TWILIO_API_BASE_URL: world.twilio.url,
      };
      const { code, out } = await ops(asking, "doctor");
      assert.equal(code, 0, out);
      assert.match(out, /^ok +incoming texts +Twilio sends them here, and tries again$/m);
      const elsewhere = await ops(
        { ...asking, PUBLIC_FUNCTIONS_URL: "https://p.example/functions/v1" },
        "doctor",
      );
      assert.equal(elsewhere.code, 1);
      assert.match(
        elsewhere.out,
        /^PROBLEM +incoming texts +texts: the URL is http:.*\n +fix: Console: Phone Numbers.* enter https:\/\/p\.example\/functions\/v1\/twilio-inbound#rc=3&rp=5xx,ct,rt as the URL/m,
      );
      const wrong = await ops({ ...asking, TWILIO_AUTH_TOKEN: "x" }, "doctor");
      assert.match(wrong.out, /^PROBLEM +incoming texts +Twilio answers 401$/m);
    });

    await t.step("doctor tells what is wrong in the database, with the fix", async () => {
      await ops(local, "pause", "A test");
      const { code, out } = await ops(local, "doctor");
      assert.equal(code, 1);
      assert.match(out, /^PROBLEM +circuit +paused: A test\n +fix: .*task ops resume$/m);
      assert.match(out, /\n1 problem\.$/);
      const told = await ops(local, "doctor", "--json");
      assert.equal(told.code, 1);
      assert.deepEqual(
        JSON.parse(told.out).filter(({ is_ok }: { is_ok: boolean | null }) => is_ok === false),
        [{
          name: "circuit",
          is_ok: false,
          finding: "paused: A test",
          fix: "Mend that, then: deno task ops resume",
        }],
      );
      await ops(local, "resume");
    });

    await t.step("what cannot be done is one clear line", async () => {
      const nobody = crypto.randomUUID();
      for (
        const [args, code, message] of [
          [["why", nobody], 1, /^There is no message/],
          [["why", "x"], 1, /^"x" is not the id of a message$/],
          [["why"], 2, /^"why" wants <message id>\n/],
          [["status", "now"], 2, /^"status" wants nothing more/],
          [["fly"], 2, /^There is no command "fly"/],
          [["constructor"], 2, /^There is no command "constructor"/],
          [["program", "heads_up"], 2, /^"program" wants nothing more, or <program> <percent>\n/],
          [["switch", "heads_up"], 2, /^"switch" wants <program> <user id or address> <on, off or/],
          [["switch", "heads_up", nobody, "up"], 1, /^"up" is none of on, off and default$/],
          [["program", "heads_up", "many"], 1, /^"many" is not a number of percent$/],
          [["program", "heads_up", "101"], 1, /^Cannot switch the program "heads_up": .* is 101/],
          [["program", "reply", "5"], 1, /^Cannot switch the program "reply": people wait/],
          [["program", "flying", "5"], 1, /^Cannot switch the program "flying": there is none/],
          [["user", nobody], 1, /^Cannot find the user ".*": there is no such id or address/],
          [["preview", "nobody@example.com"], 1, /^Cannot find the user "nobody@example.com"/],
          [["user", nobody, "--days", "3"], 2, /^"user .*" takes no --days/],
          [["limits", "5", "--hours", "3"], 2, /^"limits 5" takes no --hours/],
          [["limits", "100001"], 1, /^Cannot set the texts per hour: .* is 100001/],
          [["limits", "--hours", "0"], 1, /^Cannot show the limits: hours is 0/],
          [["list-due", "--hours", "soon"], 1, /^"soon" is not a number of hours$/],
          [["run", "everything"], 1, /^"everything" is neither scheduler nor sender$/],
          [["status", "--loud"], 2, /--loud/],
          [["status", "--url", "there"], 1, /^Cannot use the URL "there"/],
          [["status", "--url", "http://127.0.0.1:9"], 1, /^Cannot reach http:\/\/127\.0\.0\.1:9/],
          [["status", "--url", "https://p.example"], 1, /RUNDOWN_SECRET_KEY is not set$/],
        ] as const
      ) {
        const result = await ops(local, ...args);
        assert.equal(result.code, code, args.join(" "));
        assert.match(result.error, message);
        assert.equal(result.out, "");
      }
      assert.match((await ops(local, "--help")).out, /^deno task ops <command>/);
    });

    await t.step("nothing hosted is changed without a yes", async () => {
      const hosted = { RUNDOWN_URL: "http://rundown.invalid", RUNDOWN_SECRET_KEY: "sb_secret_x" };
      const { code, error } = await ops(hosted, "pause", "A test");
      assert.equal(code, 2);
      assert.match(error, /^Cannot ask whether to pause sending at http:\/\/rundown\.invalid: say/);
      const told = await ops(hosted, "pause", "A test", "--yes");
      assert.deepEqual([told.code, /^Cannot reach/.test(told.error)], [1, true]);
      const nobody = crypto.randomUUID();
      for (
        const [args, what] of [
          [["limits", "5"], "set the texts per hour at"],
          [["program", "heads_up", "5"], "switch a program at"],
          [["switch", "heads_up", nobody, "on"], "switch a program for a user at"],
          [["run", "sender"], "run a function at"],
        ] as const
      ) {
        const { code, error } = await ops(hosted, ...args);
        assert.equal(code, 2);
        assert.match(error, new RegExp(`^Cannot ask whether to ${what} http://rundown\\.invalid`));
      }
      // What only looks does not ask.
      for (const args of [["limits"], ["program"], ["doctor"], ["list-due"], ["user", nobody]]) {
        const { code, error } = await ops(hosted, ...args);
        assert.deepEqual([code, /^Cannot reach/.test(error)], [1, true], args.join(" "));
      }
    });

    await t.step("run wants the cron key of a hosted project", async () => {
      const hosted = { RUNDOWN_URL: "http://rundown.invalid", RUNDOWN_SECRET_KEY: "sb_secret_x" };
      const { code, error } = await ops(hosted, "run", "sender", "--yes");
      assert.deepEqual([code, error], [
        1,
        "Cannot run message-sender: RUNDOWN_CRON_KEY is not set",
      ]);
      const wrong = { ...local, RUNDOWN_CRON_KEY: "sb_secret_of_nobody" };
      assert.match(
        (await ops(wrong, "run", "sender")).error,
        /^Cannot run message-sender: it answered 401/,
      );
      assert.match(
        (await ops(wrong, "doctor")).out,
        /^PROBLEM +secrets +message-sender does not take RUNDOWN_CRON_KEY$/m,
      );
    });
  }));

Deno.test("doctor names the secrets that are not set", (t) =>
  withWorld({
    functionsEnv: { TWILIO_AUTH_TOKEN: undefined, TWILIO_ACCOUNT_SID: "AC1" },
  }, async (world) => {
    const local = { RUNDOWN_URL: world.apiUrl };

    await t.step("each with its fix, by asking with the cron key", async () => {
      const { code, out } = await ops(local, "doctor");
      assert.equal(code, 1);
      assert.match(
        out,
        /^PROBLEM +secrets +TWILIO_AUTH_TOKEN is not set\n +fix: supabase secrets set TWILIO_AUTH_TOKEN=…$/m,
      );
      assert.match(out, /^PROBLEM +secrets +TWILIO_ACCOUNT_SID is "AC1": must be AC and 32 hex/m);
      assert.match(out, /^ok +message-sender +refuses who has no key$/m);
      assert.match(
        out,
        /^PROBLEM +twilio-status +a setting is missing or malformed\n +fix: supabase secrets set /m,
      );
      assert.equal((await world.sql`select from public.function_runs`).length, 0);
    });

    await t.step("nothing is texted meanwhile, and run says why", async () => {
      const { code, error } = await ops(local, "run", "sender");
      assert.equal(code, 1);
      assert.match(
        error,
        /^Cannot run message-sender: it answered 500: .*TWILIO_AUTH_TOKEN is not/,
      );
    });

    await t.step("without the cron key it says that some are, and how to hear which", async () => {
      const { code, out } = await ops({ ...local, RUNDOWN_CRON_KEY: "" }, "doctor");
      assert.equal(code, 1);
      assert.match(out, /^- +secrets +set RUNDOWN_CRON_KEY to hear which are missing$/m);
      assert.match(out, /^PROBLEM +twilio-inbound +a setting is missing or malformed$/m);
    });
  }));

Deno.test("doctor finds functions that are open or not deployed", async () => {
  const directory = await Deno.makeTempDir({ prefix: "rundown-doctor-" });
  try {
    const functions = join(directory, "supabase", "functions");
    await cp(join(ROOT, "supabase"), join(directory, "supabase"), { recursive: true });
    await Deno.remove(join(functions, "twilio-inbound"), { recursive: true });
    const scheduler = join(functions, "message-scheduler", "index.ts");
    const source = await Deno.readTextFile(scheduler);
    await Deno.writeTextFile(scheduler, source.replace('"secret:cron"', '"none"'));
    await withWorld({ supabaseDirectory: join(directory, "supabase") }, async (world) => {
      const { code, out } = await ops({ RUNDOWN_URL: world.apiUrl }, "doctor");
      assert.equal(code, 1);
      assert.match(
        out,
        /^PROBLEM +message-scheduler +answers 405 to who has no key\n +fix: supabase functions deploy message-scheduler$/m,
      );
      assert.match(out, /^PROBLEM +twilio-inbound +is not deployed$/m);
      assert.match(out, /^ok +twilio-status +refuses what Twilio did not sign$/m);
      assert.match(out, /\n2 problems\.$/);
      assert.equal((await world.sql`select from public.function_runs`).length, 0);
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
