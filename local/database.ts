import { join } from "node:path";
import postgres from "postgres";
import { LocalStackError } from "./errors.ts";

/** A connection of the local superuser: for the stack itself and for tests, never for the app. */
export type Sql = postgres.Sql<Record<string, never>>;

/** Connects as the superuser. Close it with `end()`. */
export function connect(url: string, options: postgres.Options<never> = {}): Sql {
  return postgres(url, { onnotice: () => {}, ...options });
}

/** Prepares a new database as a hosted project is before its first migration; does so once. */
export async function applyHostedBaseline(sql: Sql): Promise<void> {
  const [row] = await sql`select to_regnamespace('extensions') is not null as done`;
  if (!row?.done) await sql.unsafe(await Deno.readTextFile(ownFile("hosted-baseline.sql")));
}

/** Makes the role of the REST and Auth server in a prepared database; does so once. */
export async function addApiRole(sql: Sql): Promise<void> {
  const [row] = await sql`select to_regrole('authenticator') is not null as done`;
  if (!row?.done) await sql.unsafe(await Deno.readTextFile(ownFile("api-role.sql")));
}

export interface Migration {
  /** `20260101000000_rundown.sql` */
  name: string;
  text: string;
}

/** The migrations of supabase/migrations in the order in which they are applied. */
export async function readMigrations(supabaseDirectory: string): Promise<Migration[]> {
  const directory = join(supabaseDirectory, "migrations");
  const names = (await Array.fromAsync(Deno.readDir(directory)))
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return await Promise.all(names.map(async (name) => ({
    name,
    text: await Deno.readTextFile(join(directory, name)),
  })));
}

/**
 * Applies the migrations that the database does not have yet, each in a transaction, and notes them
 * where the Supabase CLI does. Returns how many were new.
 *
 * @throws {LocalStackError} naming the migration that failed and why.
 */
export async function migrate(sql: Sql, supabaseDirectory: string): Promise<number> {
  const applied = new Set(
    (await sql`select version from supabase_migrations.schema_migrations`).map((row) =>
      row.version as string
    ),
  );
  let count = 0;
  for (const { name: file, text } of await readMigrations(supabaseDirectory)) {
    const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? [];
    if (!version || !name) {
      throw new LocalStackError(`Cannot apply migration '${file}': name it <version>_<name>.sql`);
    }
    if (applied.has(version)) continue;
    try {
      await sql.begin(async (transaction) => {
        await transaction.unsafe(text);
        await transaction`
          insert into supabase_migrations.schema_migrations (version, name, statements)
          values (${version}, ${name}, ${[text]})`;
      });
    } catch (cause) {
      throw new LocalStackError(`Cannot apply migration '${file}': ${cause}`, { cause });
    }
    count++;
  }
  return count;
}

/** Fills the database with the world of supabase/seed.sql. */
export async function seed(sql: Sql, supabaseDirectory: string): Promise<void> {
  const text = await Deno.readTextFile(join(supabaseDirectory, "seed.sql"));
  try {
    await sql.begin((transaction) => transaction.unsafe(text));
  } catch (cause) {
    throw new LocalStackError(`Cannot apply seed.sql: ${cause}`, { cause });
  }
}

function ownFile(name: string): string {
  return join(import.meta.dirname!, name);
}
