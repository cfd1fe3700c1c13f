import { differencesOf, inWords, readCatalog } from "../../local/schema/catalog.ts";
import { withBoth } from "../../local/schema/databases.ts";
import { readMigrations } from "../../local/database.ts";
import { editedAfterRelease } from "../../local/schema/migrations.ts";
import { withTemporaryPostgres } from "../../local/temporary-postgres.ts";

/** Released migrations that were edited, and what the migrations make other than the schemas. */
export async function migrationsMakeTheSchemas(): Promise<string[]> {
  const edited = editedAfterRelease(await readMigrations("supabase"));
  if (edited.length > 0) return edited;
  return await withTemporaryPostgres(
    { durable: false },
    ({ url }) =>
      withBoth(
        url,
        "supabase",
        async ({ schemas, migrations }) =>
          differencesOf(await readCatalog(schemas.sql), await readCatalog(migrations.sql))
            .map((difference) => inWords(difference, ["the schemas", "the migrations"])),
      ),
  );
}
