import { withSupabase } from "@supabase/server";
import type { Database } from "../_shared/database-types.ts";
import { createDatabase } from "../_shared/database.ts";
import { readEnvironment } from "../_shared/environment.ts";
import { createLogger } from "../_shared/log.ts";
import { createHandler } from "./handler.ts";
import { ringSender } from "./ring-sender.ts";

export default {
  // Anybody may call; what is not signed by Twilio is refused before anything is read or written.
  fetch: withSupabase<Database>(
    { auth: "none", cors: "disabled" },
    (request, { supabaseAdmin }) =>
      createHandler({
        environment: () => readEnvironment(Deno.env.toObject()),
        database: createDatabase(supabaseAdmin),
        log: createLogger({ function: "twilio-inbound" }),
        ringSender: (environment) => ringSender(environment, Deno.env.get("SUPABASE_SECRET_KEYS")),
      })(request),
  ),
};
