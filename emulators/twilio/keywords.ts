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
 * The keyword that `body` is for `sender` (the Twilio number texted to), or undefined.
 *
 * The whole message counts, trimmed and whatever its case: "STOP please" is no keyword.
 */
export function keywordOf(body: string, sender: string): Keyword | undefined {
  const word = body.trim().toUpperCase();
  const keywords = isTollFree(sender) ? TOLL_FREE_KEYWORDS : KEYWORDS;
  return (Object.keys(keywords) as Keyword[]).find((each) => keywords[each].includes(word));
}

/**
 * What Twilio answers by itself to `keyword`, or undefined when it stays silent.
 *
 * START and its synonyms are answered only to someone who was opted out, a second STOP not at all.
 */
export function autoReply(
  keyword: Keyword,
  sender: string,
  wasOptedOut: boolean,
): string | undefined {
  if (keyword === "HELP") {
    if (isTollFree(sender) && wasOptedOut) return undefined;
    return "Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
  }
  if ((keyword === "STOP") === wasOptedOut) return undefined;
  if (isTollFree(sender)) {
    return keyword === "STOP"
      ? 'NETWORK MSG: You replied with the word "stop" which blocks all texts sent from this number. Text back "unstop" to receive messages again.'
      : 'NETWORK MSG: You have replied "unstop" and will begin receiving messages again from this number.';
  }
  return keyword === "STOP"
    ? "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
    : "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
}
