/**
 * Migrations before and after a release. Until the first one there is a single migration, written from
 * supabase/schemas; a release freezes what there is, and from then on migrations are only added
 * (docs/decisions/0014).
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Migration, readMigrations } from "../database.ts";
import { LocalStackError } from "../errors.ts";
import { readSchemas } from "./rooms.ts";
import { readTemplateFiles, wordingsSql } from "./wordings.ts";

export const INITIAL_MIGRATION = "20260101000000_rundown.sql";

const FROZEN = /^-- Released with (\S+) and never edited again: sha256 ([0-9a-f]{64})\n/;

/**
 * The one migration that makes everything of supabase/schemas and supabase/templates.
 *
 * @throws {LocalStackError} for wordings that cannot be used and files that no room holds.
 */
export async function initialMigration(supabaseDirectory: string): Promise<string> {
  const files = await readSchemas(supabaseDirectory);
  const wordings = wordingsSql(await readTemplateFiles(supabaseDirectory));
  return [
    "-- Written by `deno task schema` from supabase/schemas and supabase/templates: edit those.\n",
    ...files.map(({ path, text }) => `-- supabase/${path}\n\n${text}`),
    `-- supabase/templates\n\n${wordings}`,
  ].join("\n");
}

export function isFrozen(migration: Migration): boolean {
  return FROZEN.test(migration.text);
}

/** The migration as a release leaves it. */
export function freeze(migration: Migration, version: string): Migration {
  const text = `-- Released with ${version} and never edited again: sha256 ${
    sha256(migration.text)
  }\n${migration.text}`;
  return { name: migration.name, text };
}

/** Says of each released migration that was edited that it was. */
export function editedAfterRelease(migrations: Migration[]): string[] {
  return migrations.flatMap(({ name, text }) => {
    const [line, version, hash] = FROZEN.exec(text) ?? [];
    return line === undefined || sha256(text.slice(line.length)) === hash
      ? []
      : [`${name} was released with ${version} and edited since: add a migration instead`];
  });
}

/** Whether there was a release: then the schemas' changes go into migrations of their own. */
export function isReleased(migrations: Migration[]): boolean {
  return migrations.some(isFrozen);
}

/**
 * What is wrong if the migrations are not what the schemas and wordings say, until the first release.
 * Afterwards they are compared by what they make.
 */
export async function outOfStep(supabaseDirectory: string): Promise<string | undefined> {
  const migrations = await readMigrations(supabaseDirectory);
  if (isReleased(migrations)) return undefined;
  const [first, ...others] = migrations;
  return first?.name === INITIAL_MIGRATION && others.length === 0 &&
      first.text === await initialMigration(supabaseDirectory)
    ? undefined
    : "supabase/migrations is not in step with supabase/schemas and supabase/templates: " +
      `until the first release there is ${INITIAL_MIGRATION} alone; run \`deno task schema\``;
}

/** Writes a migration into supabase/migrations. */
export async function writeMigration(supabaseDirectory: string, { name, text }: Migration) {
  await Deno.writeTextFile(join(supabaseDirectory, "migrations", name), text);
}

/** The name of a new migration, after every other. */
export function migrationName(words: string, now: Date): string {
  if (!/^[a-z][a-z0-9_]*$/.test(words)) {
    throw new LocalStackError(
      `Cannot name a migration '${words}': use small letters, digits and underscores`,
    );
  }
  return `${now.toISOString().replaceAll(/\D/g, "").slice(0, 14)}_${words}.sql`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
