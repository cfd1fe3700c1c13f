/**
 * How hard Twilio tries to deliver one webhook. Set in the fragment of the webhook's URL, as in
 * `https://example.com/status#rc=3&rp=all`.
 *
 * Source: Twilio docs, "Webhooks connection overrides". `e` (edge) and `sni` change nothing here.
 */
export interface ConnectionOverrides {
  /** Milliseconds until the connection must stand; `ct`, 100 to 10,000. */
  connectTimeoutMs: number;
  /** Milliseconds until the answer must be there; `rt`, 100 to 15,000. */
  readTimeoutMs: number;
  /** Milliseconds for all tries together; `tt`, 100 to 15,000. */
  totalTimeoutMs: number;
  /** How often it is tried again; `rc`, 0 to 5. */
  retryCount: number;
  /** What is tried again; `rp`. */
  retryPolicy: ReadonlySet<RetryReason>;
}

/** Why a try failed: no connection, no answer in time, or an answer of that class. */
export type RetryReason = "ct" | "rt" | "4xx" | "5xx";

const REASONS: readonly RetryReason[] = ["ct", "rt", "4xx", "5xx"];

/** The overrides in the fragment of `url`; missing or impossible values become Twilio's defaults. */
export function connectionOverrides(url: string): ConnectionOverrides {
  const fragment = new URLSearchParams(/#(.*)$/s.exec(url)?.[1] ?? "");
  const number = (name: string, least: number, most: number, otherwise: number) => {
    const value = fragment.get(name);
    if (value === null || !/^\d+$/.test(value)) return otherwise;
    return Number(value) >= least && Number(value) <= most ? Number(value) : otherwise;
  };
  const named = (fragment.get("rp") ?? "ct").split(",").map((name) => name.trim());
  return {
    connectTimeoutMs: number("ct", 100, 10_000, 5_000),
    readTimeoutMs: number("rt", 100, 15_000, 15_000),
    totalTimeoutMs: number("tt", 100, 15_000, 15_000),
    retryCount: number("rc", 0, 5, 1),
    retryPolicy: new Set(REASONS.filter((each) => named.includes(each) || named.includes("all"))),
  };
}
