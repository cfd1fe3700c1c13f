/**
 * How many of which list are heard. Texts by people who had not seen the rule: two lists for each
 * language before it was written (first/, second/), one after its first run, by which it was mended
 * (development.tsv), and one that it was run on once, at the end (third.tsv). docs/decisions/0019
 * has the figures of the first run of each.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { withServer } from "../../server.ts";

type Kind = "stop" | "near" | "answer";

interface Said {
  list: string;
  language: string;
  kind: Kind;
  text: string;
}

/** What the lists call those in whose name the texts come. */
const NAMES = ["Maya", "Jonas", "Ana", "Emre", "Aiko"];

const unescape = (text: string) => text.replaceAll("\\n", "\n");

async function rows(path: string): Promise<string[][]> {
  const [, ...lines] = (await readFile(join(import.meta.dirname!, path), "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => line.split("\t"));
}

async function readLists(): Promise<Said[]> {
  const said: Said[] = [];
  for (const list of ["first", "second"]) {
    for (const file of await readdir(join(import.meta.dirname!, list))) {
      for (const [kind, text] of await rows(`${list}/${file}`)) {
        said.push({ list, language: file.slice(0, 2), kind: kind as Kind, text: unescape(text!) });
      }
    }
  }
  for (const list of ["development", "third"]) {
    for (const [language, kind, text] of await rows(`${list}.tsv`)) {
      said.push({ list, language: language!, kind: kind as Kind, text: unescape(text!) });
    }
  }
  return said;
}

Deno.test("what ends the texts, by lists of people who had not seen the rule", (t) =>
  withServer({ durable: false }, async ({ sql }) => {
    const said = await readLists();
    const bodies = said.map(({ text }) => text);
    const understood = await sql<{ isStop: boolean; command: string | null }[]>`
      select
        understood.command,
        not private.is_reaction(private.own_words(body))
          and (
            understood.command = 'stop'
            -- To no question it is a stop, see private.refuses_all().
            or understood.command = 'no' and private.read_opt_out(body) = 'all'
          ) is true as "isStop"
      from unnest(${bodies}::text[]) with ordinality as texts (body, place)
      left join lateral private.understand_text(texts.body, ${NAMES}::text[]) as understood on true
      order by texts.place`;
    const taken = said.map((each, index) => ({ ...each, ...understood[index]! }));
    const share = (of: typeof taken) => of.filter(({ isStop }) => isStop).length / of.length;
    const written = taken.filter(({ list }) => list === "first" || list === "second");
    const ofKind = (kind: Kind) => written.filter((each) => each.kind === kind);

    const table: Record<string, Record<string, string>> = {};
    for (const { list, language, kind } of taken) {
      const name = list === "first" || list === "second" ? language : `${language}, ${list}`;
      const same = taken.filter((other) =>
        (list === other.list || written.includes(other) && name === language) &&
        other.language === language && other.kind === kind
      );
      (table[name] ??= {})[kind] = `${same.filter(({ isStop }) => isStop).length}/${same.length}`;
    }
    console.table(table);
    for (const { language, kind, text, isStop } of taken) {
      if (isStop !== (kind === "stop")) console.log(`${language} ${kind}: ${JSON.stringify(text)}`);
    }

    await t.step(
      "98 % of what asks for an end is heard, and 95 % in each of five languages",
      () => {
        assert.ok(share(ofKind("stop")) >= 0.98, String(share(ofKind("stop"))));
        for (const language of ["en", "es", "fr", "de", "pt"]) {
          const heard = share(ofKind("stop").filter((each) => each.language === language));
          assert.ok(heard >= 0.95, `${language}: ${heard}`);
        }
      },
    );
    await t.step("of near misses 5 % are taken for it, of ordinary answers 0.5 %", () => {
      assert.ok(share(ofKind("near")) <= 0.05, String(share(ofKind("near"))));
      assert.ok(share(ofKind("answer")) <= 0.005, String(share(ofKind("answer"))));
    });
    await t.step("what is for some hours only is quiet, four times of five", async () => {
      const notes = await Promise.all(
        ["first", "second"].map(async (list) => {
          const files = await readdir(join(import.meta.dirname!, list));
          return (await Promise.all(files.map((file) => rows(`${list}/${file}`)))).flat();
        }),
      );
      const timed = new Set(
        notes.flat().filter(([, , note]) => note === "time").map(([, text]) => unescape(text!)),
      );
      const quiet = written.filter(({ text, kind }) => kind === "near" && timed.has(text));
      const kept = quiet.filter(({ command }) => command === "quiet").length;
      assert.ok(kept / quiet.length >= 0.8, `${kept} of ${quiet.length}`);
    });
  }));
