/** What may happen next, as data: fast-check makes lists of these and shortens those that fail. */
import fc from "npm:fast-check@4.10.2";

/** How the provider answers, and whether it made the text. */
export type Reply =
  | "accepted"
  | "lost_but_made"
  | "lost"
  | "opted_out"
  | "no_mobile"
  | "account_error"
  | "busy"
  | "not_connected";

/**
 * A number that picks one of a list, whatever its length: 0 is the newest.
 */
type Pick = number;

export type Step =
  | { do: "wait"; minutes: number }
  | { do: "plan" }
  | { do: "claim"; size: number }
  | { do: "start"; leases: Pick[] }
  | { do: "post"; attempt: Pick; reply: Reply }
  | { do: "report"; attempts: Pick[] }
  | { do: "give back"; lease: Pick }
  | { do: "lapse"; lease: Pick }
  | { do: "sweep" }
  | { do: "callback"; text: Pick; status: string; errorCode: number | null }
  | { do: "look up" }
  | { do: "give up waiting" }
  | { do: "stop"; phone: Pick }
  | { do: "log"; person: Pick; amount: number; minutesAgo: number }
  | { do: "take back"; person: Pick }
  | { do: "goal"; person: Pick; change: "add" | "delete" | "harder" }
  | { do: "prefer"; person: Pick; set: string }
  | { do: "pause"; person: Pick; hours: number }
  | { do: "contact"; contact: Pick; change: "stopped" | "confirmed" | "delete" | "add again" }
  | { do: "operate"; what: "pause" | "resume" | "retry" }
  | { do: "limit"; texts: number };

const pick = fc.nat({ max: 9 });
const few = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      minutes: fc.constantFrom(1, 1, 5, 10, 30, 60, 240, 600),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: "plan" as const }) },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant("claim" as const),
      size: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 14, arbitrary: fc.record({ do: fc.constant("start" as const), leases: few }) },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      attempt: pick,
      reply: fc.constantFrom<Reply>(
        ...(["accepted", "accepted", "accepted", "lost_but_made", "lost", "opted_out"] as const),
        ...(["no_mobile", "account_error", "busy", "not_connected"] as const),
      ),
    }),
  },
  { weight: 14, arbitrary: fc.record({ do: fc.constant("report" as const), attempts: few }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("give back" as const), lease: pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("lapse" as const), lease: pick }) },
  { weight: 4, arbitrary: fc.constant({ do: "sweep" as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("callback" as const),
      text: pick,
      status: fc.constantFrom("queued", "sent", "delivered", "undelivered", "failed", "no status"),
      errorCode: fc.constantFrom(null, null, 30003, 30005, 21610, 30007),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: "look up" as const }) },
  { weight: 2, arbitrary: fc.constant({ do: "give up waiting" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("stop" as const), phone: pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("log" as const),
      person: pick,
      amount: fc.integer({ min: 1, max: 3 }),
      minutesAgo: fc.constantFrom(-5, 0, 1, 60, 7 * 1440 - 30, 7 * 1440 + 30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("take back" as const), person: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("goal" as const),
      person: pick,
      change: fc.constantFrom("add" as const, "delete" as const, "harder" as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("prefer" as const),
      person: pick,
      set: fc.constantFrom(
        "enabled = false",
        "enabled = true",
        "send_time = '18:30'",
        "send_time = '09:00'",
        "send_day = 'Monday'",
        "send_day = 'Sunday'",
        "timezone = 'Asia/Kolkata'",
        "timezone = 'America/St_Johns'",
        "send_if_goal_met = true",
        "send_if_partial_goal = false",
        "max_messages_per_week = 0",
        "max_messages_per_week = 2",
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("pause" as const),
      person: pick,
      hours: fc.constantFrom(0, 2, 30),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("contact" as const),
      contact: pick,
      change: fc.constantFrom(
        ...(["stopped", "confirmed", "delete", "add again"] as const),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("operate" as const),
      what: fc.constantFrom(
        "pause" as const,
        "resume" as const,
        "resume" as const,
        "retry" as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("limit" as const), texts: fc.constantFrom(0, 1, 3, 5) }),
  },
);

/** What happens from Sunday evening on, and whether the scheduler ran that morning. */
export const history: fc.Arbitrary<{ isPlanned: boolean; steps: Step[] }> = fc.record({
  isPlanned: fc.integer({ min: 0, max: 3 }).map((chance) => chance > 0),
  steps: fc.array(step, { minLength: 5, maxLength: 50, size: "max" }),
});
