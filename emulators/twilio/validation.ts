import { CODES_LATE_WITH_SERVICE, errorMessage, TwilioError } from "./errors.ts";
import { MAGIC_RECIPIENTS, MAGIC_SENDERS, MAGIC_VALID_SENDER } from "./magic-numbers.ts";
import type { NumberBehaviours } from "./number-behaviour.ts";
import type { OptOuts } from "./opt-outs.ts";
import { isPlausibleE164, maskNumber } from "./phone-numbers.ts";

/** What an account may send from; without `senders`, from any number. */
export interface Account {
  readonly accountSid: string;
  readonly senders: readonly string[] | undefined;
  readonly messagingServices: Readonly<Record<string, readonly string[]>>;
}

/** A request to create a message that Twilio accepts. */
export interface CreateRequest {
  to: string;
  from: string | null;
  messagingServiceSid: string | null;
  body: string;
  statusCallback: string | null;
  /** Seconds. */
  validityPeriod: number;
  smartEncoding: boolean;
  /** Accepted, but will fail with this code: what a Messaging Service finds out too late. */
  lateErrorCode: number | null;
}

/** Characters, counted in UTF-16 units. Source: Twilio docs, error 21617. */
const MAX_BODY_LENGTH = 1600;
/** Seconds: least, most and default. Source: Twilio docs, "Message resource". */
const VALIDITY = { least: 1, most: 36_000, default: 36_000 };
/** Parameters that change what a message is, and that this emulator does not act out. */
const NOT_EMULATED = ["MediaUrl", "ContentSid", "ScheduleType", "SendAt", "ApplicationSid"];

/**
 * Reads the form of a request that creates a message.
 *
 * Throws the TwilioError with which Twilio would refuse it, and 20001 for a parameter that the
 * emulator does not know how to act out.
 */
export function readCreateRequest(
  form: URLSearchParams,
  account: Account,
  optOuts: OptOuts,
  behaviours: NumberBehaviours,
): CreateRequest {
  for (const name of NOT_EMULATED) {
    if (form.has(name)) {
      throw new TwilioError(
        20001,
        `Invalid parameter '${name}': this emulator only sends plain texts at once. Leave it out.`,
      );
    }
  }
  const to = readTo(form);
  const messagingServiceSid = readService(form, account);
  const from = readFrom(form, account, to, messagingServiceSid);
  const request = {
    to,
    from,
    messagingServiceSid,
    body: readBody(form),
    statusCallback: readStatusCallback(form),
    validityPeriod: readValidityPeriod(form),
    smartEncoding: form.get("SmartEncoded") === "true",
  };
  const senders = from === null
    ? account.messagingServices[messagingServiceSid ?? ""] ?? []
    : [from];
  const code = refusalCode(to, from, senders, optOuts, behaviours);
  if (code === null) return { ...request, lateErrorCode: null };
  const late = messagingServiceSid === null ? undefined : CODES_LATE_WITH_SERVICE.get(code);
  if (late === undefined) throw new TwilioError(code, refusalMessage(code, to, from));
  return { ...request, lateErrorCode: late };
}

function readTo(form: URLSearchParams): string {
  const to = form.get("To") ?? "";
  if (to === "") throw new TwilioError(21604);
  if (!isPlausibleE164(to)) {
    throw new TwilioError(21211, `Invalid 'To' Phone Number: ${maskNumber(to)}`);
  }
  return to;
}

function readService(form: URLSearchParams, account: Account): string | null {
  const sid = form.get("MessagingServiceSid") ?? "";
  if (sid === "") return null;
  if (!/^MG[0-9a-fA-F]{32}$/.test(sid)) {
    throw new TwilioError(21705, `The Messaging Service Sid ${sid} is invalid`);
  }
  const numbers = account.messagingServices[sid];
  if (numbers === undefined) {
    throw new TwilioError(21701, `The Messaging Service ${sid} does not exist`);
  }
  if (numbers.length === 0) throw new TwilioError(21704);
  return sid;
}

function readFrom(
  form: URLSearchParams,
  account: Account,
  to: string,
  service: string | null,
): string | null {
  const from = form.get("From") ?? "";
  if (from === "") {
    if (service === null) throw new TwilioError(21603);
    return null;
  }
  const magic = MAGIC_SENDERS.get(from);
  if (!isPlausibleE164(from) || magic === 21212) {
    throw new TwilioError(
      21212,
      `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID`,
    );
  }
  if (from === to) {
    throw new TwilioError(21266, `'To' and 'From' number cannot be the same: ${maskNumber(to)}`);
  }
  if (magic === undefined && !owns(account, from)) {
    throw new TwilioError(
      21659,
      `'From' ${from} is not a Twilio phone number or Short Code country mismatch`,
    );
  }
  return from;
}

function owns(account: Account, from: string): boolean {
  if (account.senders === undefined || from === MAGIC_VALID_SENDER) return true;
  return [account.senders, ...Object.values(account.messagingServices)].flat().includes(from);
}

function readBody(form: URLSearchParams): string {
  const body = form.get("Body") ?? "";
  if (body === "") throw new TwilioError(21602);
  if (body.length > MAX_BODY_LENGTH) throw new TwilioError(21617);
  return body;
}

function readStatusCallback(form: URLSearchParams): string | null {
  const text = form.get("StatusCallback") ?? "";
  if (text === "") return null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url !== undefined && ["http:", "https:"].includes(url.protocol) &&
    !url.hostname.includes("_") && !/\s/.test(text);
  if (!usable) throw new TwilioError(21609, `The 'StatusCallback' URL ${text} is not a valid URL.`);
  return text;
}

function readValidityPeriod(form: URLSearchParams): number {
  const text = form.get("ValidityPeriod") ?? "";
  if (text === "") return VALIDITY.default;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(seconds >= VALIDITY.least && seconds <= VALIDITY.most)) {
    throw new TwilioError(
      21624,
      `Invalid validity period value '${text}': it must be ${VALIDITY.least} to ${VALIDITY.most} seconds`,
    );
  }
  return seconds;
}

/** The code with which a well-formed request is refused, or null. */
function refusalCode(
  to: string,
  from: string | null,
  senders: readonly string[],
  optOuts: OptOuts,
  behaviours: NumberBehaviours,
): number | null {
  const ofSender = senders.map((sender) => behaviours.get(sender).errorCode);
  const set = behaviours.get(to).errorCode ?? ofSender.find((code) => code !== undefined) ??
    MAGIC_RECIPIENTS.get(to) ?? MAGIC_SENDERS.get(from ?? "");
  if (set !== undefined) return set;
  return senders.some((sender) => optOuts.isBlocked(to, sender)) ? 21610 : null;
}

function refusalMessage(code: number, to: string, from: string | null): string {
  const toAlone = [21211, 21408, 21610, 21612, 21614].includes(code);
  const about = toAlone ? maskNumber(to) : [21606, 21611].includes(code) ? from : null;
  return about === null ? errorMessage(code) : `${errorMessage(code)}: ${about}`;
}
