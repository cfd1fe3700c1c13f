/** People for benchmarks: two confirmed contacts, two goals, a few activities each. */
import type { Sql } from "../local/database.ts";

export interface Population {
  /** People who are due on Sunday 2026-06-07 at 16:00 UTC. */
  due: number;
  /** People who are due in the weeks after. */
  later: number;
}

/**
 * Fills an empty database, without the triggers to which local/people.ts leaves half a person, since
 * a hundred thousand of them take too long; and analyzes it.
 */
export async function populate(sql: Sql, { due, later }: Population): Promise<void> {
  await sql.unsafe(`
    begin;
    set local session_replication_role = replica;
    create table public.people as
    select gen_random_uuid() as id, number, number <= ${due} as is_due
    from generate_series(1, ${due + later}) as number;
    insert into auth.users (id, aud, role, email)
    select id, 'authenticated', 'authenticated', number || '@example.com' from public.people;
    insert into public.users (id, display_name, message_style)
    select
      id, 'Maya', (array['supportive', 'snarky', 'chaotic'])[1 + number % 3]
    from public.people;
    insert into public.notification_preferences (
      user_id, timezone, next_due_at, send_if_goal_met
    )
    select
      id, 'Europe/Berlin',
      timestamptz '2026-06-07 16:00Z'
        + case when is_due then interval '0' else (1 + number % 4) * interval '7 days' end,
      true
    from public.people;
    insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
    select
      id,
      'Sam',
      -- A hundred fictitious numbers in each of 400 areas.
      '+1' || 301 + phone / 100 % 400 || '55501' || lpad((phone % 100)::text, 2, '0'),
      (array['coach', 'friend'])[which],
      'Europe/Berlin',
      'confirmed'
    from public.people
    cross join generate_series(1, 2) as which
    cross join lateral (select number * 2 + which) as numbered (phone);
    insert into public.goals (user_id, title, weekly_target, created_at)
    select id, 'Run', 3, timestamptz '2026-01-01' from public.people
    cross join generate_series(1, 2);
    insert into public.activities (user_id, goal_id, amount, occurred_at)
    select
      goals.user_id, goals.id, 1,
      timestamptz '2026-06-01 10:00Z' + (people.number % 5) * interval '1 day'
    from public.goals
    join public.people on people.id = goals.user_id
    cross join generate_series(1, 2)
    where people.number % 3 > 0;
    drop table public.people;
    commit;
  `).simple();
  await sql`update private.settings set messages_per_hour = 10000000`;
  await sql`insert into private.virtual_clock (instant) values ('2026-06-07 06:00Z')`;
  await sql`vacuum analyze`;
}
