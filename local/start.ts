/** `deno task start`: keeps the local stack up until Ctrl-C. `--keep` keeps its data as well. */
import { Cron } from "croner";
import { join } from "node:path";
import { LocalStackError } from "./errors.ts";
import { LOCAL_KEYS } from "./keys.ts";
import { type Stack, startStack } from "./stack.ts";

const KEPT_DATA = Deno.env.get("RUNDOWN_DATA_DIRECTORY") ??
  join(import.meta.dirname!, "..", ".rundown", "data");

function portSetting(name: string, standard: number): number {
  const value = Deno.env.get(name) ?? String(standard);
  if (!/^\d+$/.test(value) || Number(value) > 65_535) {
    throw new LocalStackError(`Cannot use ${name} '${value}': it must be a port from 0 to 65535`);
  }
  return Number(value);
}

/** Runs the scheduled jobs as hosted cron does. */
async function startCron(stack: Stack): Promise<Cron[]> {
  const jobs = await stack.sql<
    { job_name: string; schedule: string; function_name: string | null; command: string | null }[]
  >`
    select job_name, schedule, function_name, command
    from private.cron_schedules order by job_name`;
  return jobs.map(({ job_name, schedule, function_name, command }) =>
    new Cron(schedule, { timezone: "UTC" }, async () => {
      try {
        if (command !== null) await stack.sql.unsafe(command).simple();
        else await ring(`${stack.functionsUrl}/${function_name}`);
      } catch (error) {
        console.error(`cron: ${job_name} failed: ${error}`);
      }
    })
  );
}

/** A doorbell: the function answers at once and works on. */
async function ring(url: string): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { apikey: LOCAL_KEYS.cron, "content-type": "application/json" },
    body: "{}",
  });
  await response.body?.cancel();
  if (!response.ok) throw new LocalStackError(`It answered ${response.status}`);
}

async function main(): Promise<void> {
  const unknown = Deno.args.find((argument) => argument !== "--keep");
  if (unknown) throw new LocalStackError(`Unknown option '${unknown}': there is only --keep`);
  const keep = Deno.args.includes("--keep");

  const ended = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => ended.resolve());
  }
  const stack = await startStack({
    apiPort: portSetting("RUNDOWN_API_PORT", 54321),
    databasePort: portSetting("RUNDOWN_DATABASE_PORT", 54322),
    twilioPort: portSetting("RUNDOWN_TWILIO_PORT", 54325),
    ...(keep ? { dataDirectory: KEPT_DATA } : {}),
    seed: true,
    onProgress: (message) => console.log(`… ${message}`),
    onFunctionLog: (line) => console.log(line),
  });
  const crons = await startCron(stack);
  console.log(`
Rundown is up.

  Phones            ${stack.twilio.url}
  API               ${stack.apiUrl}
  Functions         ${stack.functionsUrl}
  Database          ${stack.databaseUrl}

  Publishable key   ${LOCAL_KEYS.publishable}
  Secret key        ${LOCAL_KEYS.secret}
  Cron key          ${LOCAL_KEYS.cron}
  Twilio account    ${LOCAL_KEYS.twilioAccountSid}
  Twilio token      ${LOCAL_KEYS.twilioAuthToken}
  Twilio number     ${LOCAL_KEYS.twilioPhoneNumber}

Run a function now:

  curl -X POST ${stack.functionsUrl}/message-sender -H 'apikey: ${LOCAL_KEYS.cron}' -d '{"wait":true}'

Ctrl-C stops everything${
    keep ? ` and keeps the data in ${KEPT_DATA}` : " and leaves nothing behind"
  }.
`);
  await ended.promise;
  console.log("… stopping");
  for (const cron of crons) cron.stop();
  await stack.stop();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
Deno.exit(0);
