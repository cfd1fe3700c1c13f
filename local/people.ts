import type { Sql } from "./database.ts";

/** A person as signing up leaves them, and what they then tell of themselves. */
export interface NewPerson {
  id: string;
  name: string;
  goals: NewGoal[];
  contacts: NewContact[];
}

export interface NewGoal {
  id?: string;
  title: string;
  weekly_target: number;
  unit?: string;
  /** Made so many days ago. */
  days_old: number;
}

export interface NewContact {
  name: string;
  phone: string;
  relationship: "coach" | "friend" | "family" | "partner" | "self";
  timezone: string;
  consent_status: "pending" | "confirmed";
}

const DAY = 24 * 60 * 60_000;

/**
 * Adds people without Auth and the app, thousands in few statements; what signing up sets off,
 * triggers do. All goals must have the same fields.
 */
export async function addPeople(sql: Sql, people: readonly NewPerson[]): Promise<void> {
  await sql.begin(async (sql) => {
    const [clock] = await sql<{ now: Date }[]>`select private.clock_now() as now`;
    const accounts = people.map(({ id, name }) => ({
      ...{ id, aud: "authenticated", role: "authenticated", email: `${id}@example.com` },
      raw_user_meta_data: sql.json({ display_name: name }),
    }));
    const goals = people.flatMap((person) =>
      person.goals.map(({ days_old, ...goal }) => ({
        ...goal,
        user_id: person.id,
        created_at: new Date(clock!.now.getTime() - days_old * DAY),
      }))
    );
    const contacts = people.flatMap((person) =>
      person.contacts.map((contact) => ({ ...contact, user_id: person.id }))
    );
    await sql`insert into auth.users ${sql(accounts)}`;
    if (goals.length > 0) await sql`insert into public.goals ${sql(goals)}`;
    if (contacts.length > 0) await sql`insert into public.contacts ${sql(contacts)}`;
  });
}
