/**
 * The phone that a text is from, in E.164, by the address that Twilio gives; short codes with a plus
 * text as well. A Messaging Service turns to RCS by a switch in the console, and the same phone is
 * then `rcs:+12025550123`. Undefined for what is no phone that could be answered: a short code as it
 * is dialled, a name, an address of another channel.
 */
export function senderPhone(address: string): string | undefined {
  const phone = address.replace(/^rcs:/i, "");
  return /^\+[1-9]\d{2,14}$/.test(phone) ? phone : undefined;
}
