import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { LocalStackError } from "./errors.ts";

export interface ProcessOptions {
  program: string;
  args: string[];
  env: Record<string, string>;
  /** Give it nothing of this program's environment. */
  clearEnv?: boolean;
  cwd?: string;
  /** Whom it runs as, if not as this program. */
  account?: Account | undefined;
  /** Gets each line that it prints; without, it prints where this program does. */
  onLine?: (line: string) => void;
}

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export interface GuardedProcess {
  readonly pid: number;
  /** Resolves when it has ended and all that it printed was read. */
  readonly ended: Promise<Deno.CommandStatus>;
  /** Sends the signal, unless it has ended already, and waits for its end. */
  stop(signal: Deno.Signal): Promise<void>;
}

/**
 * A temporary folder and processes that do not outlive this program, however it ends: by a signal, a
 * closed terminal, a crash, or because npx or `deno task` were killed that it runs under. Signals need
 * no handlers for that. See guard.sh.
 */
export interface GuardedFolder {
  readonly path: string;
  /** Makes it another user's, who is to run something here. */
  giveTo(account: Account): Promise<void>;
  /** Starts a process that has no part in this program's terminal: no Ctrl-C reaches it. */
  start(options: ProcessOptions): GuardedProcess;
  /** Ends what still runs here and removes the folder. */
  remove(): Promise<void>;
}

const GUARD = join(import.meta.dirname!, "guard.sh");

/** Notes its id where the guard looks, keeps that open, and becomes the program. */
const HELD = 'exec 9<>"$1" && echo $$ >&9 && shift && exec "$@"';

/**
 * Makes an empty folder in TMPDIR that only this user may enter.
 *
 * @throws {LocalStackError} when it cannot be made.
 */
export async function makeGuardedFolder(): Promise<GuardedFolder> {
  const parent = resolve(Deno.env.get("TMPDIR") || "/tmp");
  const path = join(parent, `rundown-${crypto.randomUUID().slice(0, 8)}`);
  const guard = new Deno.Command("/bin/sh", {
    args: [GUARD, path],
    cwd: "/",
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    detached: true,
  }).spawn();
  const input = guard.stdin.getWriter();
  const remove = async () => {
    await input.close().catch(() => {});
    await Promise.all(processes.map(({ ended }) => ended));
    await guard.status;
  };
  const processes: GuardedProcess[] = [];

  // It goes on holding its output, of which this is all: "ready", or nothing if it has failed.
  const reader = guard.stdout.getReader();
  const { done } = await reader.read();
  await reader.cancel();
  if (done) {
    await remove();
    throw new LocalStackError(
      `Cannot make a temporary folder in '${parent}': set TMPDIR to a folder that you may write to`,
    );
  }

  const held = join(path, "held");
  return {
    path,
    async giveTo({ uid, gid }) {
      for (const each of [path, held]) await Deno.chown(each, uid, gid);
    },
    start(options) {
      const { program, args, env, clearEnv, cwd, account, onLine } = options;
      const output = onLine ? "piped" : "inherit";
      const child = new Deno.Command("/bin/sh", {
        args: ["-c", HELD, "sh", held, program, ...args],
        env,
        clearEnv: clearEnv ?? false,
        ...(cwd === undefined ? {} : { cwd }),
        ...(account ? { uid: account.uid, gid: account.gid } : {}),
        stdin: "null",
        stdout: output,
        stderr: output,
        detached: true,
      }).spawn();
      const process = watch(child, onLine, () => {
        // It is closed if the guard is at work already.
        input.write(new TextEncoder().encode(`${child.pid}\n`)).catch(() => {});
      });
      processes.push(process);
      return process;
    },
    remove,
  };
}

function watch(
  child: Deno.ChildProcess,
  onLine: ((line: string) => void) | undefined,
  onEnd: () => void,
): GuardedProcess {
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const line of createInterface({ input: Readable.from(stream) })) onLine?.(line);
  };
  const output = onLine ? [read(child.stdout), read(child.stderr)] : [];
  const ended = Promise.all([child.status.finally(onEnd), ...output]).then(([status]) => status);
  return {
    pid: child.pid,
    ended,
    async stop(signal) {
      try {
        child.kill(signal);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended already
      }
      await ended;
    },
  };
}
