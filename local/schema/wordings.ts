/** Turns the wordings in supabase/templates into the rows that the database holds. */
import { glob } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SegmentedMessage } from "sms-segments-calculator";
import * as z from "zod";
import { LocalStackError } from "../errors.ts";

/** What every program has next to its styles: what its texts share. */
const SHARED_FILE = "program.json";

/** With six, two weeks with one wording could be 36 days apart once the day of sending moves. */
const MIN_WORDINGS = 7;

/** What a text may cost: segments, and how many wordings of a style may leave GSM-7. */
const LIMITS = {
  supportive: { segments: 1, beyondGsm: 0 },
  snarky: { segments: 1, beyondGsm: 0 },
  chaotic: { segments: 2, beyondGsm: 2 },
} as const;

/** Consent and replies: as long as need be, but two segments are what an answer may cost. */
const PLAIN_SEGMENTS = 2;

/** The facts that judge_weeks() hands to a wording, as long as a text must still bear them. */
const FACTS: Record<string, string> = {
  brand: "Rundown",
  user_name: "Maximilianna",
  contact_name: "Maximilianna",
  judged_goals: "12",
  reached_goals: "12",
  progressed_goals: "12",
};

/** The facts of consent, replies and warnings beside those, see what calls queue_text(). */
const PLAIN_FACTS: Record<string, string> = {
  ...FACTS,
  times: "7",
  amount: "12.5",
  unit: "minutes",
  goal: "Practise the cello",
  progress: "12.5",
  target: "120",
  example: "3 minutes",
  names: "Run (km), Read (hours), Swim (times)",
  at: "18:00",
  until: "Sunday, 2026-06-14 18:00 (America/New_York)",
  next: "Sunday, 2026-06-14 18:00 (America/New_York)",
  goals: "Run 2 of 3 times, Read 1 of 5 hours",
  story: "Week to Sun 14 Jun: nothing logged. Texted: Maximilianna. Not texted: Christopher (The " +
    "contact has not said yes to these texts, or ended them.)",
  lifeline: "call or text 988 (Suicide & Crisis Lifeline)",
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
const wordings = z.array(wordingWith(FACTS, REFUSED)).min(MIN_WORDINGS);

const styleFile = z.strictObject({
  program: z.literal("accountability"),
  style: z.literal(["supportive", "snarky", "chaotic"]),
  wordings: z.strictObject({
    /** Also of partial progress that counts as missed: none may say that nothing was logged. */
    accountability: wordings,
    partial: wordings,
    congratulatory: wordings,
    /** The first week reached after one that a text said was not, whenever that was. */
    comeback: wordings,
  }),
});

const plainFile = z.strictObject({
  program: z.literal(["consent", "reply", "heads_up"]),
  style: z.literal("plain"),
  /** One wording for each type of text. */
  wordings: z.record(z.string().regex(/^[a-z_]+$/), wordingWith(PLAIN_FACTS, REFUSED_ANYWHERE)),
});

const sharedFile = z.strictObject({
  program: z.literal("accountability"),
  /** Ends the first text that a contact gets after their yes: it repeats how to stop. */
  first_text_suffix: z.string().max(60)
    .regex(/^ \S/, "does not begin with the space that parts it from the wording")
    .regex(/\bSTOP\b/, "does not say STOP")
    .regex(/^[^{}]*$/, "has a placeholder, which a suffix cannot")
    .optional(),
});

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

  const suffixes = new Map<string, string>();
  for (const file of files.filter(isShared)) {
    const shared = parse(sharedFile, file, problems);
    if (!shared) continue;
    suffixes.set(shared.program, shared.first_text_suffix ?? "");
    if (shared.program !== folderOf(file)) {
      problems.push(`${file.path}: is about '${shared.program}': file it under that name`);
    }
  }

  const rows: string[] = [];
  const seen = new Map<string, string>();
  for (const file of files.filter(isPlain)) {
    const parsed = parse(plainFile, file, problems);
    if (!parsed) continue;
    const { program, style } = parsed;
    if (program !== folderOf(file)) {
      problems.push(`${file.path}: is about '${program}': file it under that name`);
    }
    for (const [type, body] of Object.entries(parsed.wordings)) {
      const { segmentsCount, encodingName } = new SegmentedMessage(withFacts(body, PLAIN_FACTS));
      if (segmentsCount > PLAIN_SEGMENTS || encodingName !== "GSM-7") {
        problems.push(
          `${file.path}: ${type}: ${segmentsCount} segments of ${encodingName} where ` +
            `${PLAIN_SEGMENTS} of GSM-7 are allowed: '${body}'`,
        );
      }
      rows.push(
        `  (${[`${program}.${type}`, program, type, style, body, ""].map(quote).join(", ")})`,
      );
    }
  }
  for (const file of files.filter((file) => !isShared(file) && !isPlain(file))) {
    const parsed = parse(styleFile, file, problems);
    if (!parsed) continue;
    const { program, style } = parsed;
    if (program !== folderOf(file) || `${style}.json` !== basename(file.path)) {
      problems.push(`${file.path}: is '${program}' in style '${style}': file it under those names`);
    }
    const suffix = suffixes.get(program) ?? "";
    const check = costChecker(style);
    for (const [type, bodies] of Object.entries(parsed.wordings)) {
      bodies.forEach((body, index) => {
        const place = `${file.path}: ${type} ${index + 1}`;
        const words = body.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
        if (seen.has(words)) {
          problems.push(`${place}: is the same text as ${seen.get(words)}: '${body}'`);
        }
        seen.set(words, place);
        problems.push(...check(withFacts(body) + suffix).map((problem) => `${place}: ${problem}`));
        const id = `${program}.${style}.${type}.${String(index + 1).padStart(2, "0")}`;
        rows.push(`  (${[id, program, type, style, body, suffix].map(quote).join(", ")})`);
      });
    }
  }
  if (problems.length > 0) {
    throw new LocalStackError(`Cannot use the wordings:\n${problems.join("\n")}`);
  }
  return `insert into public.message_templates (id, program, message_type, style, body, first_text_suffix)
values
${rows.join(",\n")};
`;
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
function costChecker(style: keyof typeof LIMITS): (text: string) => string[] {
  const limits = LIMITS[style];
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
    if (encodingName !== "GSM-7" && ++beyondGsm > limits.beyondGsm) {
      const odd = encodedChars.filter(({ isGSM7 }) => !isGSM7).map(({ raw }) => raw).join("");
      problems.push(
        `'${odd}' is not in GSM-7, which '${style}' may leave ${limits.beyondGsm} times: '${text}'`,
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

function isShared({ path }: TemplateFile): boolean {
  return basename(path) === SHARED_FILE;
}

function isPlain({ path }: TemplateFile): boolean {
  return basename(path) === "plain.json";
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

function withFacts(body: string, facts = FACTS): string {
  return body.replaceAll(/\{\{([a-z_]+)\}\}/g, (_, name: string) => facts[name] ?? "");
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
