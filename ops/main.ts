/** `deno task ops <command>`: what an operator looks at and does, locally or on a hosted project. */
import { parseArgs } from "node:util";
import { COMMANDS } from "./commands.ts";
import { connectTo, type Target, targetFrom } from "./target.ts";

const USAGE = `deno task ops <command> [--url URL] [--json] [--yes]

  status            what goes on: sending, queue, hour, runs, alerts
  queue             the next messages
  why <message>     the life of a message, or of a turn without one
  pause <reason>    stop sending before the next start
  resume            go on, also after the circuit opened
  retry <message>   try a failed message again

Without --url (or RUNDOWN_URL) it is the local stack. A hosted project wants its URL and its secret
key in RUNDOWN_SECRET_KEY; before it changes anything there it asks, unless told --yes.`;

class UsageError extends Error {}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: "string" },
        json: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Whether the operator wants it, where it is not just the local stack. */
function isConfirmed(target: Target, what: string, yes: boolean): boolean {
  if (target.isLocal || yes) return true;
  if (!Deno.stdin.isTerminal()) {
    throw new UsageError(`Cannot ask whether to ${what} ${target.url}: say --yes`);
  }
  return confirm(`Really ${what} ${target.url}?`);
}

async function run(args: string[]): Promise<number> {
  const { values, positionals: [name, argument, ...rest] } = readArguments(args);
  if (values.help || !name) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const command = COMMANDS[name];
  if (!command) throw new UsageError(`There is no command "${name}"`);
  if (rest.length > 0 || (argument === undefined) !== (command.argument === undefined)) {
    throw new UsageError(
      command.argument ? `"${name}" wants one ${command.argument}` : `"${name}" wants nothing more`,
    );
  }
  const target = targetFrom(values.url, Deno.env.toObject());
  if (command.changes && !isConfirmed(target, command.changes, values.yes)) {
    console.error("Nothing was changed.");
    return 1;
  }
  const result = await command.run(connectTo(target), argument ?? "");
  console.log(values.json ? JSON.stringify(result.data, null, 2) : result.text);
  return 0;
}

try {
  Deno.exit(await run(Deno.args));
} catch (error) {
  console.error((error as Error).message);
  if (error instanceof UsageError) console.error("deno task ops --help tells more");
  Deno.exit(error instanceof UsageError ? 2 : 1);
}
