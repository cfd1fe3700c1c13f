/** `supabase db push`, as the README has people deploy, makes what the schemas say. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { connect } from "../../local/database.ts";
import { differencesOf, readCatalog } from "../../local/schema/catalog.ts";
import { applyBaseline, loadSchemas } from "../../local/schema/databases.ts";
import { withTemporaryPostgres } from "../../local/temporary-postgres.ts";
import { hasDebianPostgres, withDebianPostgres } from "./debian-postgres.ts";

async function push(url: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", "supabase@3.1.0", "db", "push", `--remote=${url}`, "--yes"],
    env: { SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", PGSSLMODE: "disable" },
    stdin: "null",
  }).output();
  const text = (output: Uint8Array) => new TextDecoder().decode(output);
  assert.ok(success, `${text(stdout)}${text(stderr)}`);
}

/** Pushes to one database of this server, loads the schemas into another, and compares. */
async function pushedIsLoaded(serverUrl: string): Promise<void> {
  const server = connect(serverUrl, { max: 1 });
  const urlOf = (database: string) => `${dirname(serverUrl)}/${database}`;
  await server`create database pushed`;
  await server`create database loaded`;
  await server.end();
  const pushed = connect(urlOf("pushed"), { max: 1 });
  const loaded = connect(urlOf("loaded"), { max: 1 });
  try {
    await applyBaseline(pushed);
    // The CLI brings its own list of what was applied.
    await pushed`drop schema supabase_migrations cascade`;
    await push(urlOf("pushed"));
    await applyBaseline(loaded);
    await loadSchemas(loaded, "supabase");
    assert.deepEqual(differencesOf(await readCatalog(pushed), await readCatalog(loaded)), []);
  } finally {
    await pushed.end();
    await loaded.end();
  }
}

Deno.test("a push to an empty Postgres 17 makes what the schemas say", async () => {
  await withTemporaryPostgres({ durable: false }, ({ url }) => pushedIsLoaded(url));
});

Deno.test({
  name: "a push to an empty Postgres 15 makes what the schemas say",
  ignore: !hasDebianPostgres,
  fn: () => withDebianPostgres((server) => pushedIsLoaded(server.url("postgres"))),
});
