/** What the wordings must be before they become a migration. */
import assert from "node:assert/strict";
import { readTemplateFiles, type TemplateFile, wordingsSql } from "../../local/schema/wordings.ts";

const FOLDER = "supabase/templates/accountability";
const LETTERS = [..."abcdefg"];
const TYPES = ["accountability", "partial", "congratulatory", "comeback"] as const;

interface StyleFile {
  program: string;
  style: string;
  wordings: Record<string, unknown[]>;
}

/** A file without a fault, changed by `change`. */
function styleFile(style: string, change: (file: StyleFile) => unknown = () => {}): TemplateFile {
  const file = {
    program: "accountability",
    style,
    wordings: Object.fromEntries(
      TYPES.map((type) => [
        type,
        LETTERS.map((letter) => `{{brand}}: {{user_name}}, ${style} ${type} ${letter}.`),
      ]),
    ),
  };
  change(file);
  return { path: `${FOLDER}/${style}.json`, text: JSON.stringify(file) };
}

function programFile(content: unknown): TemplateFile {
  return { path: `${FOLDER}/program.json`, text: JSON.stringify(content) };
}

/** What the program says of its wordings, but for the suffix. */
const PROGRAM = {
  program: "accountability",
  types: TYPES,
  styles: {
    supportive: { segments: 1, beyond_gsm: 0 },
    snarky: { segments: 1, beyond_gsm: 0 },
    chaotic: { segments: 2, beyond_gsm: 2 },
  },
};

function problems(...files: TemplateFile[]): string[] {
  try {
    const isTold = files.some(({ path }) => path.endsWith("/program.json"));
    wordingsSql(isTold ? files : [programFile(PROGRAM), ...files]);
    return [];
  } catch (error) {
    const [first, ...lines] = (error as Error).message.split("\n");
    assert.equal(first, "Cannot use the wordings:");
    return lines;
  }
}

/** The problems of a file in which the third wording for a partial week is this one. */
function problemsOf(body: unknown, style = "snarky"): string[] {
  return problems(styleFile(style, ({ wordings }) => wordings["partial"]![2] = body));
}

const SHARED = programFile({ ...PROGRAM, first_text_suffix: " Reply STOP to end." });

Deno.test("the wordings that ship", async (t) => {
  const files = await readTemplateFiles("supabase");
  const bodies = files.flatMap(({ path, text }) =>
    Object.values<string[]>(JSON.parse(text).wordings ?? {}).flat()
      .map((body) => ({ path, body }))
  );

  await t.step("have no fault", () => {
    assert.deepEqual(problems(...files), []);
    assert.equal(files.length, 18);
    assert.ok(bodies.length >= 84);
  });

  await t.step("never speak of health, mood or body, and never shame", () => {
    const words = [
      "health|sick|ill|doctor|diet|weight|fat|thin|calories?|body|sleep",
      "mood|sad|depress\\w*|anxi\\w*|stress\\w*",
      "lazy|losers?|pathetic|fail\\w*|asham\\w*|shame\\w*|guilt\\w*|disappoint\\w*",
      "useless|worthless|weak|quit(s|ters?|ting)?|let (you|us) down",
    ];
    const refused = new RegExp(`\\b(${words.join("|")})\\b`, "i");
    assert.deepEqual(bodies.filter(({ body }) => refused.test(body)), []);
  });

  await t.step("about a goal not reached stay true if something was logged", () => {
    // Who wants no text about a part of the way gets these for it too.
    const missed = files.flatMap(({ text }) =>
      (JSON.parse(text).wordings?.accountability ?? []) as string[]
    );
    const untrue = /nothing|empty|zero|\bno (progress|log)|not any|untouched|\bnone\b/i;
    assert.deepEqual(missed.filter((body) => untrue.test(body)), []);
  });

  await t.step("about a reached week are glad, and none asks to log more", () => {
    const reached = files.flatMap(({ text }) => {
      const { congratulatory = [], comeback = [] } = JSON.parse(text).wordings ?? {};
      return [...congratulatory, ...comeback] as string[];
    });
    assert.deepEqual(
      reached.filter((body) => !/every|\ball\b|everything/i.test(body)),
      [],
    );
  });
});

