/** What is taken back costs one person's planning, however long their log is and whoever else logs. */
import assert from "node:assert/strict";
import { withRace } from "../../race.ts";

/** Pages of a delete that plans nothing: the row, its indexes, the preferences, one index range. */
const MOST_PAGES = 60;
/** Pages of one that plans a week with one contact again: judged, placed, recorded and queued. */
const MOST_PAGES_WITH_A_PLAN = 600;

Deno.test("what is taken back costs the same after a thousand activities", () =>
  withRace(async ({ sql: pool, workers, populate }) => {
    await populate(50);
    const sql = workers[0]!;
    await pool`
      insert into public.activities (user_id, goal_id, amount, occurred_at)
      select goals.user_id, goals.id, 1, private.clock_now() - number * interval '7 hours'
      from public.goals, generate_series(1, 1000) as number`;
    await pool`select public.schedule_due_messages()`;
    await pool`analyze`;
    await sql`
      create function pg_temp.take_back(activity_id uuid) returns void language plpgsql as $$
      begin
        delete from public.activities where id = activity_id;
      end $$`;
    const pages = async (at: string) => {
      const [row] = await sql.unsafe(`
        explain (analyze, buffers, format json)
        select pg_temp.take_back((
          select id from public.activities
          where user_id = (select id from public.users order by display_name limit 1)
            and occurred_at ${at}
          limit 1
        ))`);
      const { Plan: plan } = row!["QUERY PLAN"][0];
      return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    };
    const decided = async () =>
      (await sql`
      select decision from public.occurrences
      where user_id = (select id from public.users order by display_name limit 1)`)[0]!.decision;

    const longAgo = "< private.clock_now() - interval '100 days'";
    const thisWeek = "> private.clock_now() - interval '6 days'";
    // The first of each plans its queries.
    const costs: Record<string, number[]> = { [longAgo]: [], [thisWeek]: [] };
    assert.equal(await decided(), "silent");
    for (const at of [longAgo, thisWeek]) {
      for (let time = 0; time < 8; time++) costs[at]!.push(await pages(at));
    }
    const least = (at: string) => Math.min(...costs[at]!);
    assert.ok(least(longAgo) <= MOST_PAGES, `${costs[longAgo]} pages that plan nothing`);
    assert.ok(
      least(thisWeek) > least(longAgo) && least(thisWeek) <= MOST_PAGES_WITH_A_PLAN,
      `${costs[thisWeek]} pages that plan a week`,
    );
  }));
