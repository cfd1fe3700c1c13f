import { z } from "zod";
import type { SendResult } from "./channels/channel.ts";
import type { UnprovenAttempt } from "./database.ts";
import type { Environment } from "./environment.ts";
import { RundownError } from "./errors.ts";

/** How long Twilio may take to answer before the outcome counts as unknown. */
const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Asks Twilio to call a webhook again after server errors and time-outs, which it does not
 * by default (Twilio docs: webhooks, connection overrides).
 */
const RETRIES = "#rc=3&rp=5xx,ct,rt";

/** A longer Retry-After is taken for this, a day; a message expires no later. */
const MAX_RETRY_AFTER_SECONDS = 86_400;

/** Twilio's code for 429 (Twilio docs: error 20429). */
const TOO_MANY_REQUESTS = 20429;

/** How long the list of messages may take to come. */
const LIST_TIMEOUT_MS = 5_000;

/** Twilio's id of a text. */
export const messageSid = z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i);

const created = z.object({
  sid: messageSid,
  // "0" until a Messaging Service has chosen a sender. The id alone is proof; the rest is extra.
  num_segments: z.coerce.number().int().min(1).max(1_000).nullable().catch(null),
});
/** Any field of a row may be null: rows are read one by one. */
const listed = z.object({
  messages: z.array(z.unknown()),
  next_page_uri: z.string().nullish(),
});
const outgoing = z.object({
  sid: z.string(),
  body: z.string(),
  direction: z.string(),
  date_created: z.string(),
});
const refused = z.object({ code: z.int32(), message: z.string() });

export interface OutgoingText {
  attemptId: string;
  toPhone: string;
  body: string;
  /** How long Twilio and the carrier may keep trying, 1 to 36,000 seconds. */
  validForSeconds: number;
}

/** The URL at which Twilio reports the fate of an attempt; it names the attempt. */
export function statusCallbackUrl(environment: Environment, attemptId: string): string {
  return `${environment.PUBLIC_FUNCTIONS_URL}/twilio-status?attempt=${attemptId}`;
}

/** The URL for incoming texts that Twilio is to be given, as webhook and as fallback. */
export function incomingTextsUrl(publicFunctionsUrl: string): string {
  return `${publicFunctionsUrl}/twilio-inbound${RETRIES}`;
}

/**
 * Creates a message at Twilio, once: creating is not idempotent, so this never tries again. Never
 * throws; what it cannot be sure of is `unknown`.
 */
export async function sendText(
  environment: Environment,
  text: OutgoingText,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
): Promise<SendResult> {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token } = environment;
  const form = new URLSearchParams({
    To: text.toPhone,
    Body: text.body,
    StatusCallback: statusCallbackUrl(environment, text.attemptId) + RETRIES,
    ValidityPeriod: String(text.validForSeconds),
    ...(environment.TWILIO_MESSAGING_SERVICE_SID
      ? { MessagingServiceSid: environment.TWILIO_MESSAGING_SERVICE_SID }
      : { From: environment.TWILIO_PHONE_NUMBER! }),
  });
  try {
    const response = await fetch(
      `${environment.TWILIO_API_BASE_URL}/2010-04-01/Accounts/${account}/Messages.json`,
      {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${account}:${token}`)}` },
        // A Blob, because Deno never sends a stream again. A form or a string it posts a second
        // time when a kept-alive connection ends without an answer (denoland/deno#32566).
        body: new Blob([form.toString()], { type: "application/x-www-form-urlencoded" }),
        redirect: "manual",
        signal: AbortSignal.timeout(answerTimeoutMs),
      },
    );
    return interpret(response.status, response.headers, await response.text());
  } catch (error) {
    return interpretFailure(error);
  }
}

/**
 * The ids under which Twilio has texts that can be the attempt's, newest first: the same number and
 * body, created in its stretch. That there is none proves nothing, because the list lags behind.
 *
 * @throws {RundownError} `provider` when Twilio does not answer with a list.
 */
