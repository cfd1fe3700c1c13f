/** `deno task ops <command>`: what an operator looks at and does, locally or on a hosted project. */
import { parseArgs } from "node:util";
import { twilioAccessFrom } from "./commands/incoming-texts.ts";
import { type OptionName, type Options, type Usage, wholeNumber } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { connectTo, functionsOf, type Target, targetFrom } from "./target.ts";

const USAGE = `deno task ops <command> [--url URL] [--json] [--yes]

  status                      what goes on: sending, queue, hour, runs, alerts
  queue                       the next messages
  why <message>               the life of a message, or of a turn without one
  user <user>                 who somebody is: turn, contacts, last turns, what waits
  preview <user> [--days N]   what they will be told about, 14 days
  list-due [--hours N]        whose turn comes next, within the scheduling horizon
  limits [--hours N]          the budget of this hour and the next, 6 hours
  program                     which programs are on for how many
  doctor                      what is wrong with the project, and how to mend it

  pause <reason>              stop sending before the next start
  resume                      go on, also after the circuit opened
  retry <message>             try a failed message again
  run scheduler|sender        call a function now and wait for its report
  limits <texts>              how many texts an hour carries
  program <name> <percent>    for how many users a program is on
  switch <program> <user> on|off|default   the same for one user

A user is an id, or the address they sign in with. pause, resume and limits are about texts by SMS
unless --channel names another way. Without --url (or RUNDOWN_URL) it is the local
stack. A hosted project wants its URL and its secret key in RUNDOWN_SECRET_KEY, "run" the cron key
in RUNDOWN_CRON_KEY; before it changes anything there it asks, unless told --yes.`;

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
        days: { type: "string" },
        hours: { type: "string" },
        channel: { type: "string" },
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

/** The way to call the command that these arguments and options are. */
function usageOf(name: string, given: readonly string[], options: readonly OptionName[]): Usage {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command "${name}"`);
  const usage = command.find(({ arguments: { length } }) => length === given.length);
  if (!usage) {
    const ways = command.map(({ arguments: wanted }) =>
      wanted.length === 0 ? "nothing more" : wanted.map((what) => `<${what}>`).join(" ")
    );
    throw new UsageError(`"${name}" wants ${ways.join(", or ")}`);
  }
  const stray = options.find((option) => !usage.options?.includes(option));
  if (stray) throw new UsageError(`"${[name, ...given].join(" ")}" takes no --${stray}`);
  return usage;
}

async function run(args: string[]): Promise<number> {
  const { values, positionals: [name, ...given] } = readArguments(args);
  if (values.help || !name) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const options: { -readonly [Name in OptionName]?: Exclude<Options[Name], undefined> } = {};
  for (const option of ["days", "hours"] as const) {
    const value = values[option];
    if (value !== undefined) options[option] = wholeNumber(value, option);
  }
  if (values.channel !== undefined) options.channel = values.channel;
  const usage = usageOf(name, given, Object.keys(options) as OptionName[]);
  const target = targetFrom(values.url, Deno.env.toObject());
  if (usage.changes && !isConfirmed(target, usage.changes, values.yes)) {
    console.error("Nothing was changed.");
    return 1;
  }
  const result = await usage.run(
    {
      ...connectTo(target),
      callFunction: functionsOf(target),
      cronKey: target.cronKey,
      twilio: twilioAccessFrom(Deno.env.toObject(), target.url),
      options,
    },
    ...given,
  );
  console.log(values.json ? JSON.stringify(result.data, null, 2) : result.text);
  return result.isBad ? 1 : 0;
}

try {
  Deno.exit(await run(Deno.args));
} catch (error) {
  console.error((error as Error).message);
  if (error instanceof UsageError) console.error("deno task ops --help tells more");
  Deno.exit(error instanceof UsageError ? 2 : 1);
}
