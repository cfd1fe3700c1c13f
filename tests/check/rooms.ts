/** The plan of the house: a room names nothing that a room below it in schema_paths makes. */
import { readSchemas, type SchemaFile } from "../../local/schema/rooms.ts";

/**
 * Arrows that still run up, `<file> names <object>`, with the seam that will remove them. The list
 * can only shrink: one that is gone is a finding as well.
 */
const ARROWS_UP: Record<string, string> = {
  "schemas/sending/checking.sql names private.week": "judge_<program>: the claim asks a program",
  "schemas/sending/checking.sql names private.judge_weeks": "judge_<program>",
  "schemas/sending/checking.sql names private.warnings_for": "judge_<program>",
  "schemas/programs/accountability/scheduling.sql names private.plan_heads_ups":
    "propose_<program>: planning asks every program",
};

/** Literals of a program's name outside its folder, `<file> holds '<program>'`. */
const NAMES_OUTSIDE: Record<string, string> = {
  "schemas/people/programs.sql holds 'accountability'": "its row goes into its folder",
  "schemas/people/programs.sql holds 'heads_up'": "its row goes into its folder",
  "schemas/queue/message_queue.sql holds 'heads_up'": "a column of private.programs says it",
  "schemas/programs/accountability/replanning.sql holds 'heads_up'": "propose_<program>",
  "schemas/programs/heads_up/warnings.sql holds 'accountability'": "a function of accountability",
  "schemas/inbound/logging.sql holds 'accountability'": "obey_<program>",
  "schemas/inbound/why.sql holds 'accountability'": "why_<program>",
  "schemas/inbound/why.sql holds 'heads_up'": "why_<program>",
  "schemas/operating/explaining.sql holds 'accountability'": "explain_<program>",
  "schemas/operating/explaining.sql holds 'heads_up'": "explain_<program>",
  "schemas/metrics/delivery_metrics.sql holds 'heads_up'": "a column of private.programs says it",
};

/** Programs whose names are also words of everybody: the room, and what one replies. */
const PLAIN_WORDS = ["consent", "reply"];

/** What is wrong with the rooms of this project. */
export async function rooms(): Promise<string[]> {
  return plan(await readSchemas("supabase"), ARROWS_UP, NAMES_OUTSIDE);
}

/** Findings in these files, in the order in which they are loaded, beside what is known. */
export function plan(
  files: SchemaFile[],
  arrowsUp: Record<string, string>,
  namesOutside: Record<string, string>,
): string[] {
  const order = [...new Set(files.map(({ room }) => room))];
  const programs = order.filter((room) => room.startsWith("programs/"))
    .map((room) => room.slice("programs/".length));
  const makers = new Map<string, string>();
  for (const { room, text } of files) {
    for (const [, name] of code(text).matchAll(/^create (?:table|view|function|type) ([\w.]+)/gm)) {
      makers.set(name!, room);
    }
  }

  const arrows = new Set<string>();
  const names = new Set<string>();
  for (const { path, room, text } of files) {
    for (const [name] of code(text).matchAll(/\b(?:public|private)\.\w+/g)) {
      const maker = makers.get(name);
      if (maker !== undefined && order.indexOf(maker) > order.indexOf(room)) {
        arrows.add(`${path} names ${name}`);
      }
    }
    for (const program of programs) {
      if (room === `programs/${program}` || PLAIN_WORDS.includes(program)) continue;
      if (code(text).includes(`'${program}'`)) names.add(`${path} holds '${program}'`);
    }
  }
  return [
    ...differences(arrows, arrowsUp, "which a room below makes: ask through a seam"),
    ...differences(names, namesOutside, "a program's name: only its folder says it"),
  ];
}

function differences(found: Set<string>, known: Record<string, string>, why: string): string[] {
  return [
    ...[...found].filter((each) => !(each in known)).map((each) => `${each}, ${why}`),
    ...Object.keys(known).filter((each) => !found.has(each)).map((each) =>
      `${each}: no longer so, take it off the list`
    ),
  ];
}

/** The text without what explains it: comments, and words of the catalog about an object. */
function code(text: string): string {
  return text.replaceAll(/--.*|^comment on [^;']*(?:'(?:[^']|'')*'\s*)+;/gm, "");
}
