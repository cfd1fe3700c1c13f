import { runFunction } from "../ops/function-calls.ts";
import { LOCAL_KEYS } from "./keys.ts";
import type { Stack } from "./stack.ts";

/** Calls a scheduled function of the local stack as cron does, and waits for its report. */
export async function runLocally(
  { functionsUrl }: Pick<Stack, "functionsUrl">,
  name: Parameters<typeof runFunction>[1],
): Promise<Record<string, unknown>> {
  const call = (name: string, init: RequestInit) => fetch(`${functionsUrl}/${name}`, init);
  return (await runFunction(call, name, LOCAL_KEYS.cron)).report;
}
