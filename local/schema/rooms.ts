/** The SQL that people edit, room after room: supabase/schemas in the order of config.toml. */
import { glob } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { parse } from "smol-toml";
import * as z from "zod";
import { LocalStackError } from "../errors.ts";

export interface SchemaFile {
  /** As errors name it, below supabase/: `schemas/queue/budget.sql`. */
  path: string;
  /** Its folder: `queue`, `programs/heads_up`. */
  room: string;
  text: string;
}

const config = z.object({
  db: z.object({ migrations: z.object({ schema_paths: z.array(z.string()).min(1) }) }),
});

/**
 * Every file of supabase/schemas in the order in which it is loaded: by `schema_paths`, a pattern after the
 * other, the matches of one by name, and a file where it is named first. So the Supabase CLI reads
 * them as well.
 *
 * @throws {LocalStackError} for a pattern that matches no file and a file that no pattern matches.
 */
export async function readSchemas(supabaseDirectory: string): Promise<SchemaFile[]> {
  const { db } = config.parse(
    parse(await Deno.readTextFile(join(supabaseDirectory, "config.toml"))),
  );
  const paths = new Set<string>();
  for (const pattern of db.migrations.schema_paths) {
    const matches = await filesMatching(pattern, supabaseDirectory);
    if (matches.length === 0) {
      throw new LocalStackError(`Cannot read the schemas: '${pattern}' matches no file`);
    }
    for (const path of matches) paths.add(path);
  }
  const left = (await filesMatching("schemas/**/*.sql", supabaseDirectory))
    .find((path) => !paths.has(path));
  if (left) {
    throw new LocalStackError(
      `Cannot read the schemas: no pattern of schema_paths in config.toml matches '${left}'`,
    );
  }
  return await Promise.all([...paths].map(async (path) => ({
    path,
    room: relative("schemas", dirname(path)),
    text: await Deno.readTextFile(join(supabaseDirectory, path)),
  })));
}

async function filesMatching(pattern: string, directory: string): Promise<string[]> {
  const matches = await Array.fromAsync(glob(pattern, { cwd: directory }));
  return matches.map((path) => path.replaceAll("\\", "/").replace(/^\.\//, "")).sort();
}
