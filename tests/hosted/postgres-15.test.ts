/** Older hosted projects run Postgres 15; everything else here runs 17. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { filesBelow } from "../files-below.ts";
import { hasDebianPostgres, withDebianPostgres } from "./debian-postgres.ts";
import { migrateLikeHosted } from "./migrate.ts";

const PGTAP_TESTS = join(import.meta.dirname!, "..", "database");

Deno.test({
  name: "every pgTAP file passes on Postgres 15 too",
  ignore: !hasDebianPostgres,
  fn: (t) =>
    withDebianPostgres(async (server) => {
      const admin = server.connect("postgres");
      // pg_cron lives in the database postgres alone, and these files are about one without it.
      await admin`create database project`;
      await admin.end();
      const sql = server.connect("project");
      try {
        await migrateLikeHosted(sql);
        await sql`create extension pgtap with schema extensions`;
        for (const path of await filesBelow(PGTAP_TESTS, ".test.sql")) {
          await t.step(path.slice(PGTAP_TESTS.length + 1), async () => {
            const connection = server.connect("project", { max: 1 });
            try {
              const results = await connection.unsafe(await Deno.readTextFile(path)).simple();
              const lines = results
                .flatMap((result) => [result].flat())
                .flatMap((row) => Object.values(row as Record<string, unknown>))
                .filter((value) => typeof value === "string")
                .join("\n");
              assert.match(lines, /^ok 1\b/m);
              assert.doesNotMatch(lines, /^(not ok|# Looks like)/m);
            } finally {
              await connection.end();
            }
          });
        }
      } finally {
        await sql.end();
      }
    }),
});
