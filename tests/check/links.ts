import { dirname, join } from "node:path";
import { projectFiles } from "./files.ts";

/** Links of Markdown pages to files that do not exist. */
export async function brokenLinks(): Promise<string[]> {
  const files = await projectFiles();
  const findings: string[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith(".md")) continue;
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      const exists = await Deno.stat(join(dirname(path), target!)).then(() => true, () => false);
      if (!exists) findings.push(`${path}: links to '${target}', which does not exist`);
    }
  }
  return findings;
}
