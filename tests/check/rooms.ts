/** The plan of the house: a room names nothing that a room below it in schema_paths makes. */
import { readSchemas, type SchemaFile } from "../../local/schema/rooms.ts";

/** Programs whose names are also words of everybody: the room, and what one replies. */
const PLAIN_WORDS = ["consent", "reply"];

/** What is wrong with the rooms of this project. */
export async function rooms(): Promise<string[]> {
  return plan(await readSchemas("supabase"));
}

/** Findings in these files, in the order in which they are loaded. */
export function plan(files: SchemaFile[]): string[] {
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
    ...[...arrows].map((each) => `${each}, which a room below makes: ask through a seam`),
    ...[...names].map((each) => `${each}, a program's name: only its folder says it`),
  ];
}

/** The text without what explains it: comments, and words of the catalog about an object. */
function code(text: string): string {
  return text.replaceAll(/--.*|^comment on [^;']*(?:'(?:[^']|'')*'\s*)+;/gm, "");
}
