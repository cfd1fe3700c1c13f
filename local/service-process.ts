import { LocalStackError } from "./errors.ts";
import type { GuardedFolder, GuardedProcess } from "./guarded-folder.ts";

export interface ServiceProcess extends GuardedProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
}

export interface ServiceOptions {
  /** Where it runs, and with which it ends. */
  folder: GuardedFolder;
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
  folder: GuardedFolder,
  deno: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const lines: string[] = [];
  const { success } = await folder.start({
    program: deno,
    args: ["cache", "--no-check", ...args],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    onLine: (line) => lines.push(line),
  }).ended;
  if (success) return;
  const error = lines.findLast((line) => line.startsWith("error:")) ?? lines.at(-1);
  throw new LocalStackError(`Cannot download what '${args.at(-1)}' imports: ${error}`);
}

/**
 * Starts a Deno program that listens on a free port and says so by printing `listening <port>`.
 *
 * @throws {LocalStackError} when it ends before it listens; the message ends with its last words.
 */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const { folder, name, deno, args, env, onLog } = options;
  const inherited = Object.fromEntries(
    INHERITED
      .map((key) => [key, Deno.env.get(key)])
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  let lastWords = "it said nothing";
  const listening = Promise.withResolvers<number>();
  const service = folder.start({
    program: deno,
    args,
    env: { ...inherited, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    clearEnv: true,
    onLine: (line) => {
      const port = /^listening (\d+)$/.exec(line)?.[1];
      if (port) listening.resolve(Number(port));
      else if (line.trim()) {
        lastWords = line;
        onLog(line);
      }
    },
  });
  service.ended.then(() =>
    listening.reject(new LocalStackError(`Cannot start the ${name}: it ended with "${lastWords}"`))
  );
  return { ...service, url: `http://127.0.0.1:${await listening.promise}` };
}
