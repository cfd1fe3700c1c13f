import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { LOCAL_KEYS } from "../local/keys.ts";
import type { Database } from "../supabase/functions/_shared/database-types.ts";

/** A project to operate. */
export interface Target {
  url: string;
  secretKey: string;
  /** The key that the scheduled functions take; null if nobody told it. */
  cronKey: string | null;
  isLocal: boolean;
}

type Functions = Database["public"]["Functions"];

/** Calls a function of the database; throws an Error of one line when it fails. */
export type Call = <Name extends keyof Functions & string>(
  name: Name,
  args: Functions[Name]["Args"],
) => Promise<Functions[Name]["Returns"]>;

/**
 * Does something to the project: an entry in public.operator_actions, where it stays on record. Throws an
 * Error of one line when it cannot be done, and then nothing is on record.
 */
export type Act = (
  action: string,
  args?: Record<string, string | number | boolean | null>,
) => Promise<void>;

/** Calls an Edge Function and resolves to its answer, whatever its status. */
export type CallFunction = (name: string, init: RequestInit) => Promise<Response>;

/**
 * The project at `url`, by default that of the environment, and else the local stack.
 *
 * @throws {Error} when a hosted project comes without its secret key, or the URL is none.
 */
export function targetFrom(
  url: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Target {
  const port = environment.RUNDOWN_API_PORT ?? "54321";
  const chosen = url ?? environment.RUNDOWN_URL ?? `http://127.0.0.1:${port}`;
  if (!URL.canParse(chosen)) throw new Error(`Cannot use the URL "${chosen}": it is none`);
  const isLocal = ["127.0.0.1", "localhost"].includes(new URL(chosen).hostname);
  const secretKey = environment.RUNDOWN_SECRET_KEY ?? (isLocal ? LOCAL_KEYS.secret : undefined);
  if (!secretKey) throw new Error(`Cannot operate ${chosen}: RUNDOWN_SECRET_KEY is not set`);
  const cronKey = environment.RUNDOWN_CRON_KEY ?? (isLocal ? LOCAL_KEYS.cron : null);
  return { url: chosen, secretKey, cronKey, isLocal };
}

/** What is asked of the project's database over REST, and done there. */
export function connectTo({ url, secretKey }: Target): { call: Call; act: Act } {
  const client: SupabaseClient<Database> = createClient(url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const throwIf = (error: { message: string; hint: string | null } | null, status: number) => {
    if (!error) return;
    if (status === 0) throw unreachable(url);
    throw new Error(
      [error.message.replace(/^PostgresError: /, ""), error.hint].filter(Boolean).join(". "),
    );
  };
  return {
    call: async (name, args) => {
      const { data, error, status } = await client.rpc(name, args as never);
      throwIf(error, status);
      return data as never;
    },
    act: async (action, args = {}) => {
      const { error, status } = await client.from("operator_actions")
        .insert({ action, arguments: args });
      throwIf(error, status);
    },
  };
}

/** Calls the project's Edge Functions. */
export function functionsOf({ url }: Target): CallFunction {
  return async (name, init) => {
    try {
      return await fetch(new URL(`/functions/v1/${name}`, url), init);
    } catch {
      throw unreachable(url);
    }
  };
}

function unreachable(url: string): Error {
  return new Error(`Cannot reach ${url}: is it running?`);
}
