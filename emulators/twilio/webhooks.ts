import { connectionOverrides, type RetryReason } from "./connection-overrides.ts";
import { signWebhook } from "./signature.ts";

/** One webhook to deliver. */
export interface Webhook {
  /** As configured: with query, perhaps with `user:password@` and overrides in the fragment. */
  url: string;
  params: Readonly<Record<string, string>>;
  authToken: string;
  /** The same for every try of one event. */
  idempotencyToken: string;
}

/** How one try went: an HTTP answer, or the reason why there was none. */
export interface WebhookTry {
  /** 1 for the first try. */
  try: number;
  signature: string;
  httpStatus: number | null;
  contentType: string | null;
  /** The answer's body, at most 64 kB of it (Twilio docs: TwiML may be no longer). */
  body: string;
  error: string | null;
}

/**
 * POSTs `webhook` like Twilio: form-encoded, signed, tried again as its connection overrides say
 * (default: once more, and only when no connection came about), without a pause between tries.
 *
 * Calls `onTry` after each try. Never throws; ends early when `signal` aborts.
 */
export async function postWebhook(
  webhook: Webhook,
  signal: AbortSignal,
  onTry: (result: WebhookTry) => void,
): Promise<void> {
  const overrides = connectionOverrides(webhook.url);
  const signature = signWebhook(webhook.authToken, webhook.url, webhook.params);
  const deadline = performance.now() + overrides.totalTimeoutMs;
  for (let number = 1; number <= 1 + overrides.retryCount; number++) {
    const timeoutMs = Math.min(
      overrides.connectTimeoutMs + overrides.readTimeoutMs,
      deadline - performance.now(),
    );
    if (signal.aborted || timeoutMs <= 0) return;
    const { failure, ...answer } = await post(webhook, signature, timeoutMs, signal);
    onTry({ try: number, signature, ...answer });
    if (failure === undefined || !overrides.retryPolicy.has(failure)) return;
  }
}

type Answer = Omit<WebhookTry, "try" | "signature"> & { failure: RetryReason | undefined };

async function post(
  webhook: Webhook,
  signature: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  const target = new URL(webhook.url);
  const credentials = target.username === ""
    ? undefined
    : `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`;
  target.username = target.password = "";

  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(target, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([signal, abort.signal]),
      headers: {
        "accept": "*/*",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "i-twilio-idempotency-token": webhook.idempotencyToken,
        "user-agent": "TwilioProxy/1.1",
        "x-twilio-signature": signature,
        ...(credentials === undefined ? {} : { "authorization": `Basic ${btoa(credentials)}` }),
      },
      body: new URLSearchParams(webhook.params).toString(),
    });
    const body = (await response.text()).slice(0, 65_536);
    return {
      httpStatus: response.status,
      contentType: response.headers.get("content-type"),
      body,
      error: null,
      failure: response.status >= 500 ? "5xx" : response.status >= 400 ? "4xx" : undefined,
    };
  } catch (error) {
    const reason = error instanceof Error ? `${error.message} ${error.cause ?? ""}` : `${error}`;
    return {
      httpStatus: null,
      contentType: null,
      body: "",
      error: abort.signal.aborted ? `no answer within ${Math.round(timeoutMs)} ms` : reason.trim(),
      failure: reason.includes("(Connect)") ? "ct" : "rt",
    };
  } finally {
    clearTimeout(timer);
  }
}
