import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pgtap } from "npm:@electric-sql/pglite-pgtap@0.0.15";
import { parseTarGzip } from "npm:nanotar@0.3.0";
import type { Sql } from "../../local/database.ts";

/** Puts pgTAP's files where the local server looks for extensions, and creates the extension. */
export async function installPgTap(sql: Sql): Promise<void> {
  const [row] = await sql`select setting from pg_config where name = 'SHAREDIR'`;
  // The plugin hook is the package's only public way to its files; it uses none of its arguments.
  // deno-lint-ignore no-explicit-any
  const { bundlePath } = await (pgtap.setup as any)();
  for (const file of await parseTarGzip(await readFile(bundlePath))) {
    if (file.data && /\/extension\/pgtap[^/]*\.(sql|control)$/.test(file.name)) {
      await Deno.writeFile(join(row!.setting, "extension", basename(file.name)), file.data);
    }
  }
  await sql`create extension pgtap with schema extensions`;
}
