/** Whom a number concerns is found by its key, not by looking at everybody. */
import assert from "node:assert/strict";
import { connect } from "../../../local/database.ts";
import { startStack } from "../../../local/stack.ts";

/** Pages of an answer about one phone: a few index paths and rows, and the catalog. */
const MOST_PAGES = 150;

Deno.test("whose text it is and whether a number may be texted costs the same among many", async () => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  const sql = connect(stack.databaseUrl, { max: 1 });
  try {
    // Without triggers and foreign keys, which would take minutes.
    await sql`set session_replication_role = replica`;
    await sql`
      insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
      select gen_random_uuid(), 'Sam', '+5255' || (10000000 + number), 'coach', 'UTC', 'confirmed'
      from generate_series(1, 50000) as number`;
    await sql`
      insert into public.invitations (user_id, contact_id, phone, status)
      select contacts.user_id, contacts.id, contacts.phone, 'open' from public.contacts`;
    await sql`
      insert into private.phone_numbers (phone)
      select private.phone_key(contacts.phone) from public.contacts`;
    const [one] = await sql`
      insert into public.users (id, display_name) values (gen_random_uuid(), 'Maya') returning id`;
    await sql`
      update public.contacts set user_id = ${one!.id} where phone = '+525510000007'`;
    await sql`analyze public.contacts, public.invitations, private.phone_numbers`;

    const pages = async (query: string) => {
      let plan;
      // The first call reads the catalog.
      for (let call = 0; call < 7; call++) {
        const [row] = await sql.unsafe(`explain (analyze, buffers, format json) ${query}`);
        plan = row!["QUERY PLAN"][0].Plan;
      }
      assert.equal(plan["Actual Rows"], 1, query);
      return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    };
    for (
      const query of [
        "select * from private.identify_sender('+5215510000007', 'yes')",
        `select * from private.newest_invitation(
          jsonb_populate_record(null::private.inbound, '{"from_phone": "+5215510000007"}'), false
        )`,
        `select * from private.gates_against(array[
          row(
            1, 'accountability', '${one!.id}', (
              select id from public.contacts where user_id = '${one!.id}'
            ), null, private.clock_now(), null
          )::private.approach
        ])`,
      ]
    ) {
      const read = await pages(query);
      assert.ok(read <= MOST_PAGES, `${read} pages for ${query}`);
    }
  } finally {
    await sql.end();
    await stack.stop();
  }
});
