/** What counting the places of people's days costs a claim, and one person who has far too many. */
import type { Sql } from "../local/database.ts";
import { describeMachine, withServer } from "./server.ts";
import { type Figures, percentile, rounded } from "./statistics.ts";

export interface PlacesOptions {
  /** How many people have one message each that is due. */
  people: number;
  /** How many messages of one person are due at once. */
  crowd: number;
  repetitions: number;
}

/** Milliseconds of a claim of 500, undone each time. */
export async function benchPlaces(
  { people, crowd, repetitions }: PlacesOptions,
): Promise<Figures[]> {
  return await withServer(async ({ sql }) => {
    await prepare(sql, people);
    await addWishes(sql, "true", 1);
    const claims = async (what: string, needsPlace: boolean): Promise<Figures> => {
      await sql`update private.programs set needs_place = ${needsPlace} where program = 'coaching'`;
      const times: number[] = [];
      for (let repetition = 0; repetition <= repetitions; repetition++) {
        times.push(await claim(sql));
      }
      // The first one plans.
      return { what, value: `${rounded(percentile(times.slice(1), 0.5))} ms` };
    };
    const figures = [
      { what: "machine", value: await describeMachine(sql) },
      await claims(`500 of ${people} people, no place needed`, false),
      await claims(`500 of ${people} people, a place each`, true),
    ];
    await sql`delete from public.message_queue`;
    await sql`delete from public.occurrences`;
    await addWishes(sql, "phone = (select min(phone) from public.contacts)", crowd);
    figures.push(await claims(`500 of ${crowd} of one person`, true));
    return figures;
  });
}

async function prepare(sql: Sql, people: number): Promise<void> {
  await sql.unsafe(`
    insert into private.virtual_clock (instant) values ('2026-06-07 12:00Z');
    update private.settings set messages_per_hour = 100000;
    insert into private.programs (program, gates, goes_to, takes_place, needs_place)
    values (
      'coaching', '{switch, pause, consent, opt_out, allowed_hours}', 'user', true, true
    );
    insert into auth.users (id, aud, role, email, raw_user_meta_data)
    select
      gen_random_uuid(), 'authenticated', 'authenticated', number || '@example.com',
      '{"display_name": "Maya"}'
    from generate_series(1, ${people}) as number;
    insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
    select
      id, 'Maya',
      '+1' || 301 + number / 100 || '55501' || lpad((number % 100)::text, 2, '0'),
      'self', 'UTC', 'confirmed'
    from (select id, row_number() over () as number from public.users) as users`);
}

/** So many messages that are due, of each whose contact meets the condition. */
async function addWishes(sql: Sql, condition: string, count: number): Promise<void> {
  await sql.unsafe(`
    with occurrence as (
      insert into public.occurrences (
        program, user_id, contact_id, nominal_date, slot, nominal_at, period_start, forecast,
        decision, reasons
      )
      select
        'coaching', contacts.user_id, contacts.id, '2026-06-07', slot, '2026-06-07 11:00Z',
        '2026-06-06', '{}', 'queued', '{}'
      from public.contacts
      cross join generate_series(1, ${count}) as slot
      where ${condition}
      returning *
    )
    insert into public.message_queue (
      user_id, contact_id, occurrence_id, program, message_type, message_style, facts,
      message_text, scheduled_for, expires_at
    )
    select
      user_id, contact_id, id, 'coaching', 'note', 'plain', '{}', 'A tip.', nominal_at,
      '2026-06-07 20:00Z'
    from occurrence;
    analyze`);
}

async function claim(sql: Sql): Promise<number> {
  const start = performance.now();
  await sql.begin(async (transaction) => {
    await transaction`select from public.get_messages_to_send(500)`;
    await transaction`rollback and chain`;
  });
  return performance.now() - start;
}
