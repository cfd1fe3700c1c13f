/** A second judge of weeks, hours and dates, which shares no line with the database's. */

export interface Goal {
  id: string;
  user_id: string;
  weekly_target: string;
  created_at: Date;
}

export interface Activity {
  goal_id: string;
  amount: string;
  occurred_at: Date;
}

export type Outcome = "missed" | "partial" | "met" | "nothing_to_judge";

/** How far ahead of ours the clock of a phone may be: `settings.clock_tolerance`. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** What somebody logged for their goals from `periodStart` until `now`. */
export function judgeWeek(
  goals: readonly Goal[],
  activities: readonly Activity[],
  periodStart: Date,
  now: Date,
): Outcome {
  const judged = goals.filter((goal) => goal.created_at <= periodStart);
  if (judged.length === 0) return "nothing_to_judge";
  const logged = judged.map((goal) =>
    activities
      .filter((activity) =>
        activity.goal_id === goal.id && activity.occurred_at >= periodStart &&
        activity.occurred_at.getTime() < now.getTime() + CLOCK_TOLERANCE_MS
      )
      .reduce((sum, activity) => sum + Number(activity.amount), 0)
  );
  if (judged.every((goal, index) => logged[index]! >= Number(goal.weekly_target))) return "met";
  return logged.some((amount) => amount > 0) ? "partial" : "missed";
}

/** The type of text that an outcome asks for, or null for none. */
export function typeOf(
  outcome: Outcome,
  wishes: { send_if_goal_met: boolean; send_if_partial_goal: boolean },
): string | null {
  switch (outcome) {
    case "met":
      return wishes.send_if_goal_met ? "congratulatory" : null;
    case "partial":
      return wishes.send_if_partial_goal ? "partial" : "accountability";
    case "missed":
      return "accountability";
    case "nothing_to_judge":
      return null;
  }
}

/** `2026-10-25 18:00` of an instant in a zone. */
export function localTime(instant: Date, timeZone: string): string {
  return instant.toLocaleString("sv-SE", { timeZone }).slice(0, 16);
}

/** Whether a recipient may get a text now: 8:00 to 21:00 of their day. */
export function isAllowedHour(instant: Date, timeZone: string): boolean {
  const time = localTime(instant, timeZone).slice(11);
  return time >= "08:00" && time < "21:00";
}

/** Whether two instants are seven local dates apart, to the minute, in one of these zones. */
export function isOneWeek(from: Date, to: Date, timeZones: Iterable<string>): boolean {
  return [...timeZones].some((timeZone) => {
    const [date, time] = localTime(to, timeZone).split(" ");
    const weekBefore = new Date(`${date}T00:00Z`);
    weekBefore.setUTCDate(weekBefore.getUTCDate() - 7);
    return localTime(from, timeZone) === `${weekBefore.toISOString().slice(0, 10)} ${time}`;
  });
}
