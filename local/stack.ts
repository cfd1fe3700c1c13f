import { join } from "node:path";
import {
  startTwilioEmulator,
  type TwilioEmulator,
  type TwilioEmulatorOptions,
} from "../emulators/twilio/mod.ts";
import { incomingTextsUrl } from "../supabase/functions/_shared/twilio.ts";
import { addApiRole, applyHostedBaseline, connect, migrate, seed, type Sql } from "./database.ts";
import { LocalStackError } from "./errors.ts";
import { freePort, isFree } from "./free-port.ts";
import { startFunctions } from "./functions.ts";
import { startGateway } from "./gateway.ts";
import { type GuardedFolder, makeGuardedFolder } from "./guarded-folder.ts";
import { LOCAL_KEYS } from "./keys.ts";
import { startPostgres } from "./postgres.ts";
import { downloadImports, type ServiceProcess, startService } from "./service-process.ts";

export interface StackOptions {
  /** Port of REST, Auth and functions; 0 for a free one. */
  apiPort: number;
  databasePort: number;
  twilioPort: number;
  /** Keep the database in this folder instead of a temporary one. */
  dataDirectory?: string;
  /** Fill a new database with supabase/seed.sql. */
  seed: boolean;
  /** Virtual time from the start, so that the seed lies before it; real time if absent. */
  clock?: Date;
  /** Another copy of supabase/ to run; this project's by default. */
  supabaseDirectory?: string;
  /** Another Deno to run the functions with. */
  functionsDeno?: string;
  /** Added to the functions' environment; a value of undefined takes a variable away. */
  functionsEnv?: Record<string, string | undefined>;
  /** What the Twilio account has instead of one number. */
  twilioAccount?: Pick<
    TwilioEmulatorOptions,
    "senders" | "messagingServices" | "advancedOptOut"
  >;
  onProgress?: (message: string) => void;
  /** What the functions print. */
  onFunctionLog?: (line: string) => void;
}

