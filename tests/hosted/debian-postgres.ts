/**
 * Hosted projects differ from the local stack: they run pg_cron, pg_net and Vault, and some of them
 * Postgres 15. The tests of this folder use the Postgres 15, pg_cron and pgTAP that Debian packages,
 * on a server of their own in a temporary folder.
 */
import { join } from "node:path";
import postgres from "postgres";
import { connect, migrate, type Sql } from "../../local/database.ts";
import { freePort } from "../../local/free-port.ts";
import { makeGuardedFolder } from "../../local/guarded-folder.ts";
import { launch, unprivilegedAccount } from "../../local/postgres.ts";
import { applyBaseline } from "../../local/schema/databases.ts";

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const EXTENSIONS = "/usr/share/postgresql/15/extension";
const SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");
const PASSWORD = "postgres";

export interface DebianPostgres {
  /** How the superuser reaches a database. */
  url(database: string): string;
  /** Connects as the superuser; roles that a test makes get the same password. */
  connect(database: string, options?: postgres.Options<never>): Sql;
  restart(): Promise<void>;
  /** What the server has logged. */
  log(): string;
}

/** Whether Debian's packages are here; says so if not, for then the tests are skipped. */
export const hasDebianPostgres = await (async () => {
  const needed = [
    join(PROGRAMS, "postgres"),
    join(EXTENSIONS, "pg_cron.control"),
    join(EXTENSIONS, "pgtap.control"),
  ];
  for (const path of needed) {
    if (await Deno.stat(path).then(() => false, () => true)) {
      console.log(
        `Skipping tests/hosted: there is no '${path}'; ` +
          "install Debian's packages postgresql-15, postgresql-15-cron and postgresql-15-pgtap",
      );
      return false;
    }
  }
  return true;
})();

/** Runs `work` with a new server that loads pg_cron for the database `postgres`. */
export async function withDebianPostgres(
  work: (server: DebianPostgres) => Promise<void>,
): Promise<void> {
  const folder = await makeGuardedFolder();
  try {
    const account = await unprivilegedAccount();
    if (account) await folder.giveTo(account);
    const data = join(folder.path, "data");
    const port = freePort();
    const log: string[] = [];
    const run = (program: string, args: string[], onLine: (line: string) => void) =>
      folder.start({
        program: join(PROGRAMS, program),
        args,
        env: { LC_ALL: "C" },
        cwd: folder.path,
        account,
        onLine: (line) => {
          log.push(line);
          onLine(line);
        },
      });

    const passwordFile = join(folder.path, "password");
    await Deno.writeTextFile(passwordFile, `${PASSWORD}\n`);
    const { success } = await run("initdb", [
      ...[`--pgdata=${data}`, "--username=postgres", `--pwfile=${passwordFile}`],
      ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
    ], () => {}).ended;
    if (!success) throw new Error(`Cannot run initdb: ${log.join("\n")}`);
    const settings = {
      listen_addresses: "127.0.0.1",
      port,
      unix_socket_directories: folder.path,
      timezone: "UTC",
      // As in the local stack: compiling a query takes longer than running it on these few rows.
      jit: "off",
      fsync: "off",
      shared_preload_libraries: "pg_cron",
      "cron.database_name": "postgres",
      // Else pg_cron connects as a client, without a password.
      "cron.use_background_workers": "on",
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const start = () => launch((onLine) => run("postgres", ["-D", data, ...options], onLine));

    const url = (database: string) =>
      `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;
    let running = await start();
    await work({
      url,
      connect: (database, options) => connect(url(database), options),
      async restart() {
        await running.stop("SIGINT");
        running = await start();
      },
      log: () => log.join("\n"),
    });
  } finally {
    await folder.remove();
  }
}

/** Makes a new database a hosted project with all our migrations. */
export async function migrateLikeHosted(sql: Sql): Promise<void> {
  await applyBaseline(sql);
  await migrate(sql, SUPABASE);
}
