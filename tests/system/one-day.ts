/**
 * Three programs that want the same places of a person's day, as folders for a copy of supabase/:
 * `praise`, the best; `quiz`, the middling, with turns that are worth more and less; and `tip`, the
 * worst, with caps and hours of its own. They share `a_turn_a_day`: a test gives people times of
 * the day in `private.daily_people`, and takes turns back by a row in `private.daily_untruths`.
 */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import {
  INITIAL_MIGRATION,
  initialMigration,
  writeMigration,
} from "../../local/schema/migrations.ts";

const PROJECT = join(import.meta.dirname!, "..", "..", "supabase");
const FOLDER = join(import.meta.dirname!, "one-day");

/** Runs `body` with a copy of supabase/ to which the three were added. */
export async function withOneDay<T>(body: (supabaseDirectory: string) => Promise<T>): Promise<T> {
  const directory = await Deno.makeTempDir({ prefix: "rundown-one-day-" });
  const supabase = join(directory, "supabase");
  try {
    await cp(PROJECT, supabase, { recursive: true });
    // As it lies there: schemas and templates.
    await cp(FOLDER, supabase, { recursive: true });
    await writeMigration(supabase, {
      name: INITIAL_MIGRATION,
      text: await initialMigration(supabase),
    });
    return await body(supabase);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
