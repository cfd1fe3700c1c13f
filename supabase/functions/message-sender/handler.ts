import { respondWithRun } from "../_shared/background-run.ts";
import type { Database } from "../_shared/database.ts";
import type { Environment } from "../_shared/environment.ts";
import { renderErrors } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import { sendText } from "../_shared/twilio.ts";
import { send } from "./send.ts";

/** Hosted functions end after 150 s; the last chunk may take as long as Twilio's time-out. */
const TIME_LIMIT_MS = 110_000;

export interface SenderDeps {
  /** @throws {RundownError} `configuration` */
  environment(): Environment;
  database: Database;
  log: Logger;
  now(): number;
}

export function createHandler(deps: SenderDeps): (request: Request) => Promise<Response> {
  return renderErrors(deps.log, (request) => {
    const environment = deps.environment();
    return respondWithRun(request, {
      functionName: "message-sender",
      database: deps.database,
      log: deps.log,
      run: (log) =>
        send({
          database: deps.database,
          sendText: (message) => sendText(environment, message),
          now: deps.now,
          log,
          concurrency: environment.SENDER_CONCURRENCY,
          allowedRecipients: environment.RUNDOWN_ALLOWED_RECIPIENTS,
        }, TIME_LIMIT_MS),
    });
  });
}
