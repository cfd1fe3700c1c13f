/** Where Twilio sends what people text us, as far as Twilio can be asked. */
import { z } from "zod";
import { incomingTextsUrl } from "../../supabase/functions/_shared/twilio.ts";

/** What Twilio is asked by; the names are those of the functions' settings. */
export interface TwilioAccess {
  accountSid: string;
  authToken: string;
  phoneNumber: string | undefined;
  messagingServiceSid: string | undefined;
  apiBaseUrl: string;
  publicFunctionsUrl: string;
}

/** One place of Twilio's Console that says where texts go. */
interface Configured {
  where: string;
  url: string;
  method: string;
  fallbackUrl: string;
  fallbackMethod: string;
}

const TIMEOUT_MS = 10_000;

/** Services have a host of their own. */
const MAIN_HOST = "https://api.twilio.com";
const SERVICES_HOST = "https://messaging.twilio.com";

const text = z.string().nullish().transform((value) => value ?? "");
const numbers = z.object({
  incoming_phone_numbers: z.array(z.object({
    phone_number: z.string(),
    sms_url: text,
    sms_method: text,
    sms_fallback_url: text,
    sms_fallback_method: text,
  })),
});
const service = z.object({
  inbound_request_url: text,
  inbound_method: text,
  fallback_url: text,
  fallback_method: text,
  use_inbound_webhook_on_number: z.boolean().nullish(),
});

/** @returns undefined where the environment does not say how to ask Twilio. */
export function twilioAccessFrom(
  environment: Readonly<Record<string, string | undefined>>,
  projectUrl: string,
): TwilioAccess | undefined {
  const {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_PHONE_NUMBER: phoneNumber,
    TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid,
  } = environment;
  if (!accountSid || !authToken || !(phoneNumber || messagingServiceSid)) return undefined;
  const withoutSlash = (url: string) => url.replace(/\/+$/, "");
  return {
    accountSid,
    authToken,
    phoneNumber: phoneNumber || undefined,
    messagingServiceSid: messagingServiceSid || undefined,
    apiBaseUrl: withoutSlash(environment.TWILIO_API_BASE_URL || MAIN_HOST),
    publicFunctionsUrl: withoutSlash(
      environment.PUBLIC_FUNCTIONS_URL || `${withoutSlash(projectUrl)}/functions/v1`,
    ),
  };
}

/**
 * What is wrong with how Twilio was told to hand over incoming texts, and what to enter.
 *
 * @throws {Error} of one line when Twilio does not say.
 */
export async function checkIncomingTexts(
  access: TwilioAccess,
): Promise<{ problems: string[]; fix: string }> {
  const wanted = incomingTextsUrl(access.publicFunctionsUrl);
  const found = await readConfigured(access);
  if (typeof found === "string") {
    return {
      problems: [found],
      fix: "Use a number or service of this account in TWILIO_PHONE_NUMBER or " +
        "TWILIO_MESSAGING_SERVICE_SID.",
    };
  }
  return {
    problems: [
      ...problemsOf("texts", found.url, found.method, wanted),
      ...problemsOf("the fallback", found.fallbackUrl, found.fallbackMethod, wanted),
    ],
    fix: `${found.where}: enter ${wanted} as the URL for incoming messages and as the fallback ` +
      "URL, both by POST.",
  };
}

function problemsOf(what: string, url: string, method: string, wanted: string): string[] {
  if (!url) return [`${what}: no URL is set`];
  const [target, fragment] = url.split("#");
  if (target !== wanted.split("#")[0]) return [`${what}: the URL is ${target}`];
  const overrides = new URLSearchParams(fragment);
  const policy = (overrides.get("rp") ?? "ct").split(",");
  const lacks = ["5xx", "ct", "rt"].filter((each) =>
    !policy.includes(each) && !policy.includes("all")
  );
  return [
    ...(lacks.length > 0 || Number(overrides.get("rc") ?? 1) < 1
      ? [`${what}: the URL does not ask Twilio to try again (it ends in "#${fragment ?? ""}")`]
      : []),
    ...(method.toUpperCase() === "POST" ? [] : [`${what}: the method is ${method || "not set"}`]),
  ];
}

/** A string is why there is nothing to check. */
async function readConfigured(access: TwilioAccess): Promise<Configured | string> {
  if (access.messagingServiceSid) {
    const sid = access.messagingServiceSid;
    const host = access.apiBaseUrl === MAIN_HOST ? SERVICES_HOST : access.apiBaseUrl;
    const answer = await read(access, `${host}/v1/Services/${sid}`, service);
    if (!answer) return `the account has no Messaging Service ${sid}`;
    if (!answer.use_inbound_webhook_on_number) {
      return {
        where: "Console: Messaging, Services, Integration, Send a webhook",
        url: answer.inbound_request_url,
        method: answer.inbound_method,
        fallbackUrl: answer.fallback_url,
        fallbackMethod: answer.fallback_method,
      };
    }
    if (!access.phoneNumber) {
      return "the Messaging Service leaves it to each number where texts go; " +
        "TWILIO_PHONE_NUMBER is not set, so that none can be looked at";
    }
  }
  const query = new URLSearchParams({ PhoneNumber: access.phoneNumber! });
  const answer = await read(
    access,
    `${access.apiBaseUrl}/2010-04-01/Accounts/${access.accountSid}/IncomingPhoneNumbers.json?${query}`,
    numbers,
  );
  const number = answer?.incoming_phone_numbers.find(({ phone_number }) =>
    phone_number === access.phoneNumber
  );
  if (!number) return `the account has no number ${access.phoneNumber}`;
  return {
    where: "Console: Phone Numbers, Active numbers, Messaging configuration",
    url: number.sms_url,
    method: number.sms_method,
    fallbackUrl: number.sms_fallback_url,
    fallbackMethod: number.sms_fallback_method,
  };
}

/** @returns undefined where Twilio has no such thing. */
async function read<T>(
  { accountSid, authToken }: TwilioAccess,
  url: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  let status: number | undefined;
  try {
    const response = await fetch(url, {
      headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    const body = await response.text();
    if (status === 404) return undefined;
    const answer = response.ok ? schema.safeParse(JSON.parse(body)) : undefined;
    if (answer?.success) return answer.data;
  } catch {
    // Told below, without the URL: it names the account.
  }
  throw new Error(status === undefined ? "Twilio cannot be reached" : `Twilio answers ${status}`);
}
