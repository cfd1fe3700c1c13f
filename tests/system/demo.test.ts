import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = join(import.meta.dirname!, "..", "..");

async function demo(...args: string[]): Promise<{ code: number; stdout: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--cwd", ROOT, "demo", ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

Deno.test("the demo lives a Sunday and ends with its four numbers", async () => {
  const { code, stdout } = await demo();
  assert.equal(code, 0);
  assert.equal(
    stdout.trimEnd().split("\n").at(-1),
    "demo: 4 scheduled, 4 sent, 4 delivered, 0 failed",
  );
});

Deno.test("demo --json prints the same as data, and tells who got nothing and why", async () => {
  const { code, stdout } = await demo("--json");
  assert.equal(code, 0);
  const { counts, turns } = JSON.parse(stdout);
  assert.deepEqual(counts, { scheduled: 4, sent: 4, delivered: 4, failed: 0 });
  const unsent = turns.filter((turn: { status: string }) => turn.status !== "sent");
  assert.deepEqual(
    unsent.map((
      { contact, reasons }: { contact: string; reasons: string[] },
    ) => [contact, reasons]),
    [["Ben", ["contact_not_confirmed"]], ["Leo", ["contact_not_confirmed"]]],
  );
  const jonas = turns.find(({ user }: { user: string }) => user === "Jonas");
  assert.deepEqual([jonas.forecast, jonas.outcome], ["partial", "met"]);
  assert.equal(jonas.sentAt, "2026-06-14T16:00:00.000Z");
});

Deno.test("the demo refuses an option that it does not know", async () => {
  const { code } = await demo("--jsno");
  assert.equal(code, 1);
});
