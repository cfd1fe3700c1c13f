import { validateRequest } from "twilio/webhooks";
import type { Environment } from "./environment.ts";
import { RundownError } from "./errors.ts";
import type { Logger } from "./log.ts";

/**
 * The form of a webhook, once its signature was found to be Twilio's. The signed URL is built from
 * configuration: behind the hosted gateway, the request's own URL has another scheme and path.
 *
 * @returns the parameters by name; an array where a name comes more than once.
 * @throws {RundownError} `forbidden` without a valid signature.
 */
export async function readSignedForm(
  request: Request,
  functionName: string,
  environment: Environment,
): Promise<Record<string, string | string[]>> {
  const form = new URLSearchParams(await request.text());
  const params: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    params[name] = values.length === 1 ? values[0]! : values;
  }
  const signature = request.headers.get("x-twilio-signature");
  const url = `${environment.PUBLIC_FUNCTIONS_URL}/${functionName}${new URL(request.url).search}`;
  if (!signature || !validateRequest(environment.TWILIO_AUTH_TOKEN, signature, url, params)) {
    throw new RundownError(
      "forbidden",
      signature
        ? `The X-Twilio-Signature does not fit "${url}" and the body: check TWILIO_AUTH_TOKEN and ` +
          "PUBLIC_FUNCTIONS_URL if this is Twilio"
        : "There is no X-Twilio-Signature: only Twilio may call this function",
    );
  }
  return params;
}

/**
 * The settings of a webhook. Anybody may call one: what is wrong with which setting is for the log
 * alone.
 *
 * @throws {RundownError} `configuration`, without saying what.
 */
export function webhookSettings(
  { environment, log }: { environment(): Environment; log: Logger },
): Environment {
  try {
    return environment();
  } catch (error) {
    log.error("cannot read the settings", { message: String(error) });
    throw new RundownError(
      "configuration",
      "Cannot check the signature: a setting is missing or malformed; the log tells which",
    );
  }
}
