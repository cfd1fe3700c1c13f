/** How supabase/schemas is read and loaded. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { connect } from "../../local/database.ts";
import { applyBaseline, loadSchemas } from "../../local/schema/databases.ts";
import { readSchemas } from "../../local/schema/rooms.ts";
import { withTemporaryPostgres } from "../../local/temporary-postgres.ts";

/** A folder like supabase/ with these files and order. */
async function withFolder<T>(
  paths: string[],
  files: Record<string, string>,
  body: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await Deno.makeTempDir({ prefix: "rundown-rooms-" });
  try {
    await Deno.mkdir(join(directory, "schemas", "queue"), { recursive: true });
    await Deno.mkdir(join(directory, "schemas", "ground"), { recursive: true });
    await Deno.writeTextFile(
      join(directory, "config.toml"),
      `[db.migrations]\nschema_paths = ${JSON.stringify(paths)}\n`,
    );
    for (const [path, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(directory, path), text);
    }
    return await body(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("a file that is named comes before the rest of its room, and comes once", async () => {
  const order = await withFolder(
    ["./schemas/ground/*.sql", "./schemas/queue/z.sql", "./schemas/queue/*.sql"],
    { "schemas/queue/a.sql": "", "schemas/queue/z.sql": "", "schemas/ground/b.sql": "" },
    readSchemas,
  );
  assert.deepEqual(order.map(({ path }) => path), [
    "schemas/ground/b.sql",
    "schemas/queue/z.sql",
    "schemas/queue/a.sql",
  ]);
  assert.deepEqual(order.map(({ room }) => room), ["ground", "queue", "queue"]);
});

Deno.test("a file that no pattern matches, and a pattern without a file, are refused", async () => {
  const files = { "schemas/ground/a.sql": "", "schemas/queue/b.sql": "" };
  await assert.rejects(
    withFolder(["./schemas/ground/*.sql"], files, readSchemas),
    /no pattern of schema_paths in config\.toml matches 'schemas\/queue\/b\.sql'/,
  );
  await assert.rejects(
    withFolder(["./schemas/grund/*.sql"], files, readSchemas),
    /'\.\/schemas\/grund\/\*\.sql' matches no file/,
  );
});

Deno.test("an error names the small file and the line in it", async () => {
  await withTemporaryPostgres({ durable: false }, async ({ url }) => {
    const sql = connect(url, { max: 1 });
    try {
      await applyBaseline(sql);
      await withFolder(
        ["./schemas/*/*.sql"],
        { "schemas/ground/a.sql": "select 1;\n", "schemas/queue/b.sql": "select 1;\n\nselct 2;\n" },
        (directory) =>
          assert.rejects(
            loadSchemas(sql, directory),
            /^LocalStackError: Cannot load supabase\/schemas\/queue\/b\.sql:3: syntax error at or/,
          ),
      );
    } finally {
      await sql.end();
    }
  });
});
