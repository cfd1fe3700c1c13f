import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { LocalStackError } from "./errors.ts";

export interface ServiceProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  /** Ends the process, at once with SIGKILL or after its own clean-up with SIGTERM. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export interface ServiceOptions {
  /** How messages name the service. */
  name: string;
  /** The Deno that runs it. */
  deno: string;
  args: string[];
  /** The whole environment of the process, but for what Deno itself needs. */
  env: Record<string, string>;
  onLog: (line: string) => void;
}

/** What Deno needs to find its cache; nothing of the caller's secrets. */
const INHERITED = ["HOME", "PATH", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "SystemRoot"];

/**
 * Downloads what a program imports, so that the service which runs it later needs neither the network
 * nor the caller's settings for it. Quick if everything is there.
 *
 * @throws {LocalStackError} with the last words of Deno.
 */
export async function downloadImports(
  deno: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { success, stderr } = await new Deno.Command(deno, {
    args: ["cache", "--no-check", ...args],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const error = lines.findLast((line) => line.startsWith("error:")) ?? lines.at(-1);
  throw new LocalStackError(`Cannot download what '${args.at(-1)}' imports: ${error}`);
}

/**
 * Starts a Deno program that listens on a free port and says so by printing `listening <port>`.
 *
 * @throws {LocalStackError} when it ends before it listens; the message ends with its last words.
 */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const { name, deno, args, env, onLog } = options;
  const inherited = Object.fromEntries(
    INHERITED
      .map((key) => [key, Deno.env.get(key)])
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const child = new Deno.Command(deno, {
    args,
    env: { ...inherited, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();

  let lastWords = "it said nothing";
  const listening = Promise.withResolvers<number>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const line of createInterface({ input: Readable.from(stream) })) {
      const port = /^listening (\d+)$/.exec(line)?.[1];
      if (port) listening.resolve(Number(port));
      else if (line.trim()) {
        lastWords = line;
        onLog(line);
      }
    }
  };
  const output = Promise.all([read(child.stdout), read(child.stderr)]);
  const ended = Promise.all([child.status, output]);
  ended.then(() =>
    listening.reject(new LocalStackError(`Cannot start the ${name}: it ended with "${lastWords}"`))
  );

  const port = await listening.promise;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    async stop(signal = "SIGTERM") {
      try {
        child.kill(signal);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended already
      }
      await ended;
    },
  };
}
