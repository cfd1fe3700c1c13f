import type { Outcome, StartedMessage, UnprovenAttempt } from "../database.ts";

/** What happened to a message, and whether the provider wants fewer at once. */
export interface SendResult {
  outcome: Outcome;
  pushback: boolean;
}

/** A way by which messages leave, with a provider at its end: all that a sender knows of one. */
export interface Channel {
  /**
   * Hands the message to the provider, once. Never throws: what it cannot be sure of is `unknown`.
   * The provider must have stopped trying after `validForSeconds`.
   */
  send(message: StartedMessage): Promise<SendResult>;
  /**
   * The ids under which the provider may have what the attempt sent, newest first. That there is
   * none proves nothing.
   *
   * @throws {RundownError} `provider` when the provider does not answer.
   */
  find(attempt: UnprovenAttempt): Promise<string[]>;
}

/** Each channel by its name in private.channels. */
export type Channels = Readonly<Record<string, Channel>>;

/** The channel of this name, if this installation has it. */
export function channelNamed(channels: Channels, name: string): Channel | undefined {
  return Object.hasOwn(channels, name) ? channels[name] : undefined;
}