Deno.test("a file of wordings becomes rows that name program, type, style and place", () => {
  const sql = wordingsSql([
    styleFile("snarky", ({ wordings }) => wordings["partial"]![2] = "{{brand}}: {{user_name}}'s."),
    SHARED,
  ]);
  assert.ok(
    sql.includes(
      "  ('accountability.snarky.partial.03', 'accountability', 'partial', 'snarky', 'en', " +
        "'{{brand}}: {{user_name}}''s.', ' Reply STOP to end.'),\n",
    ),
    sql,
  );
  assert.equal(sql.match(/^ {2}\(/gm)?.length, 28);
});

Deno.test("a program without a suffix has none", () => {
  assert.match(wordingsSql([programFile(PROGRAM), styleFile("snarky")]), /\.', ''\);\n$/);
});

Deno.test("a fault is named with its file and wording", async (t) => {
  const cases: [body: unknown, problem: RegExp][] = [
    ["{{brand}}: {{user_name}} {{mood}}.", /unknown placeholder '\{\{mood\}\}': use one of brand/],
    ["{{brand}}: {{user_name}} {{toString}}.", /a brace that belongs to no placeholder/],
    ["{{brand}}: {{user_name}} {{ brand }}.", /a brace that belongs to no placeholder/],
    ["{{brand}}: {{user_name}} {.", /a brace that belongs to no placeholder/],
    ["{{brand}}: well done.", /no '\{\{user_name\}\}'/],
    ["Well done, {{user_name}}, says {{brand}}: ", /does not begin with '\{\{brand\}\}: '/],
    ["{{brand}}: {{user_name}}\nlogged.", /a line break/],
    ["{{brand}}: {{user_name}}  logged.", /a space too many/],
    ["{{brand}}: {{user_name}} logged. ", /a space too many/],
    ["{{brand}}: {{user_name}}, see rundown.app", /takes for a link/],
    ["{{brand}}: {{user_name}}, see http://x", /takes for a link/],
    ["{{brand}}: {{user_name}} logged. Tell her.", /guesses a gender/],
    ["{{brand}}: {{user_name}} logged. He is fine.", /guesses a gender/],
    ["{{brand}}: {{user_name}} did it.", /nobody knows but what they logged/],
    ["{{brand}}: {{user_name}} didn't.", /nobody knows but what they logged/],
    ["", />=1 characters/],
    ["{{brand}}: {{user_name}}" + "a".repeat(460), /<=480 characters/],
    [7, /expected string/],
  ];
  for (const [body, problem] of cases) {
    await t.step(JSON.stringify(body).slice(0, 60), () => {
      const found = problemsOf(body);
      assert.ok(found.some((line) => problem.test(line)), found.join("\n"));
      for (const line of found) assert.ok(line.startsWith(`${FOLDER}/snarky.json: partial 3: `));
    });
  }
});

Deno.test("all faults are named at once", () => {
  const found = problems(
    styleFile("snarky", ({ wordings }) => {
      wordings["partial"]![0] = "{{brand}}: well done.";
      wordings["congratulatory"]!.pop();
    }),
    { path: `${FOLDER}/chaotic.json`, text: "{" },
    programFile({ ...PROGRAM, first_text_sufix: " STOP" }),
  );
  assert.deepEqual(found.map((line) => line.split(": ").slice(0, 2).join(": ")), [
    `${FOLDER}/program.json: Unrecognized key`,
    `${FOLDER}/snarky.json: partial 1`,
    `${FOLDER}/snarky.json: congratulatory`,
    `${FOLDER}/chaotic.json: Expected property name or '}' in JSON at position 1 (line 1 column 2)`,
  ]);
});

Deno.test("fewer than seven wordings are refused, since they would come back within six weeks", () => {
  const six = (type: string) => styleFile("snarky", ({ wordings }) => wordings[type]!.pop());
  for (const type of TYPES) {
    assert.match(problems(six(type)).join("\n"), new RegExp(`${type}: .*7`));
  }
});

Deno.test("a type or style that nobody knows is refused", () => {
  assert.match(
    problems(styleFile("snarky", ({ wordings }) => wordings["rude"] = [])).join(),
    /Unrecognized key: "rude"/,
  );
  assert.match(problems(styleFile("rude")).join(), /style: .*"supportive"\|"snarky"\|"chaotic"/);
  assert.match(
    problems(styleFile("snarky", ({ wordings }) => delete wordings["partial"])).join(),
    /partial: .*expected array/,
  );
});

Deno.test("a file under a name that is not its content's is refused", () => {
  const snarky = styleFile("snarky");
  assert.match(
    problems({ ...snarky, path: `${FOLDER}/chaotic.json` }).join(),
    /chaotic\.json: is 'accountability' in style 'snarky': file it under those names/,
  );
  assert.match(
    problems({ ...snarky, path: "supabase/templates/coaching/snarky.json" }).join(),
    /coaching\/snarky\.json: is 'accountability'/,
  );
});

Deno.test("the same text twice is refused, also in another file or with another comma", () => {
  const copy = "{{brand}}: {{user_name}} logged it, all of it!";
  const other = "{{brand}}: {{user_name}} logged it all... of it.";
  const files = [
    styleFile("chaotic", ({ wordings }) => wordings["congratulatory"]![0] = copy),
    styleFile("snarky", ({ wordings }) => wordings["partial"]![6] = other),
  ];
  assert.deepEqual(problems(...files), [
    `${FOLDER}/snarky.json: partial 7: is the same text as ` +
    `${FOLDER}/chaotic.json: congratulatory 1: '${other}'`,
  ]);
});

Deno.test("a text may cost one segment, or two if it is chaotic, as a first text too", () => {
  // "Rundown: Maximilianna" has 21 characters.
  const long = (length: number) => "{{brand}}: {{user_name}}" + "a".repeat(length - 21);
  const withShared = (body: string, style: string) =>
    problems(styleFile(style, ({ wordings }) => wordings["partial"]![2] = body), SHARED);
  assert.deepEqual(problemsOf(long(160)), []);
  assert.match(problemsOf(long(161)).join(), /partial 3: 2 segments where 'snarky' may have 1/);
  assert.deepEqual(withShared(long(141), "supportive"), []);
  assert.match(withShared(long(142), "supportive").join(), /2 segments.*Reply STOP to end\.'$/);
  assert.deepEqual(withShared(long(287), "chaotic"), []);
  assert.match(withShared(long(288), "chaotic").join(), /3 segments where 'chaotic' may have 2/);
  assert.deepEqual(withShared(long(113) + "🦙", "chaotic"), []);
  assert.match(withShared(long(114) + "🦙", "chaotic").join(), /3 segments/);
});

/** A program with one English wording, `body`, and this one in German. */
function translated(german: Record<string, string>, body = "{{brand}}: hello {{user_name}}.") {
  const file = (name: string, content: object) => ({
    path: `supabase/templates/reply/${name}.json`,
    text: JSON.stringify({ program: "reply", style: "plain", ...content }),
  });
  return [
    file("plain", { wordings: { hello: body } }),
    file("plain.de", { locale: "de", wordings: german }),
  ];
}

Deno.test("a translation is a wording of its own, in its language", () => {
  const sql = wordingsSql(translated({ hello: "{{brand}}: hallo {{user_name}}." }));
  assert.ok(sql.includes("('reply.hello', 'reply', 'hello', 'plain', 'en', "), sql);
  assert.ok(sql.includes("('reply.de.hello', 'reply', 'hello', 'plain', 'de', "), sql);
});

Deno.test("a translation says what the English wording says", async (t) => {
  const cases: [string, Record<string, string>, RegExp][] = [
    ["a type that is not there in English", { hallo: "{{brand}}: hallo." }, /no English wording/],
    ["a fact less", { hello: "{{brand}}: hallo." }, /says nothing where .* says user_name/],
    [
      "another fact",
      { hello: "{{brand}}: hallo {{contact_name}}." },
      /says contact_name where the English one says user_name/,
    ],
    ["three segments", { hello: `{{brand}}: {{user_name}}${"a".repeat(290)}` }, /3 segments/],
    ["letters beyond GSM-7", { hello: "{{brand}}: olá {{user_name}}." }, /of UCS-2/],
    ["no sender", { hello: "Hallo {{user_name}}." }, /does not begin with/],
  ];
  for (const [what, german, problem] of cases) {
    await t.step(what, () => {
      const found = problems(...translated(german));
      assert.ok(found.length > 0 && found.every((line) => line.includes("plain.de.json")));
      assert.match(found.join("\n"), problem);
    });
  }
});

Deno.test("a translation stands under its language, which is one we know", () => {
  const [english, german] = translated({ hello: "{{brand}}: hallo {{user_name}}." });
  const path = german!.path.replace(".de.", ".fr.");
  assert.match(
    problems(english!, { ...german!, path }).join(),
    /plain\.fr\.json: is 'reply' in style 'plain' in 'de': file it under those names/,
  );
  const klingon = german!.text.replace('"de"', '"tlh"');
  assert.match(
    problems(english!, { path: german!.path.replace(".de.", ".tlh."), text: klingon }).join(),
    /locale: .*"es"\|"fr"\|"de"\|"pt"/,
  );
  assert.match(
    problems({
      ...styleFile("snarky", (file) => Object.assign(file, { locale: "de" })),
      path: `${FOLDER}/snarky.de.json`,
    }).join(),
    /Unrecognized key: "locale"/,
    "a style has none",
  );
});

Deno.test("only two chaotic wordings may leave GSM-7", () => {
  const curly = "{{brand}}: {{user_name}}’s log.";
  assert.deepEqual(problemsOf(curly), [
    `${FOLDER}/snarky.json: partial 3: '’' is not in GSM-7, which 'snarky' may leave 0 times: ` +
    "'Rundown: Maximilianna’s log.'",
  ]);
  const llamas = (count: number) =>
    problems(styleFile("chaotic", ({ wordings }) => {
      for (let n = 0; n < count; n++) wordings["partial"]![n] = `{{brand}}: 🦙 {{user_name}} ${n}`;
    }));
  assert.deepEqual(llamas(2), []);
  assert.match(llamas(3).join("\n"), /^\S+: partial 3: '🦙' is not in GSM-7, .* 2 times[^\n]*$/);
});

Deno.test("a suffix begins with a space, says STOP and has no placeholder", () => {
  const suffix = (first_text_suffix: string) =>
    problems(programFile({ ...PROGRAM, first_text_suffix }), styleFile("snarky")).join();
  assert.equal(suffix(" Reply STOP to end."), "");
  assert.match(suffix("Reply STOP to end."), /program\.json: first_text_suffix: .*the space/);
  assert.match(suffix(" Bye."), /first_text_suffix: does not say STOP: " Bye\."/);
  assert.match(suffix(" UNSTOPPABLE"), /does not say STOP/);
  assert.match(suffix(" {{user_name}}: STOP"), /has a placeholder/);
});
