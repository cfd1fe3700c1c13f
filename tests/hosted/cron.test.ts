/** Cron as a hosted project has it: the real pg_cron, with stand-ins for pg_net and Vault. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { hasDebianPostgres, migrateLikeHosted, withDebianPostgres } from "./debian-postgres.ts";

const URL_SECRET = "rundown_functions_url";
const KEY_SECRET = "rundown_cron_key";
const SECRETS = {
  [URL_SECRET]: "https://abcdefghijklmnopqrst.supabase.co/functions/v1",
  [KEY_SECRET]: "sb_secret_of_this_test_alone",
};

const NO_CRON = {
  severity: "NOTICE",
  message: "Nothing runs on schedule: this database has no pg_cron",
};

/** Awaits that `find` finds something. */
async function eventually<T>(find: () => Promise<T | undefined>, deadline = 30_000): Promise<T> {
  const end = performance.now() + deadline;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Nothing happened in ${deadline} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test({
  name: "hosted cron",
  ignore: !hasDebianPostgres,
  fn: (t) =>
    withDebianPostgres(async (server) => {
      const notices: { severity: string; message: string }[] = [];
      const open = (database: string, username = "postgres") =>
        server.connect(database, {
          max: 1,
          username,
          onnotice: ({ severity, message }) => {
            notices.push({ severity: severity!, message: message! });
          },
        });
      const noticesOf = async (work: () => Promise<unknown>) => {
        notices.length = 0;
        await work();
        return [...notices];
      };
      let sql = open("postgres");

      const jobs = async () =>
        (await sql`
        select jobname, schedule, active, command from cron.job order by jobname`).map((job) => ({
          ...job,
        }));
      const install = async () =>
        (await sql`select private.install_cron() as jobs`)[0]!.jobs as number;
      const setSecrets = async (secrets: Record<string, string>) => {
        await sql`delete from vault.decrypted_secrets`;
        for (const [name, secret] of Object.entries(secrets)) {
          await sql`insert into vault.decrypted_secrets values (${name}, ${secret})`;
        }
      };
      const requests = async () =>
        (await sql`
        delete from net.requests
        returning url, body, params, headers, timeout_milliseconds`).map((request) => ({
          ...request,
        }));
      const expectedRequest = (functionName: string) => ({
        url: `https://abcdefghijklmnopqrst.supabase.co/functions/v1/${functionName}`,
        body: {},
        params: {},
        headers: { "Content-Type": "application/json", "apikey": SECRETS[KEY_SECRET] },
        timeout_milliseconds: 5000,
      });

      try {
        await sql.unsafe(await Deno.readTextFile(join(import.meta.dirname!, "extensions.sql")))
          .simple();
        await migrateLikeHosted(sql);

        await t.step("the migrations alone install the jobs of R46, T113 and T115", async () => {
          assert.deepEqual(await jobs(), [
            {
              jobname: "check-health",
              schedule: "5 * * * *",
              active: true,
              command: "/* Rundown */ select private.check_health()",
            },
            {
              jobname: "clean-up",
              schedule: "0 3 * * 0",
              active: true,
              command: "/* Rundown */ " +
                "do 'begin for batch in 1 .. 1000 loop exit when not private.clean_up(); commit; " +
                "end loop; end'",
            },
            {
              jobname: "message-scheduler",
              schedule: "0 6 * * *",
              active: true,
              command: "/* Rundown */ select private.ring_function('message-scheduler')",
            },
            {
              jobname: "message-sender",
              schedule: "*/10 * * * *",
              active: true,
              command: "/* Rundown */ select private.ring_function('message-sender')",
            },
          ]);
        });

        await t.step(
          "a job posts to its function with the cron key, for five seconds",
          async () => {
            await setSecrets(SECRETS);
            const ringing = (await jobs()).filter(({ command }) => /ring_function/.test(command));
            assert.equal(ringing.length, 2);
            for (const { jobname, command } of ringing) {
              assert.deepEqual(await noticesOf(() => sql.unsafe(command)), []);
              assert.deepEqual(await requests(), [expectedRequest(jobname)]);
            }
          },
        );

        await t.step("space around a secret and a slash after the URL do no harm", async () => {
          await setSecrets({
            [URL_SECRET]: `${SECRETS[URL_SECRET]}/\n`,
            [KEY_SECRET]: ` ${SECRETS[KEY_SECRET]}\r\n`,
          });
          await sql`select private.ring_function('message-sender')`;
          assert.deepEqual(await requests(), [expectedRequest("message-sender")]);
        });

        for (const name of [URL_SECRET, KEY_SECRET] as const) {
          for (const [state, value] of [["missing"], ["empty", ""], ["blank", " \n"]] as const) {
            await t.step(
              `with ${name} ${state}, nothing is posted and a warning says so`,
              async () => {
                const { [name]: _, ...others } = SECRETS;
                await setSecrets({ ...others, ...(value === undefined ? {} : { [name]: value }) });
                const raised = await noticesOf(async () => {
                  const [row] = await sql`select private.ring_function('message-sender') as id`;
                  assert.equal(row!.id, null);
                });
                assert.deepEqual(raised, [{
                  severity: "WARNING",
                  message: `Did not call function "message-sender": ` +
                    `this database lacks the Vault secret ${name}`,
                }]);
                assert.deepEqual(await requests(), []);
              },
            );
          }
        }

        await t.step("installing again changes nothing, a paused job stays paused", async () => {
          await sql`
            select cron.alter_job(jobid, active := false) from cron.job
            where jobname = 'message-sender'`;
          const before = await jobs();
          assert.equal(await install(), 4);
          assert.deepEqual(await jobs(), before);
          await sql`select cron.alter_job(jobid, active := true) from cron.job`;
        });

        await t.step(
          "a diagnosis tells of a job, a secret and an extension that is missing",
          async () => {
            const problems = async () =>
              (await sql`
              select name, finding from public.diagnose()
              where not is_ok and name in ('extensions', 'cron', 'vault')
              order by name`).map(({ name, finding }) => `${name}: ${finding}`);
            await setSecrets(SECRETS);
            assert.deepEqual(await problems(), []);
            await sql`
            select cron.alter_job(jobid, active := false) from cron.job
            where jobname in ('clean-up', 'message-sender')`;
            await setSecrets({ [URL_SECRET]: SECRETS[URL_SECRET], [KEY_SECRET]: " " });
            await sql`alter schema net rename to net_away`;
            assert.deepEqual(await problems(), [
              "cron: no active job at the time of private.cron_schedules: clean-up, message-sender",
              "extensions: missing: pg_net",
              `vault: secrets that are missing or empty: ${KEY_SECRET}`,
            ]);
            await sql`alter schema net_away rename to net`;
            await sql`select cron.alter_job(jobid, active := true) from cron.job`;
          },
        );

        await t.step("pg_cron enabled later is installed by hand", async () => {
          const before = await jobs();
          await sql`drop extension pg_cron`;
          assert.deepEqual(await noticesOf(async () => assert.equal(await install(), 0)), [
            NO_CRON,
          ]);
          await sql`create extension pg_cron`;
          // A session that saw the old pg_cron cannot see the new one.
          await sql.end();
          sql = open("postgres");
          assert.equal(await install(), 4);
          assert.deepEqual(await jobs(), before);
        });

        await t.step("a changed schedule is taken over", async () => {
          await sql`
            update private.cron_schedules set schedule = '*/5 * * * *'
            where job_name = 'message-sender'`;
          await install();
          assert.deepEqual((await jobs()).map(({ schedule }) => schedule), [
            "5 * * * *",
            "0 3 * * 0",
            "0 6 * * *",
            "*/5 * * * *",
          ]);
        });

        await t.step("a removed row takes its job along, and nobody else's", async () => {
          await sql`select cron.schedule('somebody-elses', '0 0 * * *', 'select 1')`;
          await sql`
            delete from private.cron_schedules
            where job_name in ('message-scheduler', 'check-health')`;
          assert.equal(await install(), 2);
          assert.deepEqual((await jobs()).map(({ jobname }) => jobname), [
            "clean-up",
            "message-sender",
            "somebody-elses",
          ]);
        });

        await t.step(
          "pg_cron itself rings, and cleans up in transactions of their own",
          async () => {
            await sql`
            insert into public.message_rate_limits (time_slot)
            select timestamptz '2020-01-01 00:00Z' + hour * interval '1 hour'
            from generate_series(1, 1200) as hour`;
            await sql`
            insert into cron.job_run_details (runid, status, end_time)
            values (-1, 'succeeded', now() - interval '31 days'), (-2, 'succeeded', now())`;
            await sql`create table deletions (by_transaction text)`;
            await sql`
            create function note_deletion() returns trigger language plpgsql as $$
            begin
              insert into public.deletions values (pg_current_xact_id()::text);
              return null;
            end;
            $$`;
            await sql`
            create trigger note_deletion after delete on public.message_rate_limits
            for each row execute function note_deletion()`;
            // The only schedule of this pg_cron that does not wait for the next minute.
            await sql`update private.cron_schedules set schedule = '@reboot'`;
            await install();
            await setSecrets(SECRETS);
            await sql.end();
            await server.restart();
            sql = open("postgres");
            assert.deepEqual(
              await eventually(async () => (await requests())[0]),
              expectedRequest("message-sender"),
            );
            await eventually(async () =>
              (await sql`select from public.message_rate_limits`).length === 0 ? true : undefined
            );
            const batches = await sql`
            select count(*)::int as hours from public.deletions
            group by by_transaction order by hours`;
            assert.deepEqual(batches.map(({ hours }) => hours), [200, 500, 500]);
            assert.deepEqual(
              (await sql`select runid::int from cron.job_run_details where runid < 0`)
                .map(({ runid }) => runid),
              [-2],
            );
          },
        );

        await t.step("an alert is posted to the webhook of the third secret", async () => {
          await setSecrets({ ...SECRETS, rundown_alert_webhook: "https://hooks.example/T0/abc" });
          await sql`select private.raise_alert('no_capacity', 'An hour is full', '{}')`;
          await requests();
          await sql`select private.check_health()`;
          const [request] = await requests();
          assert.equal(request!.url, "https://hooks.example/T0/abc");
          assert.match(request!.body.text, /^no_capacity: An hour is full \(1 times on /);
          await setSecrets(SECRETS);
        });

        await t.step("the key stands in no job, run, error or log", async () => {
          await sql`
            create or replace function net.http_post(
              url text, body jsonb default '{}', params jsonb default '{}',
              headers jsonb default '{}', timeout_milliseconds integer default 5000
            )
            returns bigint language plpgsql as $$
            begin
              raise 'the worker of pg_net is down';
            end;
            $$`;
          await assert.rejects(
            async () => await sql`select private.ring_function('message-sender')`,
            (error: Error) => {
              assert.match(error.message, /the worker of pg_net is down/);
              assert.ok(!JSON.stringify({ ...error }).includes(SECRETS[KEY_SECRET]));
              return true;
            },
          );
          const [kept] = await sql`
            select
              (select jsonb_agg(to_jsonb(job)) from cron.job)::text as jobs,
              (select jsonb_agg(to_jsonb(run)) from cron.job_run_details as run)::text as runs`;
          const log = server.log();
          assert.match(kept!.runs, /succeeded/);
          assert.match(log, /the worker of pg_net is down/);
          for (const text of [kept!.jobs, kept!.runs, log]) {
            assert.ok(!text.includes(SECRETS[KEY_SECRET]));
          }
        });

        await t.step(
          "without pg_cron, pg_net and Vault the migrations pass and say so",
          async () => {
            // pg_cron lives in one database, and only a superuser may create it.
            await sql`create role project_owner login password 'postgres'`;
            await sql`create database without_extensions owner project_owner`;
            const without = open("without_extensions", "project_owner");
            try {
              const raised = await noticesOf(() => migrateLikeHosted(without));
              assert.deepEqual(raised.filter(({ message }) => /cron|net|vault/i.test(message)), [
                {
                  severity: "WARNING",
                  message: 'Cannot enable pg_cron: permission denied to create extension "pg_cron"',
                },
                NO_CRON,
              ]);
            } finally {
              await without.end();
            }
          },
        );
      } finally {
        await sql.end();
      }
    }),
});
