import { projectFiles } from "./files.ts";

/** Files that are found by their place or name, not by being mentioned. */
const FOUND_BY_PLACE = [
  /^[^/]+$/,
  /^\.ci\/run$/,
  /^supabase\/(schemas\/|migrations\/|templates\/|config\.toml$|functions\/deno\.json$)/,
  /^supabase\/functions\/[^_/]+\/index\.ts$/,
  /\.test\.(ts|sql)$/,
  /^tests\/database\/received\/opt_outs\/[^/]+\/\w+\.tsv$/,
  /^tests\/database\/received\/is_crisis\/lists\/[^/]+\/\w+\.tsv$/,
  // The programs that a test adds.
  /^tests\/system\/[^/]+\/(schemas|templates)\//,
  /^docs\/decisions\//,
];

/**
 * Files that no other file mentions, and exported values that no other file uses. Exported types are
 * left out: they name what an exported function takes and gives.
 */
export async function deadCode(): Promise<string[]> {
  const files = await projectFiles();
  const findings: string[] = [];
  for (const [path, text] of files) {
    const others = [...files].filter(([other]) => other !== path).map(([, other]) => other);
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (
      !FOUND_BY_PLACE.some((pattern) => pattern.test(path)) &&
      !others.some((other) => other.includes(name))
    ) {
      findings.push(`${path}: no other file mentions it`);
    }
    if (!path.endsWith(".ts") || path.endsWith("database-types.ts")) continue;
    const exported = text.matchAll(
      /^export (?:async )?(?:const|function\*?|class) (\w+)/gm,
    );
    for (const [, symbol] of exported) {
      const word = new RegExp(`\\b${symbol}\\b`);
      if (!others.some((other) => word.test(other))) {
        findings.push(`${path}: nobody else uses the export '${symbol}'`);
      }
    }
  }
  return findings;
}
