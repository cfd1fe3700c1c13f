import { TwilioError } from "./errors.ts";
import { type Message, toResource } from "./messages.ts";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/**
 * One page of a list of messages, as Twilio answers it.
 *
 * `messages` comes newest first. `query` knows `To`, `From`, `DateSent`, `DateSent<`, `DateSent>`
 * (whole days in GMT, both bounds included; a message not sent yet has no day), `PageSize` (1 to
 * 1000; more counts as 1000), `Page` and `PageToken`. A page is anchored at a message, so messages
 * that come in meanwhile do not shift it. Source: Twilio docs, "Message resource", "Paging".
 *
 * Throws a TwilioError 20001 for a parameter that makes no sense.
 */
export function listMessages(
  messages: readonly Message[],
  query: URLSearchParams,
  path: string,
): Record<string, unknown> {
  const pageSize = readPageSize(query);
  const page = readPage(query);
  const matching = messages.filter(filterOf(query));
  const start = readStart(query, page, matching, pageSize);
  const shown = matching.slice(start, start + pageSize);

  const uriOf = (number: number, token?: string) => {
    const params = new URLSearchParams(query);
    params.delete("PageToken");
    params.set("PageSize", String(pageSize));
    params.set("Page", String(number));
    if (token !== undefined) params.set("PageToken", token);
    return `${path}?${params}`;
  };
  const first = shown.at(0);
  const last = shown.at(-1);
  const hasNext = last !== undefined && start + pageSize < matching.length;
  const hasPrevious = first !== undefined && start > 0 && page > 0;
  return {
    end: page * pageSize + Math.max(shown.length - 1, 0),
    first_page_uri: uriOf(0),
    messages: shown.map(toResource),
    next_page_uri: hasNext ? uriOf(page + 1, `PA${last.sid}`) : null,
    page,
    page_size: pageSize,
    previous_page_uri: hasPrevious ? uriOf(page - 1, `PB${first.sid}`) : null,
    start: page * pageSize,
    uri: query.size === 0 ? uriOf(0) : `${path}?${query}`,
  };
}

function readPageSize(query: URLSearchParams): number {
  const text = query.get("PageSize") ?? String(DEFAULT_PAGE_SIZE);
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw invalid("PageSize", text, "a whole number from 1 to 1000");
  }
  return Math.min(Number(text), MAX_PAGE_SIZE);
}

function readPage(query: URLSearchParams): number {
  const text = query.get("Page") ?? "0";
  if (!/^\d{1,9}$/.test(text)) throw invalid("Page", text, "a whole number from 0");
  return Number(text);
}

function readStart(
  query: URLSearchParams,
  page: number,
  matching: readonly Message[],
  pageSize: number,
): number {
  const token = query.get("PageToken");
  if (token === null) {
    if (page > 0) throw invalid("Page", String(page), "0, or given together with its PageToken");
    return 0;
  }
  const anchor = matching.findIndex((message) => message.sid === token.slice(2));
  if (!/^P[AB]SM/.test(token) || anchor < 0) {
    throw invalid("PageToken", token, "taken unchanged from next_page_uri or previous_page_uri");
  }
  return token.startsWith("PA") ? anchor + 1 : Math.max(anchor - pageSize, 0);
}

function filterOf(query: URLSearchParams): (message: Message) => boolean {
  const to = query.get("To");
  const from = query.get("From");
  const on = readDay(query, "DateSent");
  const before = readDay(query, "DateSent<");
  const after = readDay(query, "DateSent>");
  return (message) => {
    if (to !== null && message.to !== to) return false;
    if (from !== null && message.from !== from) return false;
    if (on === null && before === null && after === null) return true;
    const day = message.sentAt?.toISOString().slice(0, 10);
    return day !== undefined && (on === null || day === on) &&
      (before === null || day <= before) && (after === null || day >= after);
  };
}

/** The day of a date or of a moment in UTC, as YYYY-MM-DD. */
function readDay(query: URLSearchParams, name: string): string | null {
  const text = query.get(name);
  if (text === null) return null;
  const day = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+Z)?$/.exec(text)?.[1];
  const time = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw invalid(name, text, "a date in GMT like 2026-11-21");
  }
  return day;
}

function invalid(name: string, value: string, wanted: string): TwilioError {
  return new TwilioError(20001, `Invalid parameter '${name}': "${value}" must be ${wanted}`);
}
