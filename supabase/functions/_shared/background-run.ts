import { z } from "zod";
import type { Database } from "./database.ts";
import { readJson, requirePost } from "./http.ts";
import type { Logger } from "./log.ts";

/** Provided by the hosted runtime and by the local host: keeps the process alive for the work. */
declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void };

/** Goes on with work after the response; whoever starts it deals with its errors. */
export function workOn(work: Promise<unknown>): void {
  EdgeRuntime.waitUntil(work.catch(() => {}));
}

/** `{"wait": true}` asks to hear the report; cron cannot wait. */
export const runRequest = z.strictObject({ wait: z.boolean().default(false) });

export interface RunOptions<Body extends z.infer<typeof runRequest>> {
  functionName: string;
  database: Database;
  log: Logger;
  /** The shape of the request's body: runRequest, or that with more in it. */
  body: z.ZodType<Body>;
  /** Does the work and returns what it did, as a JSON object. */
  run(log: Logger, body: Body): Promise<Record<string, unknown>>;
}

/**
 * Answers a call of a scheduled function: 202 with the run's id while the work goes on, or 200 with
 * the report when the caller waits. The run is noted in function_runs from its start to its end,
 * failed ones with their error.
 */
export async function respondWithRun<Body extends z.infer<typeof runRequest>>(
  request: Request,
  options: RunOptions<Body>,
): Promise<Response> {
  requirePost(request);
  const body = await readJson(request, options.body);
  const runId = await options.database.beginRun(options.functionName);
  const log = options.log.with({ run_id: runId });

  // What the run did stays done, even if noting it fails: the log has it then.
  const note = (report: Record<string, unknown>, error: string | null) =>
    options.database.finishRun(runId, report, error).catch((cause) =>
      log.error("cannot note the end of the run", { message: String(cause) })
    );
  const work = (async () => {
    try {
      const report = await options.run(log, body);
      log.info("run finished", report);
      await note(report, null);
      return report;
    } catch (error) {
      log.error("run failed", { message: String(error) });
      await note({}, String(error));
      throw error;
    }
  })();

  // Also when the caller waits, who may hang up.
  workOn(work);
  if (body.wait) return Response.json({ run_id: runId, report: await work });
  return Response.json({ run_id: runId }, { status: 202 });
}
