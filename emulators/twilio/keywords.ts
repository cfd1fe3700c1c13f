import { isTollFree } from "./phone-numbers.ts";

/** What a text asks Twilio itself to do. */
export type Keyword = "STOP" | "START" | "HELP";

/**
 * Twilio's default keywords on long codes and in Messaging Services without Advanced Opt-Out.
 *
 * Source: Twilio docs, "Twilio support for opt-out keywords".
 */
const KEYWORDS: Readonly<Record<Keyword, readonly string[]>> = {
  STOP: ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
  START: ["START", "YES", "UNSTOP"],
  HELP: ["HELP", "INFO"],
};

/** On toll-free numbers the network itself opts out and in, and knows fewer words. */
const TOLL_FREE_KEYWORDS: Readonly<Record<Keyword, readonly string[]>> = {
  STOP: ["STOP"],
  START: ["START", "UNSTOP"],
  HELP: ["HELP", "INFO"],
};

/**
 * What a Messaging Service with Advanced Opt-Out knows and answers, for each keyword. It replaces
 * the defaults, and the webhook names the keyword in `OptOutType`.
 *
 * Source: Twilio docs, "Customize users' opt-in and opt-out experience with Advanced Opt-Out".
 */
export type AdvancedOptOut = Readonly<
  Record<Keyword, { readonly words: readonly string[]; readonly reply: string }>
>;

/**
 * The keyword that `body` is for `sender` (the Twilio number texted to), or undefined.
 *
 * The whole message counts, trimmed and whatever its case: "STOP please" is no keyword. What the
 * network behind a toll-free number knows comes first.
 */
export function keywordOf(
  body: string,
  sender: string,
  advanced?: AdvancedOptOut,
): Keyword | undefined {
  const word = body.trim().toUpperCase();
  const find = (wordsOf: (keyword: Keyword) => readonly string[]) =>
    (Object.keys(KEYWORDS) as Keyword[]).find((each) => wordsOf(each).includes(word));
  if (isTollFree(sender)) return find((each) => TOLL_FREE_KEYWORDS[each]);
  return find((each) => advanced?.[each].words ?? KEYWORDS[each]);
}

/**
 * What Twilio answers by itself to `keyword`, or undefined when it stays silent.
 *
 * START and its synonyms are answered only to someone who was opted out, a second STOP not at all.
 * Advanced Opt-Out answers a START in any case: the docs name no exception.
 */
export function autoReply(
  keyword: Keyword,
  sender: string,
  wasOptedOut: boolean,
  advanced?: AdvancedOptOut,
): string | undefined {
  if (keyword === "HELP") {
    if (isTollFree(sender) && wasOptedOut) return undefined;
    return advanced?.HELP.reply ?? "Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
  }
  if (keyword === "STOP" && wasOptedOut) return undefined;
  if (keyword === "START" && !wasOptedOut) return advanced?.START.reply;
  if (isTollFree(sender)) {
    return keyword === "STOP"
      ? 'NETWORK MSG: You replied with the word "stop" which blocks all texts sent from this number. Text back "unstop" to receive messages again.'
      : 'NETWORK MSG: You have replied "unstop" and will begin receiving messages again from this number.';
  }
  if (advanced !== undefined) return advanced[keyword].reply;
  return keyword === "STOP"
    ? "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
    : "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
}
