/** Calling a scheduled function by hand. */
import type { Command } from "../command.ts";
import { runFunction } from "../function-calls.ts";

export const run: Command = [{
  arguments: ["scheduler or sender"],
  changes: "run a function at",
  async run({ callFunction, cronKey }, which) {
    if (which !== "scheduler" && which !== "sender") {
      throw new Error(`"${which}" is neither scheduler nor sender`);
    }
    const name = `message-${which}` as const;
    if (!cronKey) throw new Error(`Cannot run ${name}: RUNDOWN_CRON_KEY is not set`);
    const data = await runFunction(callFunction, name, cronKey);
    return {
      data,
      text: Object.entries(data.report).map(([part, value]) => `${part.padEnd(13)} ${value}`)
        .join("\n"),
    };
  },
}];
