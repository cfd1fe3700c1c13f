/**
 * `deno task migration NAME` drafts the migration of what changed in supabase/schemas since the last
 * release; somebody reads and mends it. `deno task migration --release VERSION` freezes all there are.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readMigrations } from "../database.ts";
import { LocalStackError } from "../errors.ts";
import { withTemporaryPostgres } from "../temporary-postgres.ts";
import { type Difference, differencesOf, inWords, readCatalog } from "./catalog.ts";
import { withBoth } from "./databases.ts";
import { freeze, isFrozen, isReleased, migrationName, writeMigration } from "./migrations.ts";
import { readSchemas } from "./rooms.ts";
import { statementsOf, subjectOf, withoutLeadingComments } from "./statements.ts";

const SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");
const SUPABASE_CLI = "supabase@3.1.0";

/**
 * The text of a migration for these differences between the migrations (one) and the schemas (other).
 * What is new or a changed function comes in its file's own words, the rest as `delta` has it.
 */
function draftMigration(
  differences: Difference[],
  schemas: string[],
  delta: string[],
): string {
  const kept = new Set<string>();
  const added = new Set<string>();
  for (const { fact, one, other } of differences) {
    const [, kind, subject] = /^(table|type|function) ([\w.]+).*, definition$/.exec(fact) ?? [];
    if (subject === undefined || other === undefined) continue;
    if (one === undefined) added.add(subject);
    else if (kind === "function") kept.add(subject);
  }
  const ownWords = (subject: string) =>
    schemas.filter((statement) => subjectOf(statement) === subject)
      .map((statement) => withoutLeadingComments(statement).trimEnd())
      .map((statement) =>
        kept.has(subject)
          ? statement.replace(/^create function/, "create or replace function")
          : statement
      );

  const told = new Set<string>();
  const statements = delta.flatMap((statement) => {
    const subject = subjectOf(statement);
    if (subject === undefined || !(added.has(subject) || kept.has(subject))) {
      return [withoutLeadingComments(statement).trimEnd()];
    }
    if (told.has(subject)) return [];
    told.add(subject);
    return ownWords(subject);
  });
  return [
    "-- A draft: read it, write it as the schemas are written, and take this list away. It must bring",
    "-- over, rows included:",
    ...differences.map(({ fact }) => `-- * ${fact}`),
    "",
    statements.join("\n\n"),
    "",
  ].join("\n");
}

/** What the CLI's comparison of two databases proposes, statement by statement. */
async function compareByCli(from: string, to: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: [
      ...["-y", SUPABASE_CLI, "db", "diff", "--use-pg-delta", "--schema=public,private"],
      ...[`--from=${from}`, `--to=${to}`],
    ],
    env: { SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", PGSSLMODE: "disable" },
    stdin: "null",
  }).output();
  const text = (output: Uint8Array) => new TextDecoder().decode(output);
  if (!success) {
    throw new LocalStackError(`Cannot compare the databases: ${text(stderr).trim()}`);
  }
  return statementsOf(text(stdout));
}

/**
 * Drafts the migration of what the schemas of this folder have and its migrations have not.
 *
 * @throws {LocalStackError} where nothing was released yet, and where there is nothing to migrate.
 */
export async function draft(
  supabaseDirectory: string,
): Promise<{ text: string; differences: Difference[] }> {
  if (!isReleased(await readMigrations(supabaseDirectory))) {
    throw new LocalStackError(
      "Nothing was released yet: edit supabase/schemas and run `deno task schema`",
    );
  }
  return await withTemporaryPostgres(
    { durable: false },
    ({ url }) =>
      withBoth(url, supabaseDirectory, async ({ schemas, migrations }) => {
        const differences = differencesOf(
          await readCatalog(migrations.sql),
          await readCatalog(schemas.sql),
        );
        if (differences.length === 0) {
          throw new LocalStackError("There is nothing to migrate: schemas and migrations agree");
        }
        const text = draftMigration(
          differences,
          (await readSchemas(supabaseDirectory)).flatMap(({ text }) => statementsOf(text)),
          await compareByCli(migrations.url, schemas.url),
        );
        return { text, differences };
      }),
  );
}

async function writeDraft(words: string): Promise<void> {
  const name = migrationName(words, new Date());
  const { text, differences } = await draft(SUPABASE);
  for (const difference of differences) {
    console.log(inWords(difference, ["the migrations", "the schemas"]));
  }
  await writeMigration(SUPABASE, { name, text });
  console.log(`supabase/migrations/${name} is drafted: read it, then \`deno task check\``);
}

async function release(version: string): Promise<void> {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new LocalStackError(`Cannot release '${version}': a version is like 1.2.3`);
  }
  const fresh = (await readMigrations(SUPABASE)).filter((migration) => !isFrozen(migration));
  for (const migration of fresh) await writeMigration(SUPABASE, freeze(migration, version));
  console.log(
    `released with ${version}: ${fresh.map(({ name }) => name).join(", ") || "nothing new"}`,
  );
}

if (import.meta.main) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { release: { type: "string" } },
    });
    if ((positionals.length === 1) === (values.release !== undefined)) {
      throw new LocalStackError("Say the NAME of a migration to draft, or --release VERSION");
    }
    await (values.release === undefined ? writeDraft(positionals[0]!) : release(values.release));
  } catch (error) {
    if (!(error instanceof LocalStackError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