export interface Stack {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  readonly twilio: TwilioEmulator;
  /** The superuser's connection. */
  readonly sql: Sql;
  /** Where functions are called: `<functionsUrl>/message-sender`. */
  readonly functionsUrl: string;
  /** The process that runs them, until it is restarted. */
  functionsPid(): number;
  /** Moves the one clock of domain logic; null returns to real time. */
  setClock(instant: Date | null): Promise<void>;
  /** Ends the functions' process, with SIGKILL as a crash does, and starts a new one. */
  restartFunctions(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Stops the database, and starts it again once `whileDown` is over. */
  restartDatabase(whileDown?: () => Promise<void>): Promise<void>;
  /** Ends every process and removes what it made. Safe to call twice. */
  stop(): Promise<void>;
}

const PROJECT_SUPABASE = join(import.meta.dirname!, "..", "supabase");

/**
 * Starts the whole local stack: database, REST and Auth, Edge Functions and Twilio emulator, all on
 * 127.0.0.1. What was started is stopped again if a later part fails.
 *
 * @throws {LocalStackError} with one line for the person who started it.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const supabaseDirectory = options.supabaseDirectory ?? PROJECT_SUPABASE;
  const progress = options.onProgress ?? (() => {});
  const cleanups: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () =>
    stopping ??= (async () => {
      for (const cleanup of cleanups.toReversed()) await cleanup();
    })();

  try {
    const databasePort = choosePort(options.databasePort, "database", "RUNDOWN_DATABASE_PORT");
    const apiPort = choosePort(options.apiPort, "API", "RUNDOWN_API_PORT");
    const twilioPort = choosePort(options.twilioPort, "Twilio emulator", "RUNDOWN_TWILIO_PORT");

    const folder = await makeGuardedFolder();
    cleanups.push(folder.remove);

    progress("starting Postgres");
    const { dataDirectory } = options;
    const database = await startPostgres({
      port: databasePort,
      folder,
      dataDirectory,
      durable: dataDirectory !== undefined,
    });
    const sql = connect(database.url);
    cleanups.push(() => sql.end({ timeout: 1 }));

    progress("starting REST and Auth");
    await applyHostedBaseline(sql);
    await addApiRole(sql);
    let api = await startApi(folder, database.url);

    progress("applying migrations");
    const isNew = await migrate(sql, supabaseDirectory) > 0;
    let now = options.clock ?? null;
    const setClock = async (instant: Date | null) => {
      now = instant;
      await sql.begin(async (transaction) => {
        await transaction`delete from private.virtual_clock`;
        if (instant) {
          await transaction`insert into private.virtual_clock (instant) values (${instant})`;
        }
      });
    };
    if (now) await setClock(now);
    if (options.seed && isNew) {
      progress("filling in the people of seed.sql");
      await seed(sql, supabaseDirectory);
    }

    progress("starting the Twilio emulator");
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const functionsUrl = `${apiUrl}/functions/v1`;
    const twilio = await startTwilioEmulator({
      port: twilioPort,
      accountSid: LOCAL_KEYS.twilioAccountSid,
      authToken: LOCAL_KEYS.twilioAuthToken,
      senders: [LOCAL_KEYS.twilioPhoneNumber],
      inboundWebhookUrl: incomingTextsUrl(functionsUrl),
      inboundFallbackUrl: incomingTextsUrl(functionsUrl),
      now: () => now ?? new Date(),
      labels: await contactNames(sql),
      ...options.twilioAccount,
    });
    cleanups.push(() => twilio.stop());

    progress("starting the functions");
    const launchFunctions = () =>
      startFunctions({
        supabaseDirectory,
        folder,
        deno: options.functionsDeno ?? Deno.execPath(),
        env: functionsEnvironment(apiUrl, functionsUrl, twilio.url, options.functionsEnv ?? {}),
        onLog: options.onFunctionLog ?? (() => {}),
      });
    let functions = await launchFunctions();
    const gateway = startGateway(apiPort, [
      { prefix: "/rest/v1/", strip: "", target: () => api.url },
      { prefix: "/auth/v1/", strip: "", target: () => api.url },
      { prefix: "/functions/v1/", strip: "/functions/v1", target: () => functions.url },
    ]);
    cleanups.push(() => gateway.shutdown());
    // First of all, for what they still finish goes through the gateway.
    cleanups.push(() => functions.stop("SIGTERM"));

    return {
      apiUrl,
      functionsUrl,
      functionsPid: () => functions.pid,
      databaseUrl: database.url,
      twilio,
      sql,
      setClock,
      async restartFunctions(signal = "SIGTERM") {
        await functions.stop(signal);
        functions = await launchFunctions();
      },
      async restartDatabase(whileDown) {
        await database.restart(whileDown);
        // Its driver (postgres.js 3.4.9) does not get over every connection that is lost.
        await api.stop("SIGTERM");
        api = await startApi(folder, database.url);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Who holds the phones of the phone page, as far as the database knows from the start. */
async function contactNames(sql: Sql): Promise<Record<string, string>> {
  const contacts = await sql`select phone, name from public.contacts`;
  return Object.fromEntries(contacts.map(({ phone, name }) => [phone, name]));
}

async function startApi(folder: GuardedFolder, databaseUrl: string): Promise<ServiceProcess> {
  const url = new URL(databaseUrl);
  url.username = "authenticator";
  const program = join(import.meta.dirname!, "api-server.ts");
  await downloadImports(folder, Deno.execPath(), [program]);
  return await startService({
    folder,
    name: "REST and Auth server",
    deno: Deno.execPath(),
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      "--allow-sys",
      program,
    ],
    env: {
      DATABASE_URL: url.href,
      PUBLISHABLE_KEY: LOCAL_KEYS.publishable,
      SECRET_KEYS: JSON.stringify([LOCAL_KEYS.secret, LOCAL_KEYS.cron]),
      JWT_SECRET: LOCAL_KEYS.jwtSecret,
      LITE_TELEMETRY: "0",
    },
    // It prints every refused request with a stack trace; whoever sent the request gets the answer.
    onLog: () => {},
  });
}

function functionsEnvironment(
  apiUrl: string,
  functionsUrl: string,
  twilioUrl: string,
  changes: Record<string, string | undefined>,
): Record<string, string> {
  const env: Record<string, string | undefined> = {
    SUPABASE_URL: apiUrl,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: LOCAL_KEYS.publishable }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: LOCAL_KEYS.secret, cron: LOCAL_KEYS.cron }),
    TWILIO_ACCOUNT_SID: LOCAL_KEYS.twilioAccountSid,
    TWILIO_AUTH_TOKEN: LOCAL_KEYS.twilioAuthToken,
    TWILIO_PHONE_NUMBER: LOCAL_KEYS.twilioPhoneNumber,
    TWILIO_API_BASE_URL: twilioUrl,
    PUBLIC_FUNCTIONS_URL: functionsUrl,
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The port itself if it is free, or a free one for 0. */
function choosePort(port: number, service: string, setting: string): number {
  if (port === 0) return freePort();
  if (isFree(port)) return port;
  throw new LocalStackError(
    `Cannot start the ${service}: port ${port} is taken; free it or set ${setting}`,
  );
}
