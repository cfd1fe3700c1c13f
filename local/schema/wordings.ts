/** Turns the wordings in supabase/templates into the rows that the database holds. */
import { glob } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SegmentedMessage } from "sms-segments-calculator";
import * as z from "zod";
import { LocalStackError } from "../errors.ts";

/** What a program says of all its wordings; it may have none. */
const PROGRAM_FILE = "program.json";

/** With six, two weeks with one wording could be 36 days apart once the day of sending moves. */
const MIN_WORDINGS = 7;

/** What a wording without a style may cost: as long as need be, but an answer may cost two segments. */
const PLAIN_SEGMENTS = 2;

/** What every wording may name, as long as a text must still bear it. */
const FACTS: Record<string, string> = {
  brand: "Rundown",
  user_name: "Maximilianna",
  contact_name: "Maximilianna",
};

/** What no wording may contain, and what is said to whoever wrote it. */
const REFUSED_ANYWHERE: [pattern: RegExp, problem: string][] = [
  [/^(?!\{\{brand\}\}: )/, "does not begin with '{{brand}}: ': every text names its sender first"],
  [/[\n\r\t]| {2}| $/, "a line break, a tab, or a space too many"],
  [/:\/\/|\bwww\.|\w\.[a-z]{2}/i, "what a phone takes for a link"],
  [/\b(he|she|him|his|hers?|(him|her)self)\b/i, "guesses a gender: use the name, or 'they'"],
];

