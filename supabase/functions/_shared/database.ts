import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import type { Database as Schema } from "./database-types.ts";
import { RundownError } from "./errors.ts";

type Functions = Schema["public"]["Functions"];
type RpcName = keyof Functions & string;

/** A message that this run claimed; the token proves it. */
export interface ClaimedMessage {
  messageId: string;
  leaseToken: string;
}

/** A message whose attempt has begun: it may be sent, once, until `startWithinMs` have passed. */
export interface StartedMessage extends ClaimedMessage {
  attemptId: string;
  channel: string;
  /** Where the channel reaches the recipient: of a text, the number. */
  address: string;
  body: string;
  startWithinMs: number;
  validForSeconds: number;
}

/** An attempt with unknown outcome, and what the provider would show if it took it. */
export interface UnprovenAttempt {
  attemptId: string;
  channel: string;
  address: string;
  body: string;
  createdFrom: Date;
  createdUntil: Date;
}

/** A text that somebody sent us. */
export interface IncomingText {
  providerMessageId: string;
  /** The number it is from, in E.164. */
  from: string;
  /** What was texted. */
  to?: string | undefined;
  body: string;
  /** How many pictures came with it. */
  mediaCount: number;
  /** What Twilio took it for, and answered by itself. */
  optOutType?: "STOP" | "START" | "HELP" | undefined;
  /** When it was written, if it was fetched later. */
  sentAt?: Date | undefined;
}

/** What happened to an attempt, see update_message_statuses() in SQL. */
export type Outcome =
  | { outcome: "accepted"; providerMessageId: string; segments: number | null }
  | { outcome: "rejected"; errorCode: number | null; errorMessage: string }
  | {
    outcome: "not_sent";
    errorMessage: string;
    errorCode?: number | undefined;
    retryAfterSeconds?: number | undefined;
  }
  | { outcome: "unknown"; errorCode?: number | undefined; errorMessage: string };

/** What a sender tells about an attempt of its own. */
export interface Report {
  message: StartedMessage;
  outcome: Outcome;
}

/** Why a claim got nothing, see why_nothing_to_send() in SQL. */
const whyNothing = z.enum([
  "paused",
  "circuit_open",
  "nothing_due",
  "budget_spent",
  "claimed_elsewhere",
]);
export type WhyNothing = z.infer<typeof whyNothing>;

/** The database as the functions see it: one method for each SQL function that they call. */
export type Database = ReturnType<typeof createDatabase>;

