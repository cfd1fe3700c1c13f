import type { Database } from "../_shared/database.ts";

export interface ScheduleDeps {
  database: Pick<Database, "scheduleDueMessages">;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** What a run decided, in counts, and whether it stopped with people left to plan. */
export interface ScheduleReport extends Record<string, unknown> {
  users: number;
  queued: number;
  silent: number;
  skipped: number;
  /** People whose data is broken; the alerts say who and why. */
  broken: number;
  more: boolean;
}

/** Plans batch after batch until nobody is due within the horizon or `timeLimitMs` have passed. */
export async function schedule(deps: ScheduleDeps, timeLimitMs: number): Promise<ScheduleReport> {
  const end = deps.now() + timeLimitMs;
  const report = { users: 0, queued: 0, silent: 0, skipped: 0, broken: 0, more: true };
  while (report.more && deps.now() < end) {
    const batch = await deps.database.scheduleDueMessages();
    report.users += batch.users;
    report.queued += batch.queued;
    report.silent += batch.silent;
    report.skipped += batch.skipped;
    report.broken += batch.broken;
    report.more = batch.more;
  }
  return report;
}
