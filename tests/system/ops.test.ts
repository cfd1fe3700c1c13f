/** The operator's tools, as a process of their own against a whole stack. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { phone, withWorld } from "./world.ts";

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

    await t.step("what cannot be done is one clear line", async () => {
      const nobody = crypto.randomUUID();
      for (
        const [args, code, message] of [
          [["why", nobody], 1, /^There is no message/],
          [["why", "x"], 1, /^"x" is not the id of a message$/],
          [["why"], 2, /^"why" wants one message id/],
          [["status", "now"], 2, /^"status" wants nothing more/],
          [["fly"], 2, /^There is no command "fly"/],
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
    });
  }));
