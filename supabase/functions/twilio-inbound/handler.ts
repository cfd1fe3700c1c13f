import { z } from "zod";
import { workOn } from "../_shared/background-run.ts";
import type { Database } from "../_shared/database.ts";
import type { Environment } from "../_shared/environment.ts";
import { RundownError } from "../_shared/errors.ts";
import { renderErrors, requirePost } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import { senderPhone } from "../_shared/sender-address.ts";
import { messageSid } from "../_shared/twilio.ts";
import { readSignedForm, webhookSettings } from "../_shared/twilio-signature.ts";

export interface InboundDeps {
  /** @throws {RundownError} `configuration` */
  environment(): Environment;
  database: Pick<Database, "recordInboundMessage">;
  log: Logger;
  /** Asks the sender to send answers now. */
  ringSender(environment: Environment): Promise<void>;
}

/** What we use of an incoming text (Twilio docs: request to your incoming message webhook). */
const inboundMessage = z.object({
  MessageSid: messageSid,
  From: z.string(),
  To: z.string().optional(),
  Body: z.string().default(""),
  NumMedia: z.coerce.number().int().min(0).max(100).catch(0),
  // Only of a Messaging Service with Advanced Opt-Out. A word that we do not know says nothing.
  OptOutType: z.enum(["STOP", "START", "HELP"]).optional().catch(undefined),
});

/** Nothing to say here: answers go through the queue, like every text. */
const nothing = () =>
  new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', {
    headers: { "content-type": "text/xml" },
  });

/** Takes in a text, and answers Twilio with an empty document. */
export function createHandler(deps: InboundDeps): (request: Request) => Promise<Response> {
  return renderErrors(deps.log, async (request) => {
    requirePost(request);
    const environment = webhookSettings(deps);
    const params = await readSignedForm(request, "twilio-inbound", environment);
    const parsed = inboundMessage.safeParse(params);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) =>
        `${path.join(".")}: ${message}`
      );
      throw new RundownError("bad_request", `Cannot read the text: ${problems.join("; ")}`, {
        problems,
      });
    }
    const { MessageSid, From, To, Body, NumMedia, OptOutType } = parsed.data;
    const from = senderPhone(From);
    if (from === undefined) {
      // Nobody whom we texted, and nothing that could be answered. Refused, Twilio would try again.
      deps.log.info("text came in from what is no phone", { providerMessageId: MessageSid });
      return nothing();
    }
    const result = await deps.database.recordInboundMessage({
      providerMessageId: MessageSid,
      from,
      to: To,
      // Postgres keeps no NUL.
      body: Body.replaceAll("\0", ""),
      mediaCount: NumMedia,
      optOutType: OptOutType,
    });
    deps.log.info("text came in", { providerMessageId: MessageSid, from, result });
    if (result.endsWith(": answered")) {
      // Cron rings as well, every ten minutes.
      workOn(
        deps.ringSender(environment).catch((error) =>
          deps.log.error("cannot ring the sender", { message: String(error) })
        ),
      );
    }
    return nothing();
  });
}
