import { join } from "node:path";
import { applyHostedBaseline, migrate, type Sql } from "../../local/database.ts";

const SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");

/** Makes a new database a hosted project with all our migrations, without an API. */
export async function migrateLikeHosted(sql: Sql): Promise<void> {
  await applyHostedBaseline(sql);
  await sql.unsafe(await Deno.readTextFile(join(import.meta.dirname!, "auth.sql"))).simple();
  await migrate(sql, SUPABASE);
}
