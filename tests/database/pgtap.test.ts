/** Runs the pgTAP files of this folder against a real database; each assertion is a step. */
import assert from "node:assert/strict";
import Parser from "npm:tap-parser@11.0.2";
import { connect } from "../../local/database.ts";
import { startStack } from "../../local/stack.ts";
import { filesBelow } from "../files-below.ts";
import { installPgTap } from "./pgtap.ts";

interface TapAssert {
  ok: boolean;
  id: number;
  name: string;
  diag?: unknown;
}

/** The lines of TAP that the statements of a file return. */
async function runFile(databaseUrl: string, path: string): Promise<string> {
  const sql = connect(databaseUrl, { max: 1 });
  try {
    const results = await sql.unsafe(await Deno.readTextFile(path)).simple();
    return results
      .flatMap((result) => [result].flat())
      .flatMap((row) => Object.values(row as Record<string, unknown>))
      .filter((value) => typeof value === "string")
      .join("\n");
  } finally {
    await sql.end();
  }
}

Deno.test("database", async (t) => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  try {
    await installPgTap(stack.sql);
    // The helpers come first by their name; `supabase test db` takes the same order.
    for (const path of await filesBelow(import.meta.dirname!, ".test.sql")) {
      await t.step(path.slice(import.meta.dirname!.length + 1), async (t) => {
        const tap = await runFile(stack.databaseUrl, path);
        const events: [type: string, detail: unknown][] = Parser.parse(tap);
        for (const [type, detail] of events) {
          if (type !== "assert") continue;
          const { ok, id, name, diag } = detail as TapAssert;
          await t.step(`${id} ${name}`, () => assert.ok(ok, diag ? JSON.stringify(diag) : tap));
        }
        const complete = events.find(([type]) => type === "complete")?.[1] as { ok: boolean };
        assert.ok(complete?.ok, `The file did not run to its end as planned:\n${tap}`);
      });
    }
  } finally {
    await stack.stop();
  }
});
