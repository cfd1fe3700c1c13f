/**
 * `deno task schema`: loads supabase/schemas into an empty database, room by room, and until the first
 * release writes the one migration from it. `--check` loads nothing and only compares.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { connect, readMigrations } from "../database.ts";
import { LocalStackError } from "../errors.ts";
import { withTemporaryPostgres } from "../temporary-postgres.ts";
import { applyBaseline, loadSchemas } from "./databases.ts";
import {
  INITIAL_MIGRATION,
  initialMigration,
  isReleased,
  outOfStep,
  writeMigration,
} from "./migrations.ts";

const SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");

async function check(): Promise<void> {
  const problem = await outOfStep(SUPABASE);
  if (problem !== undefined) throw new LocalStackError(problem);
}

async function write(): Promise<void> {
  const count = await withTemporaryPostgres({ durable: false }, async ({ url }) => {
    const sql = connect(url, { max: 1 });
    try {
      await applyBaseline(sql);
      return await loadSchemas(sql, SUPABASE);
    } finally {
      await sql.end();
    }
  });
  if (isReleased(await readMigrations(SUPABASE))) {
    console.log(`${count} files load. Released migrations stay: use \`deno task migration NAME\``);
    return;
  }
  await writeMigration(SUPABASE, {
    name: INITIAL_MIGRATION,
    text: await initialMigration(SUPABASE),
  });
  console.log(`${count} files load; supabase/migrations/${INITIAL_MIGRATION} is in step`);
}

try {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  await (values.check ? check() : write());
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
