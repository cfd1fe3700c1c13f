/** What the app's keys open over REST: to nobody, to a user, and to a stranger. */
import assert from "node:assert/strict";
import { type Person, signUp } from "../../local/app-client.ts";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { phone, withWorld, type World } from "./world.ts";

interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any -- whatever REST says
  body: any;
}

async function rest(world: World, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${world.apiUrl}/rest/v1/${path}`, {
    ...init,
    headers: {
      "content-type": "application/json",
      prefer: "return=representation",
      ...init.headers,
    },
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

async function headersOf({ client }: Person): Promise<Record<string, string>> {
  const { data } = await client.auth.getSession();
  return {
    apikey: LOCAL_KEYS.publishable,
    authorization: `Bearer ${data.session?.access_token}`,
  };
}

function assertDenied({ status, body }: Answer, what: string): void {
  assert.ok(status === 401 || status === 403, `${what} is ${status}: ${JSON.stringify(body)}`);
  assert.equal(body.code, "42501", what);
}

const WRITES: Record<string, RequestInit> = {
  insert: { method: "POST", body: '{"created_at": "2020-01-01T00:00:00Z"}' },
  update: { method: "PATCH", body: '{"created_at": "2020-01-01T00:00:00Z"}' },
  delete: { method: "DELETE" },
};

/** The type text in pg_type. */
const TEXT = 25;

/** Functions that run as whoever calls them. */
const FOR_USERS = [
  "preview_upcoming_messages",
  "explain_message",
  "reasons",
  "export_my_data",
  "delete_my_data",
  "end_hold",
  // For those who are operators; the others are refused by its first line.
  "get_delivery_metrics",
];

Deno.test("REST", (t) =>
  withWorld({}, async (world) => {
    const { sql } = world;
    const account = (name: string) => ({
      ...{ email: `${name}@example.com`, password: "a long enough password", displayName: name },
    });
    const owner = await signUp(world.apiUrl, account("owner"));
    const stranger = await signUp(world.apiUrl, account("stranger"));
    try {
      const asOwner = await headersOf(owner);
      const asStranger = await headersOf(stranger);
      const asNobody = { apikey: LOCAL_KEYS.publishable };
      const relations = async (kinds: string[]) =>
        (await sql<{ name: string }[]>`
          select relname as name from pg_class
          where relnamespace = 'public'::regnamespace and relkind = any (${kinds})
          order by relname`).map(({ name }) => name);
      const tables = await relations(["r", "m", "p"]);
      const views = await relations(["v"]);
      const functions = (await sql<{ name: string }[]>`
        select distinct proname as name from pg_proc
        where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype`)
        .map(({ name }) => name);
      assert.ok(tables.includes("message_queue") && functions.includes("get_messages_to_send"));

      await sql`
        insert into public.goals (user_id, title, weekly_target, created_at)
        values (${owner.id}, 'Run', 3, private.clock_now() - interval '4 weeks')`;
      await sql`
        insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
        values (${owner.id}, 'Ana', ${phone(0)}, 'coach', 'UTC', 'confirmed')`;
      await world.run("message-scheduler");
      await world.setClock(new Date("2026-06-14T18:00:00Z"));
      await world.run("message-sender");
      await world.twilio.settled();
      const owned = ["users", "notification_preferences", "contacts", "goals", "occurrences"];
      const sent = ["message_queue", "messages"];
      const readable = "id,status,message_text,scheduled_for,reason";

      await t.step("the schema private is not there for anybody, with any key", async () => {
        for (const headers of [asNobody, asOwner, { apikey: LOCAL_KEYS.secret }]) {
          for (const name of ["settings", "message_attempts", "phone_numbers", "virtual_clock"]) {
            const { status, body } = await rest(world, name, {
              headers: { ...headers, "accept-profile": "private" },
            });
            assert.deepEqual([status, body.code], [406, "PGRST106"]);
            assert.equal((await rest(world, name, { headers })).status, 404);
          }
          const insert = await rest(world, "virtual_clock", {
            method: "POST",
            headers: { ...headers, "content-profile": "private" },
            body: '{"instant": "2020-01-01T00:00:00Z"}',
          });
          assert.equal(insert.status, 406);
          const call = await rest(world, "rpc/clock_now", {
            method: "POST",
            headers: { ...headers, "content-profile": "private" },
            body: "{}",
          });
          assert.equal(call.status, 406);
        }
      });

      await t.step("without a key there is nothing", async () => {
        for (const headers of [{}, { apikey: "sb_publishable_of_somebody" }]) {
          assert.equal((await rest(world, "contacts", { headers })).status, 401);
        }
      });

      await t.step("nobody but a signed-in user reads or writes any table", async () => {
        for (const view of views) {
          assertDenied(await rest(world, view, { headers: asNobody }), `reading ${view}`);
        }
        for (const table of tables) {
          assertDenied(await rest(world, table, { headers: asNobody }), `reading ${table}`);
          for (const [write, init] of Object.entries(WRITES)) {
            const answer = await rest(world, `${table}?created_at=gt.2000-01-01`, {
              ...init,
              headers: asNobody,
            });
            assertDenied(answer, `${write} on ${table}`);
          }
        }
      });

      await t.step(
        "nobody calls any function, a user only what is for users",
        async () => {
          for (const name of functions) {
            for (const [who, headers] of Object.entries({ asNobody, asOwner })) {
              if (who === "asOwner" && FOR_USERS.includes(name)) continue;
              const parameters = await sql<{ names: string[] | null; types: number[] }[]>`
              select proargnames as names, string_to_array(proargtypes::text, ' ')::int[] as types
              from pg_proc where pronamespace = 'public'::regnamespace and proname = ${name}`;
              const { names, types } = parameters[0]!;
              const args = Object.fromEntries(
                // Not null for a text: a strict function of null is null, and nobody is asked.
                types.map((type, index) => [names?.[index] ?? "", type === TEXT ? "x" : null]),
              );
              const answer = await rest(world, `rpc/${name}`, {
                method: "POST",
                headers,
                body: JSON.stringify(args),
              });
              assertDenied(answer, `${name} ${who}`);
            }
          }
        },
      );

      await t.step("a user is shown their own texts to come", async () => {
        const { status, body } = await rest(world, "rpc/preview_upcoming_messages", {
          method: "POST",
          headers: asOwner,
          body: '{"days": 7}',
        });
        assert.equal(status, 200);
        assert.deepEqual(
          body.map(({ contact_name, nominal_at, decision }: Record<string, string>) => [
            contact_name,
            new Date(nominal_at!).toISOString(),
            decision,
          ]),
          [["Ana", "2026-06-21T18:00:00.000Z", "send"]],
        );
      });

      await t.step(
        "a user reads their own rows, and of a message everything but its lease",
        async () => {
          for (const table of owned) {
            const { status, body } = await rest(world, table, { headers: asOwner });
            assert.deepEqual([status, body.length], [200, 1], table);
          }
          const queue = await rest(world, `message_queue?select=${readable}`, { headers: asOwner });
          assert.deepEqual([queue.body.length, queue.body[0].status], [1, "sent"]);
          const log = await rest(world, "messages", { headers: asOwner });
          assert.deepEqual([log.body.length, log.body[0].status], [1, "sent"]);
          for (const column of ["lease_token", "lease_expires_at", "provider_message_id"]) {
            const answer = await rest(world, `message_queue?select=${column}`, {
              headers: asOwner,
            });
            assertDenied(answer, column);
          }
        },
      );

      await t.step("a stranger sees and changes nothing of it", async () => {
        const ofOwner = (table: string) =>
          `${table}?${table === "users" ? "id" : "user_id"}=eq.${owner.id}`;
        for (const table of [...owned, ...sent]) {
          const select = table === "message_queue" ? `&select=${readable}` : "";
          const answer = await rest(world, ofOwner(table) + select, { headers: asStranger });
          assert.deepEqual([answer.status, answer.body], [200, []], table);
        }
        const before = await sql`select * from public.contacts`;
        const changes: [string, RequestInit][] = [
          [ofOwner("contacts"), { method: "PATCH", body: `{"phone": "${phone(9)}"}` }],
          [ofOwner("contacts"), { method: "DELETE" }],
          [ofOwner("goals"), { method: "DELETE" }],
          [ofOwner("notification_preferences"), { method: "PATCH", body: '{"enabled": false}' }],
          [ofOwner("users"), { method: "PATCH", body: '{"paused_until": "2030-01-01T00:00Z"}' }],
        ];
        for (const [path, init] of changes) {
          const { status, body } = await rest(world, path, { ...init, headers: asStranger });
          assert.ok(status < 300 && (body === null || body.length === 0), `${path} ${status}`);
        }
        assert.deepEqual(await sql`select * from public.contacts`, before);
        assert.equal((await rest(world, "goals", { headers: asOwner })).body.length, 1);
        assert.equal(
          (await rest(world, "notification_preferences", { headers: asOwner })).body[0].enabled,
          true,
        );
        const forged = await rest(world, "contacts", {
          method: "POST",
          headers: asStranger,
          body: JSON.stringify({
            ...{ user_id: owner.id, name: "Eve", phone: phone(9), relationship: "friend" },
            timezone: "UTC",
          }),
        });
        assertDenied(forged, "a contact for somebody else");
      });

      await t.step(
        "a user cannot write what only the system may: consent, queue, log, decisions",
        async () => {
          const contact = {
            ...{ user_id: owner.id, name: "Ben", phone: phone(1), relationship: "friend" },
            timezone: "UTC",
          };
          const attempts: [string, RequestInit][] = [
            ["contacts", {
              method: "POST",
              body: JSON.stringify({ ...contact, consent_status: "confirmed" }),
            }],
            [`contacts?user_id=eq.${owner.id}`, {
              method: "PATCH",
              body: '{"consent_status": "confirmed"}',
            }],
            [`contacts?user_id=eq.${owner.id}`, {
              method: "PATCH",
              body: JSON.stringify({ user_id: stranger.id }),
            }],
            [`goals?user_id=eq.${owner.id}`, {
              method: "PATCH",
              body: '{"created_at": "2020-01-01T00:00:00Z"}',
            }],
            [`notification_preferences?user_id=eq.${owner.id}`, {
              method: "PATCH",
              body: '{"next_due_at": "2020-01-01T00:00:00Z"}',
            }],
            ["users", { method: "POST", body: JSON.stringify({ id: crypto.randomUUID() }) }],
            ["notification_preferences", {
              method: "POST",
              body: JSON.stringify({ user_id: owner.id }),
            }],
            ...["message_queue", "messages", "occurrences", "message_rate_limits", "function_runs"]
              .flatMap((table) =>
                Object.values(WRITES).map((init): [string, RequestInit] => [
                  `${table}?created_at=gt.2000-01-01`,
                  init,
                ])
              ),
          ];
          for (const [path, init] of attempts) {
            const answer = await rest(world, path, { ...init, headers: asOwner });
            assertDenied(answer, `${init.method} ${path} ${init.body}`);
          }
          const added = await rest(world, "contacts", {
            method: "POST",
            headers: asOwner,
            body: JSON.stringify(contact),
          });
          assert.deepEqual([added.status, added.body[0].consent_status], [201, "pending"]);
        },
      );

      await t.step(
        "what is counted, the service key sees of all and a user of themselves",
        async () => {
          const asService = { apikey: LOCAL_KEYS.secret };
          const counted = "messages_by_day?select=day,sent,failed";
          const all = [{ day: "2026-06-14", sent: 1, failed: 0 }];
          for (const [headers, expected] of [[asService, all], [asOwner, all], [asStranger, []]]) {
            const { status, body } = await rest(world, counted, { headers } as RequestInit);
            assert.deepEqual([status, body], [200, expected]);
          }
          const [waits] = (await rest(world, "sending_now", { headers: asService })).body;
          assert.deepEqual([waits.ready, waits.circuit], [0, "closed"]);

          const ask = (headers: Record<string, string>, span: unknown) =>
            rest(world, "rpc/get_delivery_metrics", {
              method: "POST",
              headers,
              body: JSON.stringify(span),
            });
          const june = { from_time: "2026-06-01T00:00:00Z", to_time: "2026-07-01T00:00:00Z" };
          const metrics = await ask(asService, june);
          assert.deepEqual([metrics.status, metrics.body.texts.sent], [200, 1]);
          const backwards = await ask(asService, {
            from_time: june.to_time,
            to_time: june.from_time,
          });
          assert.match(backwards.body.message, /that is no stretch of time/);
          for (const headers of [asOwner, asStranger]) {
            const { status, body } = await ask(headers, june);
            assert.ok(status >= 400);
            assert.match(body.message, /you are no operator/);
          }
        },
      );

      await t.step("what is for operators is empty for a user", async () => {
        const forOperators = [
          ...["function_runs", "message_rate_limits", "runs_by_day", "budget_by_hour"],
        ];
        for (const table of forOperators) {
          const { status, body } = await rest(world, table, { headers: asOwner });
          assert.deepEqual([status, body], [200, []], table);
          assert.ok((await sql`select from ${sql(`public.${table}`)}`).length > 0);
        }
      });

      await t.step("a user takes their data with them, deletes it, and nobody else's", async () => {
        const call = (name: string, headers: Record<string, string>) =>
          rest(world, `rpc/${name}`, { method: "POST", headers, body: "{}" });
        const exported = await call("export_my_data", asOwner);
        assert.deepEqual(
          [exported.status, exported.body.goals.length, exported.body.contacts.length],
          [200, 1, 2],
        );
        const deleted = await call("delete_my_data", asOwner);
        assert.equal(deleted.status, 200);
        assert.match(deleted.body, /opted out/);
        const left = await sql`select id from public.users`;
        assert.deepEqual(left.map(({ id }) => id), [stranger.id]);
      });
    } finally {
      await owner.client.auth.signOut();
      await stranger.client.auth.signOut();
    }
  }));
