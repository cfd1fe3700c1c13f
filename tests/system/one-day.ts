/**
 * Three programs that want the same places of a person's day, as folders for a copy of supabase/:
 * `praise`, the best; `quiz`, the middling, with turns that are worth more and less; and `tip`, the
 * worst, with caps and hours of its own. They share `a_turn_a_day`: a test gives people times of
 * the day in `private.daily_people`, and takes turns back by a row in `private.daily_untruths`.
 */
import { withAdded } from "./added.ts";

/** Runs `body` with a copy of supabase/ to which the three were added. */
export function withOneDay<T>(body: (supabaseDirectory: string) => Promise<T>): Promise<T> {
  // As they lie there: schemas and templates.
  return withAdded("one-day", { schemas: "schemas", templates: "templates" }, body);
}
