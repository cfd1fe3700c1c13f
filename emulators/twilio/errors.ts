/**
 * Twilio's error codes as this emulator answers them: one row per code, for replies to requests and
 * for the `ErrorCode` of callbacks alike.
 *
 * Source: Twilio docs, "Error and Warning Dictionary"; the words are ours where Twilio's vary.
 */

/** HTTP status of the codes that are not answered with 400. */
const STATUS: Readonly<Record<number, number>> = {
  20003: 401,
  20004: 405,
  20005: 403,
  20006: 403,
  20008: 403,
  20403: 403,
  20404: 404,
  20422: 422,
  20429: 429,
  20500: 500,
  20503: 503,
  20504: 504,
};

/** Every code of the table with its default message. */
export const ERROR_MESSAGES: ReadonlyMap<number, string> = new Map<number, string>([
  [10001, "Account is not active"],
  [10002, "Trial account does not support this feature"],
  [14101, "Invalid 'To' attribute"],
  [14103, "Invalid Body"],
  [14107, "Message rate limit exceeded"],
  [14108, "'From' number is not SMS capable"],
  [14109, "Reply message limit exceeded"],
  [14110, "Invalid verb for this SMS reply"],
  [14111, "Invalid 'To' phone number for trial mode"],
  [20001, "Unknown parameters"],
  [20003, "Authenticate"],
  [20004, "Method not allowed"],
  [20005, "Account not active"],
  [20006, "Access denied"],
  [20008, "Resource not accessible with Test Account Credentials"],
  [20403, "403 Forbidden"],
  [20404, "The requested resource was not found"],
  [20422, "Invalid parameter"],
  [20429, "Too Many Requests"],
  [20500, "Internal Server Error"],
  [20503, "Service Unavailable"],
  [20504, "Gateway Timeout"],
  [21201, "No 'To' number specified"],
  [21211, "Invalid 'To' Phone Number"],
  [21212, "Invalid 'From' Phone Number"],
  [21214, "'To' phone number cannot be reached"],
  [21216, "Account not allowed to reach this phone number"],
  [21217, "Phone number does not appear to be valid"],
  [21219, "'To' phone number not verified"],
  [21266, "'To' and 'From' number cannot be the same"],
  [21268, "Premium numbers are not permitted"],
  [21401, "Invalid Phone Number"],
  [
    21408,
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
  ],
  [21601, "Phone number is not a valid SMS-capable inbound phone number"],
  [21602, "Message body is required."],
  [21603, "A 'From' phone number is required."],
  [21604, "A 'To' phone number is required."],
  [21605, "The body of the message exceeds the 160 character limit"],
  [
    21606,
    "The 'From' phone number is not a valid, message-capable Twilio phone number for this destination",
  ],
  [21607, "The 'From' number is not a valid sandbox number for this account"],
  [
    21608,
    "The 'To' number is unverified. Trial accounts cannot send messages to unverified numbers",
  ],
  [21609, "The 'StatusCallback' URL is not a valid URL."],
  [21610, "Attempt to send to unsubscribed recipient"],
  [21611, "This 'From' number has exceeded the maximum number of queued messages"],
  [
    21612,
    "Message cannot be sent with the current combination of 'To' and 'From' parameters",
  ],
  [21614, "'To' number is not a valid mobile number"],
  [21617, "The concatenated message body exceeds the 1600 character limit"],
  [21618, "The message body cannot be sent"],
  [21619, "A text message body or media urls must be specified."],
  [21620, "Invalid media URL(s)"],
  [21621, "The 'From' number has not been enabled for MMS"],
  [21622, "MMS has not been enabled for your account"],
  [21623, "Number of media files exceeds allowed limit"],
  [21624, "Invalid validity period value"],
  [21635, "'To' number cannot be a landline"],
  [21653, "The content variables are invalid"],
  [21654, "ContentSid required"],
  [21655, "The ContentSid is invalid"],
  [21656, "The ContentVariables parameter is invalid"],
  [21657, "The content could not be rendered"],
  [21658, "The number of content variables exceeds the limit"],
  [21659, "'From' is not a Twilio phone number or Short Code country mismatch"],
  [21660, "Mismatch between the 'From' number and the account"],
  [21661, "'From' number is not SMS-capable"],
  [21701, "The Messaging Service does not exist"],
  [21702, "The Messaging Service is not available"],
  [21703, "The Messaging Service does not contain a phone number for this destination"],
  [21704, "The Messaging Service contains no phone numbers"],
  [21705, "The Messaging Service Sid is invalid"],
  [21712, "The phone number is associated with another Messaging Service"],
  [30001, "Queue overflow"],
  [30002, "Account suspended"],
  [30003, "Unreachable destination handset"],
  [30004, "Message blocked"],
  [30005, "Unknown destination handset"],
  [30006, "Landline or unreachable carrier"],
  [30007, "Message filtered"],
  [30008, "Unknown error"],
  [30009, "Missing inbound segment"],
  [30010, "Message price exceeds max price"],
  [30011, "MMS is not supported by the receiving phone number in this region"],
  [30012, "TTL too small"],
  [30013, "TTL too big"],
  [30014, "Invalid To attributes"],
  [30015, "Invalid channel attributes"],
  [30016, "Channel mismatch"],
  [30017, "Carrier network congestion"],
  [30018, "Destination carrier requires sender ID pre-registration"],
  [30019, "Content size exceeds carrier limit"],
  [30020, "Internal failure"],
  [30021, "Internal failure with message metadata"],
  [30022, "US A2P 10DLC: rate limits exceeded"],
  [30023, "US A2P 10DLC: daily message cap reached"],
  [30024, "Numeric sender ID not provisioned on carrier"],
  [30025, "US A2P 10DLC: half of the daily message cap used"],
  [30026, "US A2P 10DLC: 70 percent of the daily message cap used"],
  [30027, "US A2P 10DLC: T-Mobile daily message limit reached"],
  [30032, "Toll-free number has not been verified"],
  [30033, "US A2P 10DLC: campaign suspended"],
  [30034, "US A2P 10DLC: message from an unregistered number"],
  [30035, "US A2P 10DLC: message from a number still being configured"],
  [30036, "Validity period expired"],
  [30037, "Outbound messaging disabled"],
  [30038, "One-time password message body filtered"],
  [30039, "Message blocked to prevent a message loop"],
  [30040, "Destination carrier requires sender ID pre-registration"],
  [30041, "Destination country or carrier requires sender ID pre-registration"],
  [30042, "Sender ID not registered for this destination"],
  [30043, "International traffic over a domestic gateway"],
  [30047, "Message could not be rescheduled by the Compliance Toolkit"],
  [30404, "Resource not found"],
  [30409, "Message cannot be canceled"],
  [30410, "Provider timed out"],
  [30450, "Message delivery blocked to protect against SMS pumping"],
  [30451, "Toll-free verification rejected"],
  [30452, "Toll-free verification rejected"],
  [30453, "Message could not be delivered: SMS pumping suspected"],
  [30454, "Trial message limit reached"],
  // One code for each reason to reject a toll-free verification; none says more about a message.
  ...Array.from(
    { length: 26 },
    (_, i): [number, string] => [30455 + i, "Toll-free verification rejected"],
  ),
  [30485, "Message delivery blocked for this destination prefix"],
  [30500, "Internal provider failure"],
  [30610, "Message blocked: quiet hours at the destination"],
  [30615, "Message not sent: quiet hours at the destination"],
  [30620, "Message content does not match the registered use case"],
  [30630, "Recipient opted out or number was reassigned"],
  [30640, "Recipient is a known litigator"],
  [35114, "Parameter 'SendAt' is required with 'ScheduleType'"],
  [35115, "Parameter 'SendAt' lies outside the allowed window"],
  [35118, "Parameter 'MessagingServiceSid' is required to schedule a message"],
  [35125, "Limit of scheduled messages reached"],
  [35126, "Parameter 'ScheduleType' is required with 'SendAt'"],
  [63017, "Rate limit of the account exceeded"],
  [63038, "Account exceeded its daily messages limit"],
  [90010, "Account is not active"],
]);

