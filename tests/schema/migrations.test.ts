/** What a release does to migrations, and how one is drafted afterwards. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { readMigrations } from "../../local/database.ts";
import { draft } from "../../local/schema/draft.ts";
import { differencesOf, readCatalog } from "../../local/schema/catalog.ts";
import { withBoth } from "../../local/schema/databases.ts";
import {
  editedAfterRelease,
  freeze,
  isFrozen,
  migrationName,
  writeMigration,
} from "../../local/schema/migrations.ts";
import { withTemporaryPostgres } from "../../local/temporary-postgres.ts";

/** A copy of supabase/ as a release leaves it. */
async function withReleased(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "rundown-released-" });
  try {
    await cp("supabase", directory, { recursive: true });
    for (const migration of await readMigrations(directory)) {
      await writeMigration(directory, freeze(migration, "0.1.0"));
    }
    await body(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  assert.ok(text.includes(from), `${path} has no ${from}`);
  await Deno.writeTextFile(path, text.replace(from, () => to));
}

Deno.test("a released migration that is edited is told, one that is not is not", () => {
  const released = freeze({ name: "1_a.sql", text: "select 1;\n" }, "0.1.0");
  assert.ok(isFrozen(released));
  assert.deepEqual(editedAfterRelease([released, { name: "2_b.sql", text: "select 2;\n" }]), []);
  assert.deepEqual(
    editedAfterRelease([{ ...released, text: released.text.replace("1;", "3;") }]),
    ["1_a.sql was released with 0.1.0 and edited since: add a migration instead"],
  );
});

Deno.test("a migration's name follows the clock, and is one word", () => {
  const now = new Date("2027-02-03T04:05:06.789Z");
  assert.equal(migrationName("add_nick_names", now), "20270203040506_add_nick_names.sql");
  assert.throws(() => migrationName("Add nick names", now), /small letters/);
});

Deno.test("nothing is drafted before a release, nor without a change", async () => {
  await assert.rejects(draft("supabase"), /Nothing was released yet/);
  await withReleased((directory) => assert.rejects(draft(directory), /nothing to migrate/));
});

Deno.test("a draft brings over what the schemas changed, in their own words", async () => {
  await withReleased(async (directory) => {
    const schema = (path: string) => join(directory, "schemas", path);
    await edit(
      schema("people/users.sql"),
      "  seen_at timestamptz,\n  created_at timestamptz not null default now(),\n",
      "  seen_at timestamptz,\n  created_at timestamptz not null default now(),\n" +
        "  nick_name text,\n",
    );
    await edit(schema("people/users.sql"), "before then.';", "before then, whatever comes.';");
    await edit(
      schema("words/plain_words.sql"),
      "select trim_scale(in_digits.amount)::text;",
      "-- As people write it.\n  select trim_scale(in_digits.amount)::text;",
    );
    await edit(
      schema("people/goals.sql"),
      "create index goals_by_user on public.goals (user_id);",
      "create index goals_by_user on public.goals (user_id, created_at);",
    );
    await Deno.writeTextFile(
      schema("people/nick_names.sql"),
      `create table private.nick_names (
  nick_name text primary key,
  created_at timestamptz not null default now()
);

comment on table private.nick_names is 'Names; taken.';
alter table private.nick_names enable row level security;
revoke all on table private.nick_names from public, anon, authenticated, service_role;

create function private.is_taken(nick_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- Whoever has it keeps it; so does nobody else.
  select exists (select from private.nick_names as taken where taken.nick_name = is_taken.nick_name);
$$;

comment on function private.is_taken(text) is 'Whether somebody has that name.';
revoke execute on function private.is_taken(text) from public;
`,
    );
    const { text, differences } = await draft(directory);
    assert.ok(differences.some(({ fact }) => fact === "column public.users.nick_name, definition"));
    assert.match(text, /^create table private\.nick_names \($/m);
    assert.match(text, /Whoever has it keeps it; so does nobody else\.$/m);
    assert.match(text, /^create or replace function private\.in_digits\(amount numeric\)$/m);

    await writeMigration(directory, {
      name: migrationName("nick_names", new Date("2099-01-01T00:00:00Z")),
      text,
    });
    await withTemporaryPostgres(
      { durable: false },
      ({ url }) =>
        withBoth(url, directory, async ({ schemas, migrations }) => {
          assert.deepEqual(
            differencesOf(await readCatalog(schemas.sql), await readCatalog(migrations.sql)),
            [],
          );
        }),
    );
  });
});
