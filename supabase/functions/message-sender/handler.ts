import { z } from "zod";
import { respondWithRun, runRequest } from "../_shared/background-run.ts";
import { smsChannel } from "../_shared/channels/sms.ts";
import type { Database } from "../_shared/database.ts";
import type { Environment } from "../_shared/environment.ts";
import { listIncomingTexts } from "../_shared/twilio-incoming.ts";
import { renderErrors } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import { send } from "./send.ts";

/** Hosted functions end after 150 s; the last text may take as long as Twilio's time-out. */
const TIME_LIMIT_MS = 110_000;

/** `{"replies_only": true}` leaves everything but replies alone: who texted us should not wait. */
const senderRequest = runRequest.extend({ replies_only: z.boolean().default(false) });

export interface SenderDeps {
  /** @throws {RundownError} `configuration` */
  environment(): Environment;
  database: Database;
  log: Logger;
  now(): number;
  wait(ms: number): Promise<void>;
}

export function createHandler(deps: SenderDeps): (request: Request) => Promise<Response> {
  return renderErrors(deps.log, (request) => {
    const environment = deps.environment();
    return respondWithRun(request, {
      functionName: "message-sender",
      database: deps.database,
      log: deps.log,
      body: senderRequest,
      run: (log, { replies_only }) =>
        send({
          database: deps.database,
          channels: { sms: smsChannel(environment) },
          listTexts: (...asked) => listIncomingTexts(environment, ...asked),
          now: deps.now,
          wait: deps.wait,
          log,
          repliesOnly: replies_only,
          concurrency: environment.SENDER_CONCURRENCY,
        }, TIME_LIMIT_MS),
    });
  });
}
