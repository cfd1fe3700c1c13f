/**
 * `deno task test [paths]`: runs every test but the long ones, or those in the paths, and ends with
 * `N passed, N failed`. In CI a skipped test counts as failed: there, everything that a test needs must be installed.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { makeGuardedFolder } from "../local/guarded-folder.ts";
import { outOfStep } from "../local/schema/migrations.ts";

const ALL = [
  "emulators",
  "tests/check",
  "tests/schema",
  "tests/functions",
  "tests/database",
  "tests/hosted",
  "tests/system",
];

/** The suite may reach this machine only: whatever tries to leave it fails its test. */
const THIS_MACHINE_ONLY = [
  "--allow-net=127.0.0.1,localhost",
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-env",
  "--allow-sys",
];
/** The browser's driver reads files that only a program with every permission may read. */
const EVERYTHING = ["--allow-all"];

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** This one runs every file of pgTAP, or those in the variable. */
const PGTAP = join("tests", "database", "pgtap.test.ts");
const PGTAP_FILES = "RUNDOWN_PGTAP_FILES";

async function testFiles(path: string): Promise<string[]> {
  if (!(await Deno.stat(path)).isDirectory) return [join(path)];
  const below = await readdir(path, { recursive: true });
  return below.filter((file) => /\.test\.(ts|sql)$/.test(file)).map((file) => join(path, file))
    .sort();
}

async function runTests(
  files: string[],
  permissions: string[],
  env: Record<string, string> = {},
): Promise<Totals> {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  // Everything that tests make is in it, so that nothing stays when they are interrupted.
  const folder = await makeGuardedFolder();
  const report = join(folder.path, "report.xml");
  // Their Postgres may run as another user.
  await Deno.chmod(folder.path, 0o755);
  const { success } = await folder.start({
    program: Deno.execPath(),
    args: [
      "test",
      "--lock=tests/deno.lock",
      "--no-prompt",
      "--sanitize-ops",
      "--sanitize-resources",
      `--junit-path=${report}`,
      ...permissions,
      ...files,
    ],
    env: { ...env, TMPDIR: folder.path },
  }).ended;
  // A suite that could not even start reports no test, and is not a pass.
  const xml = await Deno.readTextFile(report).catch(() => "");
  await folder.remove();

  const total = (attribute: string) =>
    [...xml.matchAll(/<testsuite\s[^>]*>/g)]
      .map(([suite]) => Number(new RegExp(` ${attribute}="(\\d+)"`).exec(suite)?.[1] ?? 0))
      .reduce((sum, count) => sum + count, 0);
  const skipped = total("disabled") + total("skipped");
  const failed = Math.max(total("failures") + total("errors"), success ? 0 : 1);
  return { passed: Math.max(total("tests") - skipped - failed, 0), failed, skipped };
}

// Else the tests are about the SQL of yesterday.
const problem = await outOfStep(join(import.meta.dirname!, "..", "supabase"));
if (problem !== undefined) {
  console.error(problem);
  Deno.exit(1);
}
const paths = Deno.args.length > 0 ? Deno.args : ALL;
const named = (await Promise.all(paths.map(testFiles))).flat();
const files = named.filter((file) => file.endsWith(".ts"));
const pgTapFiles = named.filter((file) => file.endsWith(".sql"));
const env: Record<string, string> = {};
if (pgTapFiles.length > 0 && !files.includes(PGTAP)) {
  files.push(PGTAP);
  env[PGTAP_FILES] = pgTapFiles.join(",");
}
if (files.length === 0) {
  console.error(`There is no test in ${paths.join(", ")}`);
  Deno.exit(1);
}
const inBrowser = (file: string) => file.endsWith(".browser.test.ts");
const totals = [
  await runTests(files.filter((file) => !inBrowser(file)), THIS_MACHINE_ONLY, env),
  await runTests(files.filter(inBrowser), EVERYTHING),
];
const sum = (key: keyof Totals) => totals.reduce((sum, each) => sum + each[key], 0);

const skipsFail = Deno.env.get("CI") === "true";
const skipped = sum("skipped");
const failed = sum("failed") + (skipsFail ? skipped : 0);
if (skipped > 0) console.log(`${skipped} skipped${skipsFail ? ", which fails in CI" : ""}`);
console.log(`${sum("passed")} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
