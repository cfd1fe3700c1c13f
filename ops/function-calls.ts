/** What a scheduled function answers whoever waits for its report. */
export interface RunAnswer {
  run_id: string;
  report: Record<string, unknown>;
}

/**
 * Calls a scheduled function by `call` and waits for its report.
 *
 * @throws {Error} when it answers anything but 200; the message holds the answer.
 */
export async function runFunction(
  call: (name: string, init: RequestInit) => Promise<Response>,
  name: "message-scheduler" | "message-sender",
  cronKey: string,
): Promise<RunAnswer> {
  const response = await call(name, {
    method: "POST",
    headers: { apikey: cronKey, "content-type": "application/json" },
    body: JSON.stringify({ wait: true }),
  });
  const answer = await response.text();
  if (response.status !== 200) {
    throw new Error(`Cannot run ${name}: it answered ${response.status}: ${answer}`);
  }
  return JSON.parse(answer);
}