export async function findTexts(
  environment: Environment,
  attempt: UnprovenAttempt,
): Promise<string[]> {
  const query = new URLSearchParams({ To: attempt.address, PageSize: "100" });
  let path: string | null | undefined =
    `/2010-04-01/Accounts/${environment.TWILIO_ACCOUNT_SID}/Messages.json?${query}`;
  const found: string[] = [];
  // Newest first, and nobody gets hundreds of texts in an hour: a few pages reach far enough back.
  for (let page = 0; path && page < 3; page++) {
    const list = await listPage(environment, path);
    for (const row of list.messages) {
      const message = outgoing.safeParse(row).data;
      if (!message) continue;
      const createdAt = new Date(message.date_created);
      if (createdAt < attempt.createdFrom) return found;
      if (
        createdAt <= attempt.createdUntil && message.body === attempt.body &&
        message.direction.startsWith("outbound")
      ) {
        found.push(message.sid);
      }
    }
    path = list.next_page_uri;
  }
  return found;
}

/**
 * One page of Twilio's list of messages.
 *
 * @throws {RundownError} `provider` when Twilio does not answer with a list.
 */
export async function listPage(
  environment: Environment,
  path: string,
): Promise<z.infer<typeof listed>> {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token } = environment;
  let status: number | undefined;
  try {
    const response = await fetch(environment.TWILIO_API_BASE_URL + path, {
      headers: { authorization: `Basic ${btoa(`${account}:${token}`)}` },
      redirect: "manual",
      signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
    });
    status = response.status;
    const list = listed.safeParse(parseJson(await response.text()));
    if (response.ok && list.success) return list.data;
  } catch (error) {
    throw new RundownError("provider", `Cannot list texts: ${describe(error as Error)}`);
  }
  throw new RundownError("provider", `Cannot list texts: Twilio answered ${status}`);
}

function interpret(status: number, headers: Headers, body: string): SendResult {
  const json = parseJson(body);
  if (status === 201 || status === 200) {
    const message = created.safeParse(json);
    return message.success
      ? {
        outcome: {
          outcome: "accepted",
          providerMessageId: message.data.sid,
          segments: message.data.num_segments,
        },
        pushback: false,
      }
      : unknown(`Twilio answered ${status} without a message id`);
  }

  const error = refused.safeParse(json);
  const errorCode = error.success ? error.data.code : undefined;
  const errorMessage = error.success ? error.data.message : `Twilio answered ${status}`;
  // 429 was never processed and is always safe to try again (Twilio docs: error 20429).
  if (status === 429) {
    const seconds = Number(headers.get("retry-after"));
    return {
      outcome: {
        outcome: "not_sent",
        errorMessage,
        errorCode: errorCode ?? TOO_MANY_REQUESTS,
        ...(seconds > 0
          ? { retryAfterSeconds: Math.min(Math.ceil(seconds), MAX_RETRY_AFTER_SECONDS) }
          : {}),
      },
      pushback: true,
    };
  }
  // A refusal is Twilio's own only in Twilio's own words; a proxy may have passed the request on.
  if (status >= 400 && status < 500 && errorCode !== undefined) {
    return {
      outcome: { outcome: "rejected", errorCode, errorMessage },
      pushback: status === 401 || status === 403,
    };
  }
  return unknown(errorMessage, errorCode);
}

function unknown(errorMessage: string, errorCode?: number): SendResult {
  return { outcome: { outcome: "unknown", errorMessage, errorCode }, pushback: false };
}

/**
 * Only a connection that was never made is sure not to have carried the request; the next one would
 * hardly be made either.
 */
function interpretFailure(error: unknown): SendResult {
  const errorMessage = error instanceof Error ? describe(error) : String(error);
  return /client error \(Connect\)/.test(errorMessage)
    ? { outcome: { outcome: "not_sent", errorMessage }, pushback: true }
    : unknown(errorMessage);
}

/** Deno tells the phase of a failed request in the error's message or in that of its cause. */
function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