/**
 * Codes that Twilio answers at once when a message names its sender (`From`), but reports through
 * the status callback when it names a Messaging Service: requested code → code of the callback.
 */
export const CODES_LATE_WITH_SERVICE: ReadonlyMap<number, number> = new Map([
  [21408, 21408],
  [21610, 21610],
  [21611, 30001],
  [21612, 21612],
  [21614, 21614],
]);

/** The JSON body of a refusal, as Twilio writes it. */
export interface ErrorBody {
  code: number;
  message: string;
  more_info: string;
  status: number;
  detail?: string;
}

/** Twilio's words for `code`; for a code outside the table a neutral sentence. */
export function errorMessage(code: number): string {
  return ERROR_MESSAGES.get(code) ?? `Error ${code}`;
}

/** A refusal of the REST API: `code`, `message` and the HTTP `status` it is answered with. */
export class TwilioError extends Error {
  readonly code: number;
  readonly status: number;
  readonly detail: string | undefined;

  constructor(code: number, message: string = errorMessage(code), detail?: string) {
    super(message);
    this.name = "TwilioError";
    this.code = code;
    this.status = STATUS[code] ?? 400;
    this.detail = detail;
  }

  /** The JSON body Twilio answers with. */
  toBody(): ErrorBody {
    return {
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}
