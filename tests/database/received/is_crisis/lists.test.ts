/**
 * How much of which list is heard. Two authors wrote them before there was a rule for more than
 * English; docs/decisions/0023 has the figures of the first run. No promise beyond them.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { withServer } from "../../server.ts";

type Kind = "crisis" | "near" | "ordinary";

interface Said {
  language: string;
  kind: Kind;
  group: string;
  text: string;
}

async function readLists(): Promise<Said[]> {
  const said: Said[] = [];
  for (const list of ["first", "second"]) {
    const folder = join(import.meta.dirname!, "lists", list);
    for (const file of await readdir(folder)) {
      const [, ...lines] = (await readFile(join(folder, file), "utf8")).split("\n");
      for (const line of lines.filter((line) => line !== "")) {
        const [kind, group, text] = line.split("\t");
        said.push({
          language: file.slice(0, 2),
          kind: kind as Kind,
          group: group!,
          text: text!.replaceAll("\\n", "\n"),
        });
      }
    }
  }
  return said;
}

const LANGUAGES = ["en", "es", "fr", "de", "pt"];

Deno.test("words of a crisis, by lists of people who had not seen the rule", (t) =>
  withServer({ durable: false }, async ({ sql }) => {
    const said = await readLists();
    const weighed = await sql<{ weight: "hold" | "answer" | null }[]>`
      select private.read_crisis(body) as weight
      from unnest(${said.map(({ text }) => text)}::text[]) with ordinality as texts (body, place)
      order by place`;
    const taken = said.map((each, index) => ({ ...each, weight: weighed[index]!.weight }));
    const of = (kind: Kind, language?: string) =>
      taken.filter((each) =>
        each.kind === kind && (language === undefined || each.language === language)
      );
    const share = (
      some: typeof taken,
      ...weights: (string | null)[]
    ) => some.filter(({ weight }) => weights.includes(weight)).length / some.length;
    const count = (some: typeof taken, weight: string) =>
      `${some.filter((each) => each.weight === weight).length}`;

    const table: Record<string, Record<string, string>> = {};
    for (const language of [...LANGUAGES, undefined]) {
      const row: Record<string, string> = {};
      for (const kind of ["crisis", "near", "ordinary"] as const) {
        const some = of(kind, language);
        row[kind] = `${count(some, "hold")} held, ${
          count(some, "answer")
        } answered of ${some.length}`;
      }
      table[language ?? "all"] = row;
    }
    console.table(table);

    await t.step("nine of ten are heard, in each language", () => {
      for (const language of LANGUAGES) {
        const heard = share(of("crisis", language), "hold", "answer");
        assert.ok(heard >= 0.9, `${language}: ${heard}`);
      }
    });
    await t.step("of near misses 2 % hold everything, of ordinary texts and titles 0.2 %", () => {
      assert.ok(share(of("near"), "hold") <= 0.02, String(share(of("near"), "hold")));
      assert.ok(share(of("ordinary"), "hold") <= 0.002, String(share(of("ordinary"), "hold")));
    });
  }));
