/** How much is sent, and which programs are on for whom. */
import { z } from "zod";
import type { Command } from "../command.ts";
import { wholeNumber } from "../command.ts";
import { instant, table } from "../table.ts";

/** What get_sending_limits() returns. */
const sendingLimits = z.object({
  channel: z.string(),
  pace: z.number(),
  messages_per_hour: z.number(),
  replies_per_hour: z.number(),
  hours: z.array(z.object({
    starts_at: z.string(),
    limit: z.number(),
    sent: z.number(),
    reserved: z.number(),
    planned: z.number(),
    replies_limit: z.number(),
    replies_sent: z.number(),
    replies_reserved: z.number(),
    replies_planned: z.number(),
  })),
});

export const limits: Command = [
  {
    arguments: [],
    options: ["hours", "channel"],
    async run({ call, options }) {
      const data = sendingLimits.parse(
        await call("get_sending_limits", { hours: 6, ...options }),
      );
      const text = [
        `${data.messages_per_hour} texts and ${data.replies_per_hour} replies an hour, ` +
        `at ${Math.round(data.pace * 100)}% of it now`,
        table(
          [
            "hour",
            "limit",
            "sent",
            "reserved",
            "planned",
            "replies",
            "sent",
            "reserved",
            "planned",
          ],
          data.hours.map((hour) => [
            instant(hour.starts_at),
            ...[
              hour.limit,
              hour.sent,
              hour.reserved,
              hour.planned,
              hour.replies_limit,
              hour.replies_sent,
              hour.replies_reserved,
              hour.replies_planned,
            ].map(String),
          ]),
        ),
      ].join("\n\n");
      return { data, text };
    },
  },
  {
    arguments: ["texts per hour"],
    options: ["channel"],
    changes: "set the texts per hour at",
    async run({ act, options }, value) {
      const messagesPerHour = wholeNumber(value, "texts per hour");
      await act("set_messages_per_hour", { messages_per_hour: messagesPerHour, ...options });
      return {
        data: { messages_per_hour: messagesPerHour, ...options },
        text: `This hour and every later one carries ${messagesPerHour} texts; ` +
          "what is planned already waits in its hour for room.",
      };
    },
  },
];

export const program: Command = [
  {
    arguments: [],
    async run({ call }) {
      const data = await call("list_programs", {} as never);
      return {
        data,
        text: table(
          ["program", "on for", "switched on", "switched off"],
          data.map((row) => [
            row.program,
            `${row.enabled_percent}%`,
            String(row.switched_on),
            String(row.switched_off),
          ]),
        ),
      };
    },
  },
  {
    arguments: ["program", "percent"],
    changes: "switch a program at",
    async run({ act }, name, value) {
      const percent = wholeNumber(value.replace(/%$/, ""), "percent");
      await act("set_program_percent", { program: name, enabled_percent: percent });
      return {
        data: { program: name, enabled_percent: percent },
        text: `${name} is on for ${percent}% of the users from now on.`,
      };
    },
  },
];

export const switchProgram: Command = [{
  arguments: ["program", "user id or address", "on, off or default"],
  changes: "switch a program for a user at",
  async run({ call, act }, name, who, position) {
    if (!["on", "off", "default"].includes(position)) {
      throw new Error(`"${position}" is none of on, off and default`);
    }
    const isOn = position === "default" ? null : position === "on";
    const userId = await call("find_user", { id_or_email: who });
    await act("set_program_switch", { program: name, user_id: userId, is_on: isOn });
    return {
      data: { program: name, user_id: userId, is_on: isOn },
      text: isOn === null
        ? `${name} goes by its percentage again for ${userId}.`
        : `${name} is ${position} for ${userId}, whatever its percentage.`,
    };
  },
}];
