/** `deno task start`: keeps the local stack up until Ctrl-C. `--keep` keeps its data as well. */
import { Cron } from "croner";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LocalStackError, UsageError } from "./errors.ts";
import { LOCAL_KEYS } from "./keys.ts";
import { type Stack, startStack } from "./stack.ts";

const KEPT_DATA = Deno.env.get("RUNDOWN_DATA_DIRECTORY") ??
  join(import.meta.dirname!, "..", ".rundown", "data");

const USAGE = `deno task start [--keep]

  --keep    keep the data in ${KEPT_DATA}

Starts the local stack, prints its URLs and keys, and keeps it up until Ctrl-C. The README tells the
variables that move its ports and its data.`;

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

function readOptions() {
  try {
    return parseArgs({
      args: Deno.args,
      options: {
        keep: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Resolves when this program is asked to end. A terminal asks twice: `deno task` hands Ctrl-C on. */
function endAsked(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => resolve());
  }
  return promise;
}

async function main(): Promise<void> {
  const { keep, help } = readOptions();
  if (help) {
    console.log(USAGE);
    return;
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
  // Until here a signal just ends this program, and the guard of its folder does the rest.
  const ended = endAsked();
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
  await ended;
  console.log("… stopping");
  for (const cron of crons) cron.stop();
  await stack.stop();
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    Deno.exit(2);
  }
  if (!(error instanceof LocalStackError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
Deno.exit(0);
