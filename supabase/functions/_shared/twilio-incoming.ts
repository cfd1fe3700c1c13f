import { z } from "zod";
import type { IncomingText } from "./database.ts";
import type { Environment } from "./environment.ts";
import { senderPhone } from "./sender-address.ts";
import { listPage, messageSid } from "./twilio.ts";

/** As many as Twilio puts into a page. */
const LARGEST_PAGE = 1_000;

/** More pages than a day of ours can have. */
const MOST_PAGES = 50;

/** Any field of a row may be null, and says nothing of the others then. */
const date = z.string().transform((text) => new Date(text)).refine((at) => !isNaN(at.getTime()))
  .nullish().catch(null);
const dates = z.object({ date_created: date, date_sent: date });
const incoming = z.object({
  sid: messageSid,
  from: z.string().transform(senderPhone).pipe(z.string()),
  to: z.string().nullish().catch(null),
  body: z.string().nullish().catch(null),
  num_media: z.coerce.number().int().min(0).max(100).catch(0),
  messaging_service_sid: z.string().nullish().catch(null),
}).and(z.union([
  z.object({ direction: z.literal("inbound") }),
  z.object({ direction: z.null().optional(), status: z.enum(["receiving", "received"]) }),
]));

/** What people texted us, as far as Twilio's list could be read. */
export interface IncomingList {
  /** The oldest first; without a time where the list tells none. */
  texts: IncomingText[];
  /** Why it may lack some. */
  problem: string | undefined;
}

/**
 * What people texted us on a day of GMT (YYYY-MM-DD), from a moment on. Never throws. Left out is
 * what is no text of theirs to us: what we sent, what another service got, and what has neither
 * words nor pictures.
 */
export async function listIncomingTexts(
  environment: Environment,
  day: string,
  from: Date,
  isOutOfTime: () => boolean,
): Promise<IncomingList> {
  const service = environment.TWILIO_MESSAGING_SERVICE_SID;
  const query = new URLSearchParams({
    // A service has numbers that we do not know.
    ...(service ? {} : { To: environment.TWILIO_PHONE_NUMBER! }),
    DateSent: day,
    PageSize: String(LARGEST_PAGE),
  });
  let path: string | null | undefined =
    `/2010-04-01/Accounts/${environment.TWILIO_ACCOUNT_SID}/Messages.json?${query}`;
  const newestFirst: IncomingText[] = [];
  const isOver = () => reached !== undefined && reached < from;
  const end = (problem?: string) => ({ texts: newestFirst.toReversed(), problem });
  // The newest first: a row without a date is no younger than the one above it.
  let reached: Date | undefined;
  for (let page = 0; path; page++) {
    if (page === MOST_PAGES) return end(`Twilio lists more than ${page} pages of texts on ${day}`);
    if (isOutOfTime()) return end(`Twilio took too long to list the texts of ${day}`);
    try {
      const list = await listPage(environment, path);
      for (const row of list.messages) {
        const sentAt = dateOf(row);
        reached = sentAt ?? reached;
        const text = isOver() ? undefined : readRow(row, sentAt, service);
        if (text) newestFirst.push(text);
      }
      path = isOver() ? null : list.next_page_uri;
    } catch (error) {
      return end((error as Error).message);
    }
  }
  return end();
}

function dateOf(row: unknown): Date | undefined {
  const { data } = dates.safeParse(row);
  return data?.date_created ?? data?.date_sent ?? undefined;
}

function readRow(
  row: unknown,
  sentAt: Date | undefined,
  service: string | undefined,
): IncomingText | undefined {
  const text = incoming.safeParse(row).data;
  if (!text || !(text.body || text.num_media > 0)) return undefined;
  if (service && text.messaging_service_sid && text.messaging_service_sid !== service) {
    return undefined;
  }
  return {
    providerMessageId: text.sid,
    from: text.from,
    to: text.to ?? undefined,
    // Postgres keeps no NUL.
    body: (text.body ?? "").replaceAll("\0", ""),
    mediaCount: text.num_media,
    sentAt,
  };
}
