/** Databases made in two ways, side by side in one server: from the schemas and from migrations. */
import { dirname, join } from "node:path";
import { applyHostedBaseline, connect, migrate, type Sql } from "../database.ts";
import { LocalStackError } from "../errors.ts";
import { readSchemas } from "./rooms.ts";
import { readTemplateFiles, wordingsSql } from "./wordings.ts";

/**
 * Makes everything of supabase/schemas in an empty database, file by file.
 *
 * @throws {LocalStackError} naming the file and line at which Postgres refused it.
 */
export async function loadSchemas(sql: Sql, supabaseDirectory: string): Promise<number> {
  const files = await readSchemas(supabaseDirectory);
  for (const { path, text } of files) {
    try {
      await sql.begin((transaction) => transaction.unsafe(text));
    } catch (cause) {
      throw new LocalStackError(`Cannot load ${placeOf(cause, `supabase/${path}`, text)}`, {
        cause,
      });
    }
  }
  await sql.unsafe(wordingsSql(await readTemplateFiles(supabaseDirectory)));
  return files.length;
}

/** `supabase/schemas/queue/budget.sql:41: syntax error at or near "fo"` */
function placeOf(error: unknown, path: string, text: string): string {
  const { position, message } = error as { position?: string; message: string };
  const line = position === undefined
    ? ""
    : `:${text.slice(0, Number(position) - 1).split("\n").length}`;
  return `${path}${line}: ${message}`;
}

/** Prepares an empty database as a hosted project is before its first migration, without an API. */
export async function applyBaseline(sql: Sql): Promise<void> {
  await applyHostedBaseline(sql);
  await sql.unsafe(await Deno.readTextFile(join(import.meta.dirname!, "auth.sql"))).simple();
}

export interface TwoDatabases {
  schemas: { url: string; sql: Sql };
  migrations: { url: string; sql: Sql };
}

/** Runs `body` with one database of each kind in the server at `url`, and drops them afterwards. */
export async function withBoth<T>(
  url: string,
  supabaseDirectory: string,
  body: (databases: TwoDatabases) => Promise<T>,
): Promise<T> {
  const server = connect(url, { max: 1 });
  const made: { name: string; sql: Sql }[] = [];
  const create = async (name: string) => {
    await server.unsafe(`create database ${name}`);
    const ownUrl = `${dirname(url)}/${name}`;
    const sql = connect(ownUrl, { max: 1 });
    made.push({ name, sql });
    await applyBaseline(sql);
    return { url: ownUrl, sql };
  };
  try {
    const schemas = await create("made_from_schemas");
    await loadSchemas(schemas.sql, supabaseDirectory);
    const migrations = await create("made_from_migrations");
    await migrate(migrations.sql, supabaseDirectory);
    return await body({ schemas, migrations });
  } finally {
    for (const { name, sql } of made) {
      await sql.end();
      await server.unsafe(`drop database ${name} with (force)`);
    }
    await server.end();
  }
}
