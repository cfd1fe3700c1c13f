/** What goes on, and stopping it. */
import { z } from "zod";
import type { Command } from "../command.ts";
import { uuid } from "../command.ts";
import { instant, table } from "../table.ts";

/** What get_sending_status() returns. */
const sendingStatus = z.object({
  now: z.string(),
  sending: z.object({
    is_paused: z.boolean(),
    paused_at: z.string().nullable(),
    paused_because: z.string().nullable(),
    is_open: z.boolean(),
    opened_at: z.string().nullable(),
    reason: z.string().nullable(),
    error_code: z.number().nullable(),
    error_meaning: z.string().nullable(),
    probe_after: z.string().nullable(),
    pace: z.number(),
  }),
  stopped_channels: z.array(z.object({
    channel: z.string(),
    since: z.string(),
    because: z.string(),
  })),
  queue: z.object({
    ready: z.number(),
    oldest_ready_at: z.string().nullable(),
    later: z.number(),
    processing: z.number(),
    unconfirmed: z.number(),
  }),
  hour: z.object({
    starts_at: z.string(),
    sent: z.number(),
    reserved: z.number(),
    limit: z.number(),
  }),
  last_runs: z.array(z.object({
    function_name: z.string(),
    status: z.string(),
    started_at: z.string(),
    report: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
  })),
  alerts: z.array(z.object({
    kind: z.string(),
    summary: z.string(),
    times: z.number(),
    last_raised_at: z.string(),
  })),
});
type SendingStatus = z.infer<typeof sendingStatus>;

export const status: Command = [{
  arguments: [],
  async run({ call }) {
    const data = sendingStatus.parse(await call("get_sending_status", {} as never));
    return { data, text: describe(data) };
  },
}];

export const queue: Command = [{
  arguments: [],
  async run({ call }) {
    const data = await call("list_queue", {});
    return {
      data,
      text: data.length === 0 ? "Nothing waits." : table(
        ["message", "to", "phone", "type", "priority", "leaves", "status", "tries"],
        data.map((row) => [
          row.message_id,
          row.contact_name ?? "(removed)",
          row.masked_phone ?? "-",
          row.message_type,
          String(row.priority),
          instant(row.scheduled_for),
          row.reason ? `${row.status}: ${row.reason}` : row.status,
          String(row.attempts),
        ]),
      ),
    };
  },
}];

export const why: Command = [{
  arguments: ["message id"],
  async run({ call }, messageId) {
    const data = await call("explain_message", { message_id: uuid(messageId, "message") });
    if (data.length === 0) throw new Error(`There is no message "${messageId}"`);
    return { data, text: data.map(({ at, words }) => `${instant(at)}  ${words}`).join("\n") };
  },
}];

export const pause: Command = [{
  arguments: ["reason"],
  options: ["channel"],
  changes: "pause sending at",
  async run({ act, options }, because) {
    await act("pause_sending", { because, ...options });
    return {
      data: { paused: true, because, ...options },
      text: options.channel === undefined
        ? "Paused: nothing is started any more."
        : `Paused: nothing leaves by ${options.channel} any more.`,
    };
  },
}];

export const resume: Command = [{
  arguments: [],
  options: ["channel"],
  changes: "resume sending at",
  async run({ act, options }) {
    await act("resume_sending", { ...options });
    return {
      data: { paused: false, ...options },
      text: "Sending goes on with the next run of message-sender.",
    };
  },
}];

export const retry: Command = [{
  arguments: ["message id"],
  changes: "retry a message at",
  async run({ act }, messageId) {
    await act("retry_message", { message_id: uuid(messageId, "message") });
    return {
      data: { retried: messageId },
      text: "It waits in the queue again, and is judged like any other.",
    };
  },
}];

function describe(
  { now, sending, stopped_channels, queue, hour, last_runs, alerts }: SendingStatus,
): string {
  const state = sending.is_paused
    ? `paused since ${instant(sending.paused_at)}: ${sending.paused_because}`
    : sending.is_open
    ? `stopped by itself since ${instant(sending.opened_at)}: ${
      sending.reason === "outcomes_unknown"
        ? "the provider does not answer"
        : `${sending.error_meaning ?? "the provider refuses us"} (${sending.error_code})`
    }; next probe ${instant(sending.probe_after)}`
    : sending.pace < 1
    ? `on, at ${Math.round(sending.pace * 100)}% of the hour's budget`
    : "on";
  const facts = [
    ["now", instant(now)],
    ["sending", state],
    ...(stopped_channels.length === 0 ? [] : [[
      "stopped",
      stopped_channels.map(({ channel, since, because }) =>
        `${channel} since ${instant(since)}: ${because}`
      ).join("; "),
    ]]),
    [
      "ready",
      queue.ready === 0
        ? "nothing"
        : `${queue.ready}, the oldest since ${instant(queue.oldest_ready_at)}`,
    ],
    ["later", String(queue.later)],
    ["with a sender", String(queue.processing)],
    ["without proof", String(queue.unconfirmed)],
    ["this hour", `${hour.sent} sent and ${hour.reserved} reserved of ${hour.limit}`],
  ];
  const runs = last_runs.map((run) => [
    run.function_name,
    run.status,
    instant(run.started_at),
    run.error ??
      Object.entries(run.report ?? {}).map(([name, value]) => `${name} ${value}`).join(", "),
  ]);
  return [
    facts.map(([name, value]) => `${name!.padEnd(14)} ${value}`).join("\n"),
    runs.length === 0
      ? "No function has run yet."
      : table(["function", "last run", "at", "report"], runs),
    alerts.length === 0 ? "No alerts since yesterday." : table(
      ["alert", "times", "last", "what"],
      alerts.map((alert) => [
        alert.kind,
        String(alert.times),
        instant(alert.last_raised_at),
        alert.summary,
      ]),
    ),
  ].join("\n\n");
}