/** And what none may contain that tells a contact about somebody. */
const REFUSED: [pattern: RegExp, problem: string][] = [
  ...REFUSED_ANYWHERE,
  [/^(?!.*\{\{user_name\}\})/s, "no '{{user_name}}': every text says whom it is about"],
  [/\bdid(n't)?\b/i, "says what somebody did: nobody knows but what they logged"],
];

function wordingWith(facts: Record<string, string>, refused: typeof REFUSED) {
  return z.string().min(1).max(480).superRefine((body, context) => {
    for (const [, name] of body.matchAll(/\{\{([a-z_]+)\}\}/g)) {
      if (!Object.hasOwn(facts, name!)) {
        context.addIssue(
          `unknown placeholder '{{${name}}}': use one of ${Object.keys(facts).join(", ")}`,
        );
      }
    }
    if (/[{}]/.test(body.replaceAll(/\{\{[a-z_]+\}\}/g, ""))) {
      context.addIssue("a brace that belongs to no placeholder: write {{name}}, without spaces");
    }
    for (const [pattern, problem] of refused) if (pattern.test(body)) context.addIssue(problem);
  });
}
/** What program.json says of all wordings of its program. */
const programFile = z.strictObject({
  program: z.string(),
  /** Ends the first text that a contact gets after their yes: it repeats how to stop. */
  first_text_suffix: z.string().max(60)
    .regex(/^ \S/, "does not begin with the space that parts it from the wording")
    .regex(/\bSTOP\b/, "does not say STOP")
    .regex(/^[^{}]*$/, "has a placeholder, which a suffix cannot")
    .optional(),
  /** The types of text that every style has wordings for. */
  types: z.array(z.string().regex(/^[a-z_]+$/)).default([]),
  /** What a text of each style may cost: segments, and how many wordings may leave GSM-7. */
  styles: z.record(
    z.string(),
    z.strictObject({ segments: z.int().min(1).max(3), beyond_gsm: z.int().min(0) }),
  ).default({}),
  /** What its wordings may name beside the names, as long as a text must still bear it. */
  facts: z.record(z.string().regex(/^[a-z_]+$/), z.string().min(1)).default({}),
});
type Program = z.infer<typeof programFile>;

/** A file of a style: so many wordings for each type, each about somebody. */
function styleFile({ program, types, styles, facts }: Program) {
  const wordings = z.array(wordingWith({ ...FACTS, ...facts }, REFUSED)).min(MIN_WORDINGS);
  return z.strictObject({
    program: z.literal(program),
    style: z.literal(Object.keys(styles)),
    wordings: z.strictObject(Object.fromEntries(types.map((type) => [type, wordings]))),
  });
}

/** The languages beside English in which there may be wordings. */
const LOCALES = ["es", "fr", "de", "pt"] as const;

/** A file without a style: one wording for each type, in English or in a language it names. */
function plainFile({ program, facts }: Program) {
  return z.strictObject({
    program: z.literal(program),
    style: z.literal("plain"),
    locale: z.enum(LOCALES).optional(),
    wordings: z.record(
      z.string().regex(/^[a-z_]+$/),
      wordingWith({ ...FACTS, ...facts }, REFUSED_ANYWHERE),
    ),
  });
}

export interface TemplateFile {
  /** As errors name it, like `supabase/templates/accountability/snarky.json`. */
  path: string;
  text: string;
}

/**
 * The SQL that fills public.message_templates with the wordings of these files.
 *
 * @throws {LocalStackError} with a line for every problem, each naming file and wording.
 */
export function wordingsSql(files: TemplateFile[]): string {
  const problems: string[] = [];
  const programs = new Map<string, Program>();
  for (const file of files.filter(isProgram)) {
    // With a fault it still says what its wordings are checked by.
    const program = parse(programFile, file, problems) ??
      parse(z.object(programFile.shape), file, []);
    if (program && isAtHome(file, problems)) programs.set(folderOf(file), program);
  }
  const programOf = (file: TemplateFile) =>
    programs.get(folderOf(file)) ?? programFile.parse({ program: folderOf(file) });

  const seen = new Map<string, string>();
  const wordings = files.filter((file) => !isProgram(file) && isAtHome(file, problems));
  const english = new Map(wordings.filter(isEnglish).map((file) => [folderOf(file), file]));
  const rows = wordings.flatMap((file) =>
    isPlain(file)
      ? plainRows(file, programOf(file), english.get(folderOf(file)), problems)
      : styleRows(file, programOf(file), problems, seen)
  );
  if (problems.length > 0) {
    throw new LocalStackError(`Cannot use the wordings:\n${problems.join("\n")}`);
  }
  return `insert into public.message_templates (
  id, program, message_type, style, locale, body, first_text_suffix
)
values
${rows.join(",\n")};
`;
}

/**
 * The rows of a file without a style; what is wrong with it goes into `problems`. A translation says
 * what the English file says, neither another type of text nor other facts.
 */
function plainRows(
  file: TemplateFile,
  program: Program,
  english: TemplateFile | undefined,
  problems: string[],
): string[] {
  const parsed = parse(plainFile(program), file, problems);
  if (!parsed) return [];
  const { locale = "en", wordings } = parsed;
  const facts = { ...FACTS, ...program.facts };
  const originals = wordingsOf(english);
  return Object.entries(wordings).map(([type, body]) => {
    const original = originals[type];
    if (original === undefined) {
      problems.push(`${file.path}: ${type}: has no English wording to fall back on`);
    } else if (placeholders(original) !== placeholders(body)) {
      problems.push(
        `${file.path}: ${type}: says ${placeholders(body)} ` +
          `where the English one says ${placeholders(original)}: '${body}'`,
      );
    }
    const { segmentsCount, encodingName } = new SegmentedMessage(withFacts(body, facts));
    if (segmentsCount > PLAIN_SEGMENTS || encodingName !== "GSM-7") {
      problems.push(
        `${file.path}: ${type}: ${segmentsCount} segments of ${encodingName} where ` +
          `${PLAIN_SEGMENTS} of GSM-7 are allowed: '${body}'`,
      );
    }
    const id = [program.program, ...(parsed.locale ? [locale] : []), type].join(".");
    return row(id, program.program, type, "plain", locale, body, "");
  });
}

/** The rows of a file of a style. `seen` has the words of every text so far, with its place. */
function styleRows(
  file: TemplateFile,
  program: Program,
  problems: string[],
  seen: Map<string, string>,
): string[] {
  const parsed = parse(styleFile(program), file, problems);
  if (!parsed) return [];
  const { style, wordings } = parsed;
  const suffix = program.first_text_suffix ?? "";
  const check = costChecker(style, program.styles[style]!);
  return Object.entries(wordings).flatMap(([type, bodies]) =>
    bodies.map((body, index) => {
      const place = `${file.path}: ${type} ${index + 1}`;
      const words = body.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
      if (seen.has(words)) {
        problems.push(`${place}: is the same text as ${seen.get(words)}: '${body}'`);
      }
      seen.set(words, place);
      const text = withFacts(body, { ...FACTS, ...program.facts }) + suffix;
      problems.push(...check(text).map((problem) => `${place}: ${problem}`));
      const id = `${program.program}.${style}.${type}.${String(index + 1).padStart(2, "0")}`;
      return row(id, program.program, type, style, "en", body, suffix);
    })
  );
}

function row(...values: string[]): string {
  return `  (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")})`;
}

/** What the file says, or undefined and a line in `problems` for every fault of its shape. */
function parse<T>(
  schema: z.ZodType<T>,
  { path, text }: TemplateFile,
  problems: string[],
): T | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    problems.push(`${path}: ${(error as Error).message}`);
    return undefined;
  }
  const { success, data, error } = schema.safeParse(content);
  if (!success) {
    problems.push(...error.issues.map((issue) => `${path}: ${problemOf(issue, content)}`));
  }
  return data;
}

