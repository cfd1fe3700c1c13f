/** Older hosted projects run Postgres 15; everything else here runs 17. */
import { runPgTapFiles } from "../database/pgtap.ts";
import { hasDebianPostgres, migrateLikeHosted, withDebianPostgres } from "./debian-postgres.ts";

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
        await runPgTapFiles(t, () => server.connect("project", { max: 1 }));
      } finally {
        await sql.end();
      }
    }),
});
