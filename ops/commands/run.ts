/** Calling a scheduled function by hand. */
import type { Command } from "../command.ts";

export const run: Command = [{
  arguments: ["scheduler or sender"],
  changes: "run a function at",
  async run({ callFunction, cronKey }, which) {
    if (which !== "scheduler" && which !== "sender") {
      throw new Error(`"${which}" is neither scheduler nor sender`);
    }
    const name = `message-${which}`;
    if (!cronKey) throw new Error(`Cannot run ${name}: RUNDOWN_CRON_KEY is not set`);
    const response = await callFunction(name, {
      method: "POST",
      headers: { apikey: cronKey, "content-type": "application/json" },
      body: '{"wait": true}',
    });
    const answer = await response.text();
    if (!response.ok) {
      throw new Error(`Cannot run ${name}: it answered ${response.status}: ${answer}`);
    }
    const data = JSON.parse(answer) as { run_id: string; report: Record<string, unknown> };
    return {
      data,
      text: Object.entries(data.report).map(([part, value]) => `${part.padEnd(13)} ${value}`)
        .join("\n"),
    };
  },
}];