/** Says of one text of this style after the other what it costs too much. */
function costChecker(
  style: string,
  limits: Program["styles"][string],
): (text: string) => string[] {
  let beyondGsm = 0;
  return (text) => {
    const problems: string[] = [];
    const { segmentsCount, encodingName, encodedChars } = new SegmentedMessage(text);
    if (segmentsCount > limits.segments) {
      problems.push(
        `${segmentsCount} segments where '${style}' may have ${limits.segments}, with a name of ` +
          `12 letters and the suffix of a first text: '${text}'`,
      );
    }
    if (encodingName !== "GSM-7" && ++beyondGsm > limits.beyond_gsm) {
      const odd = encodedChars.filter(({ isGSM7 }) => !isGSM7).map(({ raw }) => raw).join("");
      problems.push(
        `'${odd}' is not in GSM-7, which '${style}' may leave ${limits.beyond_gsm} times: '${text}'`,
      );
    }
    return problems;
  };
}

/** Every file of wordings, in the order of its path. */
export async function readTemplateFiles(supabaseDirectory: string): Promise<TemplateFile[]> {
  const paths = await Array.fromAsync(glob("templates/*/*.json", { cwd: supabaseDirectory }));
  return await Promise.all(
    paths.sort().map(async (path) => ({
      path: `supabase/${path.replaceAll("\\", "/")}`,
      text: await Deno.readTextFile(join(supabaseDirectory, path)),
    })),
  );
}

/** Whether a file lies in the folder of its program, under the name of its style; a problem if not. */
function isAtHome(file: TemplateFile, problems: string[]): boolean {
  const { data } = z.object({
    program: z.string(),
    style: z.string().optional(),
    locale: z.string().optional(),
  }).safeParse(contentOf(file));
  if (!data) return true; // it has other faults
  const { program, style, locale } = data;
  const name = [style, ...(locale ? [locale] : []), "json"].join(".");
  if (program === folderOf(file) && (!style || name === basename(file.path))) {
    return true;
  }
  problems.push(
    `${file.path}: is '${program}'${style ? ` in style '${style}'` : ""}` +
      `${locale ? ` in '${locale}'` : ""}: ` +
      "file it under those names",
  );
  return false;
}

function contentOf({ text }: TemplateFile): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProgram({ path }: TemplateFile): boolean {
  return basename(path) === PROGRAM_FILE;
}

function isEnglish({ path }: TemplateFile): boolean {
  return basename(path) === "plain.json";
}

function isPlain({ path }: TemplateFile): boolean {
  return /^plain(\.[^.]+)?\.json$/.test(basename(path));
}

/** What a file without a style says of each type; nothing where it has other faults. */
function wordingsOf(file: TemplateFile | undefined): Record<string, string> {
  const shape = z.object({ wordings: z.record(z.string(), z.string()) });
  return file ? shape.safeParse(contentOf(file)).data?.wordings ?? {} : {};
}

/** The facts that a wording states but for its sender, by name. */
function placeholders(body: string): string {
  const names = [...body.matchAll(/\{\{([a-z_]+)\}\}/g)].map(([, name]) => name);
  return [...new Set(names)].filter((name) => name !== "brand").sort().join(", ") || "nothing";
}

function folderOf({ path }: TemplateFile): string {
  return basename(dirname(path));
}

/** An issue as a person reads it: "partial 3: no '{{user_name}}': …", with the text it is about. */
function problemOf({ path, message }: z.core.$ZodIssue, content: unknown): string {
  const place = path.filter((part) => part !== "wordings")
    .map((part) => (typeof part === "number" ? part + 1 : String(part)))
    .join(" ");
  const value = path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    content,
  );
  const quoted = typeof value === "string" ? `: ${JSON.stringify(value)}` : "";
  return `${place ? `${place}: ` : ""}${message}${quoted}`;
}

function withFacts(body: string, facts: Record<string, string>): string {
  return body.replaceAll(/\{\{([a-z_]+)\}\}/g, (_, name: string) => facts[name] ?? "");
}
