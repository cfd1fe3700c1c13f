/** One person, and those who are due. */
import { z } from "zod";
import type { Command } from "../command.ts";
import { instant, table } from "../table.ts";

const time = z.string().nullable();

/** What describe_user() returns. */
const user = z.object({
  user_id: z.string(),
  display_name: z.string().nullable(),
  message_style: z.string(),
  signed_up_at: z.string(),
  paused_until: time,
  gone_until: time,
  enabled: z.boolean(),
  send_day: z.string(),
  send_time: z.string(),
  timezone: z.string(),
  next_due_at: time,
  send_if_goal_met: z.boolean(),
  send_if_partial_goal: z.boolean(),
  remind_before_miss: z.boolean(),
  max_messages_per_week: z.number(),
  goals: z.number(),
  without_programs: z.array(z.string()),
  contacts: z.array(z.object({
    contact_id: z.string(),
    name: z.string(),
    masked_phone: z.string(),
    relationship: z.string(),
    timezone: z.string(),
    consent_status: z.string(),
    opted_out_at: time,
    unreachable_until: time,
  })),
  turns: z.array(z.object({
    occurrence_id: z.string(),
    nominal_at: z.string(),
    program: z.string(),
    contact_name: z.string().nullable(),
    decision: z.string(),
    reasons: z.array(z.string()),
    message_id: z.string().nullable(),
    status: z.string().nullable(),
    reason: z.string().nullable(),
  })),
  waiting: z.array(z.object({
    message_id: z.string(),
    program: z.string(),
    message_type: z.string(),
    contact_name: z.string().nullable(),
    scheduled_for: z.string(),
    status: z.string(),
    reason: z.string().nullable(),
  })),
});
type User = z.infer<typeof user>;

const inWords = (state: string, reason: string | null) => reason ? `${state}: ${reason}` : state;

export const describeUser: Command = [{
  arguments: ["user id or address"],
  async run({ call }, who) {
    const userId = await call("find_user", { id_or_email: who });
    const data = user.parse(await call("describe_user", { user_id: userId }));
    return { data, text: describe(data) };
  },
}];

export const preview: Command = [{
  arguments: ["user id or address"],
  options: ["days"],
  async run({ call, options: { days = 14 } }, who) {
    const userId = await call("find_user", { id_or_email: who });
    const data = await call("preview_messages_of", { user_id: userId, days });
    return {
      data,
      text: data.length === 0 ? `Nothing is to be said in ${days} days.` : table(
        ["turn", "to", "decision", "leaves", "text"],
        data.map((row) => [
          instant(row.nominal_at),
          row.contact_name ?? "(nobody)",
          inWords(row.decision, row.reasons.join(", ")),
          instant(row.expected_at),
          row.message_text ?? "-",
        ]),
      ),
    };
  },
}];

export const listDue: Command = [{
  arguments: [],
  options: ["hours"],
  async run({ call, options: { hours } }) {
    const data = await call("list_due_users", hours === undefined ? {} : { hours });
    return {
      data,
      text: data.length === 0 ? "Nobody is due." : table(
        ["user", "name", "due", "zone", "may be told", "paused until"],
        data.map((row) => [
          row.user_id,
          row.display_name ?? "(no name)",
          instant(row.next_due_at),
          row.timezone,
          String(row.confirmed_contacts),
          instant(row.paused_until),
        ]),
      ),
    };
  },
}];

function describe(person: User): string {
  const wishes = [
    person.send_if_goal_met ? "met is told" : "met is silent",
    person.send_if_partial_goal ? "partial is told" : "partial counts as missed",
    person.remind_before_miss ? "warned before a miss" : "not warned",
    `${person.max_messages_per_week} a week`,
  ];
  const facts = [
    ["user", person.user_id],
    ["name", person.display_name ?? "(none: nothing is sent)"],
    ["style", person.message_style],
    ["signed up", instant(person.signed_up_at)],
    ["texts", person.enabled ? "on" : "off"],
    ["turn", `${person.send_day} ${person.send_time} in ${person.timezone}`],
    ["next due", instant(person.next_due_at)],
    ["paused until", instant(person.paused_until)],
    ["account gone until", instant(person.gone_until)],
    ["wishes", wishes.join(", ")],
    ["goals", String(person.goals)],
    ["programs off", person.without_programs.join(", ") || "-"],
  ];
  return [
    facts.map(([name, value]) => `${name!.padEnd(13)} ${value}`).join("\n"),
    person.contacts.length === 0 ? "No contacts." : table(
      ["contact", "phone", "is", "consent", "number", "zone"],
      person.contacts.map((contact) => [
        contact.name,
        contact.masked_phone,
        contact.relationship,
        contact.consent_status,
        contact.opted_out_at
          ? "opted out"
          : contact.unreachable_until
          ? `unreachable until ${instant(contact.unreachable_until)}`
          : "-",
        contact.timezone,
      ]),
    ),
    person.turns.length === 0 ? "No turns yet." : table(
      ["last turns", "program", "to", "decision", "message", "id for why"],
      person.turns.map((turn) => [
        instant(turn.nominal_at),
        turn.program,
        turn.contact_name ?? "(nobody)",
        inWords(turn.decision, turn.reasons.join(", ")),
        turn.status ? inWords(turn.status, turn.reason) : "-",
        turn.message_id ?? turn.occurrence_id,
      ]),
    ),
    person.waiting.length === 0 ? "Nothing waits." : table(
      ["waits until", "program", "type", "to", "status", "message"],
      person.waiting.map((message) => [
        instant(message.scheduled_for),
        message.program,
        message.message_type,
        message.contact_name ?? "(removed)",
        inWords(message.status, message.reason),
        message.message_id,
      ]),
    ),
  ].join("\n\n");
}
