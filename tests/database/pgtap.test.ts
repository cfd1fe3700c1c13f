/** The pgTAP files of this folder, or those in RUNDOWN_PGTAP_FILES, on the local stack's Postgres 17. */
import { connect } from "../../local/database.ts";
import { startStack } from "../../local/stack.ts";
import { copyPgTap, runPgTapFiles } from "./pgtap.ts";

Deno.test("database", async (t) => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  try {
    await copyPgTap(stack.sql);
    await runPgTapFiles(
      t,
      () => connect(stack.databaseUrl, { max: 1 }),
      Deno.env.get("RUNDOWN_PGTAP_FILES")?.split(","),
    );
  } finally {
    await stack.stop();
  }
});
