/**
 * Whether `text` could be a phone number in E.164: `+`, no leading zero, 8 to 15 digits, and for
 * +1 the shape of the North American plan (area and exchange code start with 2 to 9).
 *
 * This is plausibility, not a look-up. Twilio also accepts some national spellings; the emulator
 * does not, so that a sender that relies on them is found out here.
 */
export function isPlausibleE164(text: string): boolean {
  if (text.startsWith("+1")) return /^\+1[2-9]\d{2}[2-9]\d{6}$/.test(text);
  return /^\+[2-9]\d{7,14}$/.test(text);
}

/** Whether `number` is a toll-free number of the North American plan: opt-out differs there. */
export function isTollFree(number: string): boolean {
  return /^\+1(800|833|844|855|866|877|888)\d{7}$/.test(number);
}

/** `number` with its last four digits hidden, as Twilio quotes numbers in errors. */
export function maskNumber(number: string): string {
  return number.replace(/[^\s]{1,4}$/u, (tail) => "X".repeat(tail.length));
}
