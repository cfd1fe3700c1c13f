/** Two databases that differ in anything that we make are told apart. */
import assert from "node:assert/strict";
import { differencesOf, inWords, readCatalog } from "../../local/schema/catalog.ts";
import { withBoth } from "../../local/schema/databases.ts";
import { withTemporaryPostgres } from "../../local/temporary-postgres.ts";

/** What somebody changes in one of the two, and the fact that tells it. */
const PLANTED: [change: string, fact: RegExp][] = [
  ["create table private.leftovers (id integer primary key)", /^table private\.leftovers, defin/],
  [
    "alter table public.goals alter column unit set default 'x'",
    /^column public\.goals\.unit, def/,
  ],
  [
    "alter table public.goals drop constraint unit_has_1_to_30_characters",
    /^constraint unit_has_1_to_30_characters on public\.goals, definition: only/,
  ],
  ["drop index public.goals_by_user", /^index public\.goals_by_user, definition: only/],
  [
    "create or replace function private.stamp_created_at() returns trigger language plpgsql " +
    "security definer set search_path = '' as $$ begin return new; end; $$",
    /^function private\.stamp_created_at\(\), definition/,
  ],
  [
    "alter table public.goals disable trigger check_input",
    /^trigger check_input on public\.goals, definition/,
  ],
  [
    'alter policy "Users can see their goals" on public.goals using (true)',
    /^policy "Users can see their goals" on public\.goals, definition/,
  ],
  ["grant select (user_id) on public.goals to anon", /^column public\.goals\.user_id, privileges/],
  [
    "alter default privileges in schema private grant select on tables to anon",
    /^new objects of kind r in private by postgres, privileges/,
  ],
  ["comment on column public.sending_now.ready is 'x'", /^column public\.sending_now\.ready, comm/],
  ["alter type private.period add attribute label text", /^column private\.period\.label, defin/],
  ["update private.settings set brand_name = 'x'", /^row true of private\.settings/],
  ["delete from public.message_templates where id = 'reply.help'", /^row reply\.help of public\./],
  ["alter table private.settings disable row level security", /^table private\.settings, defin/],
  ["create extension pgcrypto with schema extensions", /^extension pgcrypto/],
];

Deno.test("two databases, made from the schemas and from the migrations", async (t) => {
  await withTemporaryPostgres({ durable: false }, async ({ url }) => {
    await withBoth(url, "supabase", async ({ schemas, migrations }) => {
      const made = await readCatalog(schemas.sql);

      await t.step("do not differ in anything", async () => {
        assert.deepEqual(differencesOf(made, await readCatalog(migrations.sql)), []);
        assert.ok(made.size > 2000, `only ${made.size} facts were read`);
      });

      for (const [change, fact] of PLANTED) {
        await t.step(`are told apart after: ${change}`, async () => {
          const rollback = new Error("as it was");
          await migrations.sql.begin(async (transaction) => {
            await transaction.unsafe(change);
            const told = differencesOf(made, await readCatalog(transaction))
              .map((difference) => inWords(difference, ["the schemas", "the migrations"]));
            assert.ok(told.some((line) => fact.test(line)), `not told: ${told.join("\n")}`);
            throw rollback;
          }).catch((error) => {
            if (error !== rollback) throw error;
          });
        });
      }
    });
  });
});
