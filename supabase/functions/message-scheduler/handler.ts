import { respondWithRun, runRequest } from "../_shared/background-run.ts";
import type { Database } from "../_shared/database.ts";
import { renderErrors } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import { schedule } from "./schedule.ts";

/** Hosted functions end after 150 s; a batch takes well under the difference. */
const TIME_LIMIT_MS = 110_000;

export interface SchedulerDeps {
  database: Database;
  log: Logger;
  now(): number;
}

export function createHandler(deps: SchedulerDeps): (request: Request) => Promise<Response> {
  return renderErrors(deps.log, (request) =>
    respondWithRun(request, {
      functionName: "message-scheduler",
      database: deps.database,
      log: deps.log,
      body: runRequest,
      run: () => schedule(deps, TIME_LIMIT_MS),
    }));
}
