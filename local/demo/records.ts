import type { Stack } from "../stack.ts";
import type { Decision, Records, Text } from "./judge.ts";

/** What the provider took, by its own record, and what the system says it decided. */
export async function readRecords({ sql, twilio }: Stack): Promise<Records> {
  const queued = await sql`
    select
      message_queue.provider_message_id as sid, message_queue.program, message_type,
      message_queue.user_id, message_queue.contact_id, occurrences.nominal_at
    from public.message_queue
    left join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.status = 'sent'`;
  const bySid = new Map(queued.map(({ sid, ...message }) => [sid, message]));
  const unknown = {
    program: null,
    message_type: null,
    user_id: null,
    contact_id: null,
    nominal_at: null,
  };
  const texts = twilio.accepted.map(({ sid, to, createdAt }) => ({
    ...{ to, at: createdAt },
    ...unknown,
    ...bySid.get(sid),
  })) as Text[];
  const decisions = await sql<(Decision & Record<string, unknown>)[]>`
    select
      occurrences.user_id, occurrences.contact_id, occurrences.nominal_at, decision, reasons,
      message_queue.status, reason, scheduled_for, finished_at
    from public.occurrences
    left join public.message_queue on message_queue.occurrence_id = occurrences.id
    where occurrences.program = 'accountability' and decision <> 'superseded'`;
  return { texts, decisions: [...decisions] };
}
