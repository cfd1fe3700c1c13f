/** Twilio's Messages API and its phones, on this machine: the only way into this package. */
export { startTwilioEmulator } from "./emulator.ts";
export type { CallbackFault, Faults, ReplyFault } from "./faults.ts";
export type { TwilioEmulator, TwilioEmulatorOptions } from "./interface.ts";
export type { AdvancedOptOut, Keyword } from "./keywords.ts";
export type { AcceptedMessage } from "./messages.ts";
export type { NumberBehaviour } from "./number-behaviour.ts";
export type { CallbackRecord, InboundRecord, RequestRecord } from "./records.ts";
