import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../supabase/functions/_shared/database-types.ts";
import { LOCAL_KEYS } from "./keys.ts";

/** A client as an app has it: the publishable key, row level security, nothing kept on disk. */
export type AppClient = SupabaseClient<Database>;

/** A client that nobody has signed in with. */
export function anonymousClient(apiUrl: string): AppClient {
  return createClient<Database>(apiUrl, LOCAL_KEYS.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

/** A client with the secret key, as a trusted server has it. */
export function serviceClient(apiUrl: string): AppClient {
  return createClient<Database>(apiUrl, LOCAL_KEYS.secret, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

/** A signed-in person. */
export interface Person {
  id: string;
  client: AppClient;
}

/** Creates an account through Auth. */
export async function signUp(
  apiUrl: string,
  account: { email: string; password: string; displayName?: string },
): Promise<Person> {
  const client = anonymousClient(apiUrl);
  const { data, error } = await client.auth.signUp({
    email: account.email,
    password: account.password,
    options: { data: account.displayName ? { display_name: account.displayName } : {} },
  });
  if (error || !data.user) throw new Error(`Cannot sign up '${account.email}': ${error?.message}`);
  return { id: data.user.id, client };
}
