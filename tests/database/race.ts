/** Many who act at once, on real connections, each with transactions of its own. */
import { connect, type Sql } from "../../local/database.ts";
import { loadHelpers } from "./pgtap.ts";
import { withServer } from "./server.ts";

export const SUNDAY_NOON = new Date("2026-06-07T12:00Z");
export const SUNDAY_EVENING = new Date("2026-06-07T18:00Z");
const WORKERS = 8;

export interface Race {
  /** Who looks on, and makes what the others act upon. */
  readonly sql: Sql;
  /** Each a session of its own. */
  readonly workers: Sql[];
  setClock(instant: Date): Promise<void>;
  /** An empty world: so many people, due on Sunday at 18:00 UTC, who may share some numbers. */
  populate(people: number, numbers?: number): Promise<void>;
  /** The same on Sunday at 18:00 UTC, with everybody's message queued for then. */
  populateAndQueue(people: number, numbers?: number): Promise<void>;
  /** Whether each hour has reserved exactly what is claimed on its account. */
  isBalanced(): Promise<boolean>;
}

/**
 * Runs `body` with a database and workers that are gone afterwards. It has the project's migrations,
 * or those of another folder.
 */
export async function withRace(
  body: (race: Race) => Promise<void>,
  options: { supabaseDirectory?: string } = {},
): Promise<void> {
  await withServer({ durable: false, ...options }, async ({ url, sql }) => {
    const workers = Array.from({ length: WORKERS }, () => connect(url, { max: 1 }));
    try {
      await loadHelpers(url);

      const setClock = async (instant: Date) => {
        await sql`select tests.set_clock(${instant})`;
      };
      const populate = async (people: number, numbers: number | null = null) => {
        await sql`delete from auth.users`;
        await sql`delete from public.message_rate_limits`;
        await sql`delete from private.phone_numbers`;
        await sql`select private.resume_sending()`;
        await setClock(SUNDAY_NOON);
        await sql`
          select tests.create_person(
            'P' || n, phone => '+1202' || (5550000 + n % ${numbers}::int)::text
          )
          from generate_series(1, ${people}::int) as n`;
      };
      const populateAndQueue = async (people: number, numbers?: number) => {
        await populate(people, numbers);
        while ((await sql`select more from public.schedule_due_messages(500)`)[0]?.more);
        // All in one hour, be it too full for them: the claim is what these tests are about.
        await sql`update public.message_queue set scheduled_for = ${SUNDAY_EVENING}`;
        await setClock(SUNDAY_EVENING);
      };
      const isBalanced = async () =>
        (await sql`select tests.budget_is_balanced() as balanced`)[0]?.balanced === true;

      await body({ sql, workers, setClock, populate, populateAndQueue, isBalanced });
    } finally {
      await Promise.all(workers.map((worker) => worker.end()));
    }
  });
}

/** Resolves once so many connections wait for a lock that another holds. */
export async function untilWaiting(sql: Sql, connections: number): Promise<void> {
  while (
    (await sql`select distinct pid from pg_locks where not granted`).length < connections
  );
}
