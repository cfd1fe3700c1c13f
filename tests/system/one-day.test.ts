/** The three programs of one day are folders as docs/programs.md wants them. */
import assert from "node:assert/strict";
import { readSchemas } from "../../local/schema/rooms.ts";
import { plan } from "../check/rooms.ts";
import { withOneDay } from "./one-day.ts";

Deno.test("programs that want places are folders, and the checks find nothing", () =>
  withOneDay(async (supabase) => {
    const files = await readSchemas(supabase);
    for (const program of ["praise", "quiz", "tip"]) {
      assert.deepEqual(
        files.filter(({ room }) => room === `programs/${program}`).map(({ path }) => path),
        ["program.sql", "seam.sql"].map((name) => `schemas/programs/${program}/${name}`),
      );
    }
    assert.deepEqual(plan(files), []);
  }));
