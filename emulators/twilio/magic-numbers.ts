/**
 * Twilio's magic numbers: texting from or to them gives a known result.
 *
 * Source: Twilio docs, "Test Credentials". Unlike Twilio's test credentials, this emulator does
 * send status callbacks for messages from and to them.
 */

/** A sender that always works, whoever owns the account. */
export const MAGIC_VALID_SENDER = "+15005550006";

/** Error code for a `From`. */
export const MAGIC_SENDERS: ReadonlyMap<string, number> = new Map([
  ["+15005550001", 21212],
  ["+15005550007", 21606],
  ["+15005550008", 21611],
]);

/** Error code for a `To`. */
export const MAGIC_RECIPIENTS: ReadonlyMap<string, number> = new Map([
  ["+15005550001", 21211],
  ["+15005550002", 21612],
  ["+15005550003", 21408],
  ["+15005550004", 21610],
  ["+15005550009", 21614],
]);
