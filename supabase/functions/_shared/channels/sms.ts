import type { Environment } from "../environment.ts";
import { findTexts, sendText } from "../twilio.ts";
import type { Channel } from "./channel.ts";

/** Texts to phones, by Twilio; with RUNDOWN_ALLOWED_RECIPIENTS to no other numbers than those. */
export function smsChannel(environment: Environment): Channel {
  const allowed = environment.RUNDOWN_ALLOWED_RECIPIENTS;
  return {
    send({ attemptId, address, body, validForSeconds }) {
      if (allowed && !allowed.includes(address)) {
        return Promise.resolve({
          outcome: {
            outcome: "rejected",
            errorCode: null,
            errorMessage: "The number is not in RUNDOWN_ALLOWED_RECIPIENTS",
          },
          pushback: false,
        });
      }
      return sendText(environment, { attemptId, toPhone: address, body, validForSeconds });
    },
    find: (attempt) => findTexts(environment, attempt),
  };
}
