/** A copy of supabase/ with more in it, such as a program that a test adds. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import {
  INITIAL_MIGRATION,
  initialMigration,
  writeMigration,
} from "../../local/schema/migrations.ts";

const PROJECT = join(import.meta.dirname!, "..", "..", "supabase");

/**
 * Runs `body` with a copy of supabase/ to which these folders of this one were added, each with its
 * place there, and whose migration is written from what it has then.
 */
export async function withAdded<T>(
  folder: string,
  places: Record<string, string>,
  body: (supabaseDirectory: string) => Promise<T>,
): Promise<T> {
  const directory = await Deno.makeTempDir({ prefix: `rundown-${folder}-` });
  const supabase = join(directory, "supabase");
  try {
    await cp(PROJECT, supabase, { recursive: true });
    for (const [part, place] of Object.entries(places)) {
      await cp(join(import.meta.dirname!, folder, part), join(supabase, place), {
        recursive: true,
      });
    }
    await writeMigration(supabase, {
      name: INITIAL_MIGRATION,
      text: await initialMigration(supabase),
    });
    return await body(supabase);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
