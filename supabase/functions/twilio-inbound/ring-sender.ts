import { z } from "zod";
import type { Environment } from "../_shared/environment.ts";

/** Longer than the sender takes to say that it begins; it works on by itself. */
const TIMEOUT_MS = 5_000;

const secretKeys = z.string().transform((text) => JSON.parse(text))
  .pipe(z.object({ cron: z.string().min(1) }));

/**
 * Asks the sender for a run that sends replies alone, with the key that cron has.
 *
 * @param keys the platform's `SUPABASE_SECRET_KEYS`, an object of keys by name.
 * @throws if there is no such key, or the sender did not say within five seconds that it begins.
 */
export async function ringSender(
  { PUBLIC_FUNCTIONS_URL }: Pick<Environment, "PUBLIC_FUNCTIONS_URL">,
  keys: string | undefined,
): Promise<void> {
  const { cron } = secretKeys.parse(keys);
  const response = await fetch(`${PUBLIC_FUNCTIONS_URL}/message-sender`, {
    method: "POST",
    headers: { apikey: cron, "content-type": "application/json" },
    body: JSON.stringify({ replies_only: true }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The sender answered ${response.status}`);
}
