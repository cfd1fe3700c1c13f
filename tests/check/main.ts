/** `deno task check`: everything about the project's files that is not a test. */
import { advisors, databaseTypes, migrationLint } from "./database.ts";
import { deadCode } from "./dead-code.ts";
import { imports } from "./imports.ts";
import { brokenLinks } from "./links.ts";
import { requirements } from "./requirements.ts";
import { rooms } from "./rooms.ts";
import { findingsOf } from "./run.ts";
import { migrationsMakeTheSchemas } from "./schema.ts";
import { sqlStyle } from "./sql-style.ts";
import { walls } from "./walls.ts";

const deno = (...args: string[]) => () => findingsOf(Deno.execPath(), args);

/** Each finds nothing, or says what is wrong and where. */
const CHECKS: Record<string, () => Promise<string[]>> = {
  "format": deno("fmt", "--check"),
  "lint": deno("lint"),
  "types": deno(
    ...["check", "--lock=tests/deno.lock", "--frozen"],
    ...["bench", "emulators", "local", "ops", "supabase", "tests"],
  ),
  "SQL style": sqlStyle,
  "migration lint": migrationLint,
  "rooms": rooms,
  "migrations in step": deno("task", "schema", "--check"),
  "migrations make the schemas": migrationsMakeTheSchemas,
  "database types in step": databaseTypes,
  "database advisors": advisors,
  "dead code": deadCode,
  "requirements": requirements,
  "imports": imports,
  "walls": walls,
  "links": brokenLinks,
};

let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  // What stops one check is its finding.
  const findings = await check().catch((error) => [String(error)]);
  console.log(`${findings.length === 0 ? "ok    " : "FAILED"} ${name}`);
  for (const finding of findings) console.log(finding.replace(/^/gm, "       "));
  if (findings.length > 0) failed++;
}
console.log(`check: ${Object.keys(CHECKS).length - failed} ok, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
