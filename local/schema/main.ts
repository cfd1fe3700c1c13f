/**
 * `deno task schema`: loads supabase/schemas into an empty database, room by room, and until the first
 * release writes the one migration from it. `--check` loads nothing and only compares.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { connect } from "../database.ts";
import { LocalStackError } from "../errors.ts";
import { withTemporaryPostgres } from "../temporary-postgres.ts";
import { applyBaseline, loadSchemas } from "./databases.ts";
import {
  INITIAL_MIGRATION,
  initialMigration,
  isReleased,
  readMigrations,
  writeMigration,
} from "./migrations.ts";

const SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");

async function check(): Promise<void> {
  const migrations = await readMigrations(SUPABASE);
  if (isReleased(migrations)) return;
  const names = migrations.map(({ name }) => name).join(", ");
  if (names !== INITIAL_MIGRATION || migrations[0]!.text !== await initialMigration(SUPABASE)) {
    throw new LocalStackError(
      `The migrations (${names}) are not in step with supabase/schemas and supabase/templates: ` +
        `there is one, ${INITIAL_MIGRATION}, until the first release; run \`deno task schema\``,
    );
  }
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
