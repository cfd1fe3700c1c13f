/** Runs the pgTAP files of this folder, and lends their helpers to the tests that are no pgTAP. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { pgtap } from "npm:@electric-sql/pglite-pgtap@0.0.15";
import { parseTarGzip } from "npm:nanotar@0.3.0";
import Parser from "npm:tap-parser@11.0.2";
import { connect, type Sql } from "../../local/database.ts";

const FOLDER = import.meta.dirname!;
const HELPERS = "000_helpers/";

interface TapAssert {
  ok: boolean;
  id: number;
  name: string;
  diag?: unknown;
}

/** The helpers come first by their name; `supabase test db` takes the same order. */
async function testFiles(): Promise<string[]> {
  const files = await readdir(FOLDER, { recursive: true });
  return files.filter((file) => file.endsWith(".test.sql")).sort();
}

/** The lines of TAP that the statements of a file return, which it does once in a session. */
async function runFile(newSession: () => Sql, file: string): Promise<string> {
  const session = newSession();
  try {
    await session`create extension if not exists pgtap with schema extensions`;
    const results = await session.unsafe(await readFile(join(FOLDER, file), "utf8")).simple();
    return results
      .flatMap((result) => [result].flat())
      .flatMap((row) => Object.values(row as Record<string, unknown>))
      .filter((value) => typeof value === "string")
      .join("\n");
  } finally {
    await session.end();
  }
}

/** Puts pgTAP's files where the local stack's server looks for extensions. */
export async function copyPgTap(sql: Sql): Promise<void> {
  const [row] = await sql`select setting from pg_config where name = 'SHAREDIR'`;
  // The plugin hook is the package's only public way to its files; it uses none of its arguments.
  // deno-lint-ignore no-explicit-any
  const { bundlePath } = await (pgtap.setup as any)();
  for (const file of await parseTarGzip(await readFile(bundlePath))) {
    if (file.data && /\/extension\/pgtap[^/]*\.(sql|control)$/.test(file.name)) {
      await Deno.writeFile(join(row!.setting, "extension", basename(file.name)), file.data);
    }
  }
}

/** Makes the functions of `tests.` in a database that has our migrations. */
export async function loadHelpers(databaseUrl: string): Promise<void> {
  const sql = connect(databaseUrl, { max: 1 });
  await copyPgTap(sql).finally(() => sql.end());
  // Where every database of Supabase finds pgTAP.
  const connection = { search_path: "public, extensions" };
  for (const file of await testFiles()) {
    if (!file.startsWith(HELPERS)) continue;
    await runFile(() => connect(databaseUrl, { max: 1, connection }), file);
  }
}

/**
 * Runs every file in a database that has our migrations, or the helpers and those whose paths
 * `chosen` has. Each is a step, and so is each of its assertions. `newSession` returns a connection
 * of the superuser that is one session.
 */
export async function runPgTapFiles(
  t: Deno.TestContext,
  newSession: () => Sql,
  chosen?: string[],
): Promise<void> {
  const isChosen = new Set(chosen?.map((path) => relative(FOLDER, resolve(path))));
  for (const file of await testFiles()) {
    if (chosen !== undefined && !isChosen.has(file) && !file.startsWith(HELPERS)) continue;
    await t.step(file, async (t) => {
      const tap = await runFile(newSession, file);
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
}
