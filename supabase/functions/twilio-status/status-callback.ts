import { z } from "zod";

/** What we use of a status callback (Twilio docs: track outbound message status). */
const callback = z.object({
  attempt: z.uuid(),
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i),
  MessageStatus: z.string().min(1).max(50),
  // The rest is proof that the message exists, whatever this says.
  ErrorCode: z.coerce.number().pipe(z.int32().positive()).optional().catch(undefined),
});

export interface StatusCallback {
  attemptId: string;
  providerMessageId: string;
  deliveryStatus: string;
  errorCode: number | null;
}

/**
 * Reads a callback whose signature was checked.
 *
 * @returns the callback, or the names and problems of the parameters that are wrong.
 */
export function parseStatusCallback(
  attempt: string | null,
  params: Record<string, unknown>,
): { callback: StatusCallback } | { problems: string[] } {
  const { MessageSid, MessageStatus, ErrorCode } = params;
  const parsed = callback.safeParse({
    attempt,
    MessageSid,
    MessageStatus,
    ErrorCode: ErrorCode || undefined,
  });
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`),
    };
  }
  return {
    callback: {
      attemptId: parsed.data.attempt,
      providerMessageId: parsed.data.MessageSid,
      deliveryStatus: parsed.data.MessageStatus,
      errorCode: parsed.data.ErrorCode ?? null,
    },
  };
}
