import { formatInTimeZone } from "date-fns-tz";
import type { Stack } from "../stack.ts";
import type { Happening } from "./sunday.ts";

/** One decision about one person and one contact, and what came of it. */
export interface Turn {
  user: string;
  contact: string | null;
  relationship: string | null;
  /** The slot that the user asked for. */
  nominalAt: Date;
  timezone: string;
  forecast: string | null;
  decision: string;
  reasons: string[];
  status: string | null;
  messageType: string | null;
  /** What the claim found to be true. */
  outcome: string | null;
  sentAt: Date | null;
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

/** Reads what was decided from the database, and what arrived from the emulator's record. */
export async function readTurns(stack: Stack): Promise<Turn[]> {
  const rows = await stack.sql`
    select
      users.display_name as "user",
      contacts.name as contact,
      contacts.relationship,
      occurrences.nominal_at as "nominalAt",
      preferences.timezone,
      occurrences.forecast ->> 'outcome' as forecast,
      occurrences.decision,
      occurrences.reasons,
      message_queue.status,
      message_queue.message_type as "messageType",
      message_queue.facts ->> 'outcome' as outcome,
      message_queue.sent_at as "sentAt",
      messages.delivery_status as "deliveryStatus",
      messages.provider_message_id as sid
    from public.occurrences
    join public.users on users.id = occurrences.user_id
    join public.notification_preferences as preferences on preferences.user_id = users.id
    left join public.contacts on contacts.id = occurrences.contact_id
    left join public.message_queue on message_queue.occurrence_id = occurrences.id
    left join public.messages on messages.id = message_queue.id
    order by occurrences.nominal_at, contacts.name`;
  return rows.map(({ sid, ...turn }) => ({
    ...turn,
    text: stack.twilio.accepted.find((message) => message.sid === sid)?.body ?? null,
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

const IN_WORDS: Record<string, string> = {
  met: "every goal reached",
  partial: "part of the goals reached",
  missed: "no progress logged",
  contact_not_confirmed: "the contact has not agreed to get texts",
};
const inWords = (key: string | null) => (key && IN_WORDS[key]) ?? key ?? "unknown";

/** The texts that arrived, by what must be right about them: who, which kind, when. */
export function arrivedTexts(
  turns: Turn[],
): { contact: string | null; messageType: string | null; sentAt: string }[] {
  return turns
    .filter(({ text, deliveryStatus }) => text !== null && deliveryStatus === "delivered")
    .map(({ contact, messageType, sentAt }) => ({
      contact,
      messageType,
      sentAt: sentAt!.toISOString(),
    }));
}

/** The week as a person likes to read it. */
export function renderTimeline(happenings: Happening[], turns: Turn[]): string {
  const lines = ["", "What happened (UTC)", ""];
  for (const { at, text } of happenings) {
    lines.push(`  ${formatInTimeZone(at, "UTC", "EEE d MMM HH:mm")}  ${text}`);
  }

  lines.push("", "Who got what (local time)", "");
  for (const turn of turns.filter(({ status }) => status === "sent")) {
    const at = formatInTimeZone(turn.sentAt!, turn.timezone, "EEE d MMM HH:mm");
    const changed = turn.forecast !== turn.outcome
      ? ` (in the morning it was still: ${inWords(turn.forecast)})`
      : "";
    lines.push(
      `  ${at}  ${turn.timezone}  ${turn.user} -> ${turn.contact} (${turn.relationship})`,
      `      "${turn.text}"`,
      `      why: ${inWords(turn.outcome)}${changed}; ${turn.deliveryStatus}`,
      "",
    );
  }

  lines.push("Who got nothing", "");
  for (const turn of turns.filter(({ status }) => status !== "sent")) {
    const reasons = turn.reasons.map(inWords).join(", ") || turn.status;
    lines.push(`  ${turn.user} -> ${turn.contact ?? "nobody"}: ${reasons}`);
  }
  lines.push("");
  return lines.join("\n");
}
