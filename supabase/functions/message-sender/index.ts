import { withSupabase } from "@supabase/server";
import type { Database } from "../_shared/database-types.ts";
import { createDatabase } from "../_shared/database.ts";
import { readEnvironment } from "../_shared/environment.ts";
import { createLogger } from "../_shared/log.ts";
import { createHandler } from "./handler.ts";

export default {
  fetch: withSupabase<Database>(
    { auth: "secret:cron", cors: "disabled", errors: { detailed: false } },
    (request, { supabaseAdmin }) =>
      createHandler({
        environment: () => readEnvironment(Deno.env.toObject()),
        database: createDatabase(supabaseAdmin),
        log: createLogger({ function: "message-sender" }),
        now: () => performance.now(),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      })(request),
  ),
};
