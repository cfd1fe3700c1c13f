/** What every function costs before it does anything: time to import, and size to upload. */
import { join } from "node:path";
import { functionNames } from "../local/functions.ts";
import { makeGuardedFolder } from "../local/guarded-folder.ts";
import { type Figures, percentile, rounded } from "./statistics.ts";

const FUNCTIONS = join(import.meta.dirname!, "../supabase/functions");
const CONFIG = ["--no-lock", `--config=${join(FUNCTIONS, "deno.json")}`, "--node-modules-dir=none"];

/**
 * For each function the median of so many imports by a new process that has everything in its cache,
 * and the bytes of its bundle, minified.
 */
export async function benchFunctions({ repetitions }: { repetitions: number }): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const name of await functionNames(FUNCTIONS)) {
    const entry = join(FUNCTIONS, name, "index.ts");
    await importTime(entry);
    const times: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      times.push(await importTime(entry));
    }
    figures.push({
      function: name,
      import: `${rounded(percentile(times, 0.5))} ms`,
      bundle: `${Math.round(await bundleBytes(entry) / 1_000)} kB`,
    });
  }
  return figures;
}

/** Milliseconds that a new process takes to import this module and all behind it. */
async function importTime(entry: string): Promise<number> {
  const code = "const start = performance.now();" +
    `await import(${JSON.stringify(entry)});` +
    "console.log(performance.now() - start); Deno.exit(0);";
  return Number(await deno("eval", "--no-check", ...CONFIG, code));
}

async function bundleBytes(entry: string): Promise<number> {
  const folder = await makeGuardedFolder();
  const output = join(folder.path, "bundle.js");
  try {
    await deno("bundle", "--minify", ...CONFIG, "--output", output, entry);
    return (await Deno.stat(output)).size;
  } finally {
    await folder.remove();
  }
}

async function deno(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`deno ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}
