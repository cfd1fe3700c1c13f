import type { Database } from "../_shared/database.ts";
import type { Environment } from "../_shared/environment.ts";
import { RundownError } from "../_shared/errors.ts";
import { renderErrors, requirePost } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import { readSignedForm, webhookSettings } from "../_shared/twilio-signature.ts";
import { parseStatusCallback } from "./status-callback.ts";

export interface StatusDeps {
  /** @throws {RundownError} `configuration` */
  environment(): Environment;
  database: Pick<Database, "recordDeliveryStatus">;
  log: Logger;
}

/** Answers 204 for every genuine callback, also one about an attempt that we do not know. */
export function createHandler(deps: StatusDeps): (request: Request) => Promise<Response> {
  return renderErrors(deps.log, async (request) => {
    requirePost(request);
    const params = await readSignedForm(request, "twilio-status", webhookSettings(deps));
    const parsed = parseStatusCallback(new URL(request.url).searchParams.get("attempt"), params);
    if ("problems" in parsed) {
      throw new RundownError(
        "bad_request",
        `Cannot read the status callback: ${parsed.problems.join("; ")}`,
        { problems: parsed.problems },
      );
    }
    const { attemptId, providerMessageId, deliveryStatus, errorCode } = parsed.callback;
    const result = await deps.database.recordDeliveryStatus(
      attemptId,
      providerMessageId,
      deliveryStatus,
      errorCode,
    );
    deps.log.info("status callback", { ...parsed.callback, result });
    return new Response(null, { status: 204 });
  });
}
