import type { Stack } from "../stack.ts";
import type { Happening } from "./life.ts";

/** One decision about one person and one contact, and what came of it. */
export interface Turn {
  user: string;
  contact: string | null;
  relationship: string | null;
  program: string;
  /** The slot that the user asked for. */
  nominalAt: Date;
  /** The user's zone. */
  timezone: string;
  /** Where the recipient lives. */
  contactTimezone: string | null;
  forecast: string | null;
  decision: string;
  /** Why nothing was sent, in words. */
  reasons: string[];
  status: string | null;
  messageType: string | null;
  /** What the claim found to be true. */
  outcome: string | null;
  sentAt: Date | null;
  /** Why it left later than asked for, in words; null if it did not. */
  delay: string | null;
  deliveryStatus: string | null;
  /** The text as the phone got it, from the emulator's own record. */
  text: string | null;
}

export interface Counts {
  scheduled: number;
  sent: number;
  delivered: number;
  failed: number;
}

/**
 * Reads what was decided about the turns that came until `until` from the database, and what arrived
 * from the emulator's record.
 */
export async function readTurns({ sql, twilio }: Stack, until: Date): Promise<Turn[]> {
  const rows = await sql`
    select
      users.display_name as "user",
      contacts.name as contact,
      contacts.relationship,
      occurrences.program,
      occurrences.nominal_at as "nominalAt",
      preferences.timezone,
      contacts.timezone as "contactTimezone",
      occurrences.forecast ->> 'outcome' as forecast,
      occurrences.decision,
      case occurrences.decision
        when 'queued' then
          array(select meaning from public.reasons() where code = message_queue.reason)
        else array(
          select meaning from unnest(occurrences.reasons) as given
          join public.reasons() as reasons on reasons.code = given
        )
      end as reasons,
      message_queue.status,
      message_queue.message_type as "messageType",
      message_queue.facts ->> 'outcome' as outcome,
      message_queue.sent_at as "sentAt",
      (
        select meaning from public.reasons()
        where message_queue.status = 'sent'
          and message_queue.sent_at >= occurrences.nominal_at + interval '10 minutes'
          and code = case
            when message_queue.sent_at < allowed.at + interval '10 minutes'
            then 'outside_allowed_hours' else 'hour_is_full'
          end
      ) as delay,
      messages.delivery_status as "deliveryStatus",
      messages.provider_message_id as sid
    from public.occurrences
    join public.users on users.id = occurrences.user_id
    join public.notification_preferences as preferences on preferences.user_id = users.id
    left join public.contacts on contacts.id = occurrences.contact_id
    left join public.message_queue on message_queue.occurrence_id = occurrences.id
    left join public.messages on messages.id = message_queue.id
    cross join lateral (
      select private.next_allowed_instant(occurrences.nominal_at, contacts.timezone)
    ) as allowed (at)
    where occurrences.decision <> 'superseded' and occurrences.nominal_at <= ${until}
    order by coalesce(message_queue.sent_at, occurrences.nominal_at), users.display_name,
      contacts.name`;
  return rows.map(({ sid, ...turn }) => ({
    ...turn,
    text: twilio.accepted.find((message) => message.sid === sid)?.body ?? null,
  })) as Turn[];
}

/** The four numbers of the last line. */
export function count(turns: Turn[]): Counts {
  const having = (test: (turn: Turn) => boolean) => turns.filter(test).length;
  return {
    scheduled: having(({ decision }) => decision === "queued"),
    sent: having(({ status, text }) => status === "sent" && text !== null),
    delivered: having(({ deliveryStatus }) => deliveryStatus === "delivered"),
    failed: having(({ status, deliveryStatus }) =>
      status === "failed" || deliveryStatus === "failed" || deliveryStatus === "undelivered"
    ),
  };
}

const OUTCOMES: Record<string, string> = {
  met: "every goal reached",
  partial: "part of the goals reached",
  missed: "no progress logged",
};
const inWords = (outcome: string | null) => (outcome && OUTCOMES[outcome]) ?? "not judged";

/** Why a text says what it says. */
function why({ program, outcome, forecast }: Turn): string {
  if (program === "heads_up") return "a goal is not reached yet, and somebody would be told";
  return inWords(outcome) +
    (forecast === outcome ? "" : ` (when it was planned still: ${inWords(forecast)})`);
}

/** The local minute of `instant`: "Sun 25 Oct 18:00". */
function minuteIn(timeZone: string, instant: Date): string {
  return instant.toLocaleString("en-GB", {
    ...{ timeZone, weekday: "short", day: "numeric", month: "short" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  }).replaceAll(",", "");
}

/** The week as a person likes to read it. */
export function renderTimeline(happenings: readonly Happening[], turns: readonly Turn[]): string {
  const lines = ["", "What happened (UTC)", ""];
  for (const { at, text } of happenings) {
    lines.push(`  ${minuteIn("UTC", at)}  ${text}`);
  }

  lines.push("", "Who got what (the recipient's local time)", "");
  for (const turn of turns.filter(({ status }) => status === "sent")) {
    const at = minuteIn(turn.contactTimezone!, turn.sentAt!);
    const asked = minuteIn(turn.timezone, turn.nominalAt);
    lines.push(
      `  ${at}  ${turn.contactTimezone}  ${turn.user} -> ${turn.contact} (${turn.relationship})`,
      `      "${turn.text}"`,
      `      why: ${why(turn)}; ${turn.deliveryStatus}`,
      ...(turn.delay ? [`      later than ${asked} in ${turn.timezone}: ${turn.delay}`] : []),
      "",
    );
  }

  lines.push("What was not sent, and why (the user's local time)", "");
  for (const turn of turns.filter(({ status }) => status !== "sent")) {
    const at = minuteIn(turn.timezone, turn.nominalAt);
    const what = turn.program === "heads_up" ? " (the warning before)" : "";
    const reasons = turn.reasons.join(" ") || "Its time has not come.";
    lines.push(`  ${at}  ${turn.user} -> ${turn.contact ?? "nobody"}${what}: ${reasons}`);
  }
  lines.push("");
  return lines.join("\n");
}