/** Every method throws RundownError: `database`, or `database_unreachable` if nobody answered. */
export function createDatabase(client: SupabaseClient<Schema>) {
  async function call<Name extends RpcName>(
    name: Name,
    args: Functions[Name]["Args"],
  ): Promise<Functions[Name]["Returns"]> {
    const { data, error, status } = await client.rpc(name, args as never);
    if (!error) return data as Functions[Name]["Returns"];
    if (status === 0 || status === 502 || status === 503 || status === 504) {
      throw new RundownError(
        "database_unreachable",
        `Cannot call ${name}: the database does not answer (${error.message})`,
      );
    }
    throw new RundownError("database", `Cannot call ${name}: ${error.message}`);
  }

  return {
    beginRun: (functionName: string) => call("begin_function_run", { function_name: functionName }),

    async finishRun(runId: string, report: Record<string, unknown>, error: string | null) {
      await call("finish_function_run", {
        run_id: runId,
        report: report as never,
        ...(error === null ? {} : { error }),
      });
    },

    /** Plans up to 500 users who are due; `horizon` is a Postgres interval, by default the setting. */
    async scheduleDueMessages(horizon?: string) {
      const [counts] = await call("schedule_due_messages", {
        batch_size: 500,
        ...(horizon ? { horizon } : {}),
      });
      return counts!;
    },

    async sweepMessages() {
      const [counts] = await call("sweep_messages", {});
      return counts!;
    },

    /** Claims what is due, and tells whether to claim again. */
    async claimMessages(
      batchSize: number,
      repliesOnly: boolean,
    ): Promise<{ messages: ClaimedMessage[]; more: boolean }> {
      const rows = await call("get_messages_to_send", {
        batch_size: batchSize,
        replies_only: repliesOnly,
      });
      return {
        messages: rows.map((row) => ({ messageId: row.message_id, leaseToken: row.lease_token })),
        more: rows[0]?.more ?? false,
      };
    },

    async whyNothingToSend(repliesOnly: boolean): Promise<WhyNothing> {
      return whyNothing.parse(await call("why_nothing_to_send", { replies_only: repliesOnly }));
    },

    /** Reports on attempts and begins others in one go; only what comes back may be sent. */
    async reportAndStart(
      reports: Report[],
      messages: ClaimedMessage[],
    ): Promise<StartedMessage[]> {
      const rows = await call("report_and_start_messages", {
        outcomes: reports.map(toJson) as never,
        lease_tokens: messages.map(({ leaseToken }) => leaseToken),
      });
      return rows.map((row) => ({
        messageId: row.message_id,
        leaseToken: row.lease_token,
        attemptId: row.attempt_id,
        channel: row.channel,
        address: row.address,
        body: row.body,
        startWithinMs: row.start_within_ms,
        validForSeconds: row.valid_for_seconds,
      }));
    },

    releaseMessages: (messages: ClaimedMessage[]) =>
      call("release_messages", { lease_tokens: messages.map(({ leaseToken }) => leaseToken) }),

    async reportOutcomes(reports: Report[]): Promise<void> {
      await call("update_message_statuses", { outcomes: reports.map(toJson) as never });
    },

    /** Up to 20 attempts to ask the provider about. */
    async attemptsToLookUp(): Promise<UnprovenAttempt[]> {
      const rows = await call("get_attempts_to_look_up", {});
      return rows.map((row) => ({
        attemptId: row.attempt_id,
        channel: row.channel,
        address: row.address,
        body: row.body,
        createdFrom: new Date(row.created_from),
        createdUntil: new Date(row.created_until),
      }));
    },

    /** Tells under which ids the provider may have the attempt's text, and whether that proved it. */
    recordLookup: (attemptId: string, providerMessageIds: string[]) =>
      call("record_lookup", {
        attempt_id: attemptId,
        provider_message_ids: providerMessageIds,
      }),

    /** Takes in a text, see record_inbound_message() in SQL; ": answered" if an answer is queued. */
    recordInboundMessage: (text: IncomingText) =>
      call("record_inbound_message", {
        provider_message_id: text.providerMessageId,
        from_phone: text.from,
        body: text.body,
        media_count: text.mediaCount,
        ...(text.to === undefined ? {} : { to_address: text.to }),
        ...(text.optOutType === undefined ? {} : { opt_out_type: text.optOutType }),
        ...(text.sentAt === undefined ? {} : { sent_at: text.sentAt.toISOString() }),
      }),

    /** The stretch of time whose texts are to be fetched, both ends included. */
    async beginInboundFetch(): Promise<{ from: Date; until: Date }> {
      const [stretch] = await call("begin_inbound_fetch", {});
      return { from: new Date(stretch!.fetch_from), until: new Date(stretch!.fetch_until) };
    },

    /** The ids of those texts that were never taken in. */
    findMissedTexts: (texts: IncomingText[]) =>
      call("find_missed_texts", {
        provider_message_ids: texts.map(({ providerMessageId }) => providerMessageId),
        // The types know no array with null in it.
        written_at: texts.map(({ sentAt }) => sentAt?.toISOString() ?? null) as string[],
      }),

    /** Tells that all until then is taken in, or why it may not be. */
    async finishInboundFetch(until: Date, error: string | undefined): Promise<void> {
      await call("finish_inbound_fetch", {
        until: until.toISOString(),
        ...(error === undefined ? {} : { error }),
      });
    },

    /** Notes that a fetched text could not be taken in; true once it is given up and kept unread. */
    giveUpText: (text: IncomingText & { sentAt: Date }, error: string) =>
      call("give_up_text", {
        provider_message_id: text.providerMessageId,
        from_phone: text.from,
        body: text.body,
        to_address: text.to ?? "",
        sent_at: text.sentAt.toISOString(),
        error,
      }),

    /** Does what follows from STOPs that came while others held what it needs; returns of how many. */
    settleStops: () => call("settle_stops", {}),

    recordDeliveryStatus: (
      attemptId: string,
      providerMessageId: string,
      deliveryStatus: string,
      errorCode: number | null,
    ) =>
      call("record_delivery_status", {
        attempt_id: attemptId,
        provider_message_id: providerMessageId,
        delivery_status: deliveryStatus,
        ...(errorCode === null ? {} : { error_code: errorCode }),
      }),
  };
}

function toJson({ message, outcome }: Report): Record<string, unknown> {
  return {
    attempt_id: message.attemptId,
    lease_token: message.leaseToken,
    outcome: outcome.outcome,
    ...("providerMessageId" in outcome
      ? { provider_message_id: outcome.providerMessageId, segments: outcome.segments }
      : { error_message: outcome.errorMessage }),
    ...("errorCode" in outcome ? { error_code: outcome.errorCode } : {}),
    ...("retryAfterSeconds" in outcome ? { retry_after_seconds: outcome.retryAfterSeconds } : {}),
  };
}
