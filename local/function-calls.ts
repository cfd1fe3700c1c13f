import { LOCAL_KEYS } from "./keys.ts";
import { type Stack } from "./stack.ts";

/**
 * Calls a scheduled function as cron does, but waits for its report.
 *
 * @throws when it answers anything but 200; the message holds the answer.
 */
export async function runFunction(
  stack: Pick<Stack, "functionsUrl">,
  name: "message-scheduler" | "message-sender",
): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.functionsUrl}/${name}`, {
    method: "POST",
    headers: { apikey: LOCAL_KEYS.cron, "content-type": "application/json" },
    body: JSON.stringify({ wait: true }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${text}`);
  return JSON.parse(text).report;
}
