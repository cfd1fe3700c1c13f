/** What a command of the operator's tools is, and what one of them has at hand. */
import { z } from "zod";
import type { TwilioAccess } from "./commands/incoming-texts.ts";
import type { Act, Call, CallFunction } from "./target.ts";

export interface Result {
  /** What --json prints. */
  data: unknown;
  /** What people read. */
  text: string;
  /** Something is wrong with the project: the process ends with 1. */
  isBad?: boolean;
}

export interface Context {
  call: Call;
  act: Act;
  callFunction: CallFunction;
  /** The key that the scheduled functions take; null if nobody told it. */
  cronKey: string | null;
  /** How Twilio is asked; undefined if nobody told it. */
  twilio: TwilioAccess | undefined;
  options: Options;
}

/** Options that only some commands take. */
export interface Options {
  readonly days?: number;
  readonly hours?: number;
  /** By default that of everything that names none. */
  readonly channel?: string;
}
export type OptionName = keyof Options;

/** One way to call a command. */
export interface Usage {
  /** What each argument is, in order: "user id". */
  arguments: readonly string[];
  options?: readonly OptionName[];
  /** What it does to the project, if it changes anything: a verb. */
  changes?: string;
  run(context: Context, ...values: string[]): Promise<Result>;
}

/** A command's ways to be called; no two take the same number of arguments. */
export type Command = readonly Usage[];

/** @throws {Error} unless it is the id of something. */
export function uuid(value: string, what: string): string {
  if (!z.guid().safeParse(value).success) throw new Error(`"${value}" is not the id of a ${what}`);
  return value;
}

/** @throws {Error} unless it is a whole number. The database says which ones it takes. */
export function wholeNumber(value: string, what: string): number {
  if (!/^-?\d{1,9}$/.test(value)) throw new Error(`"${value}" is not a number of ${what}`);
  return Number(value);
}
