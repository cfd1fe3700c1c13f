import { join } from "node:path";
import { projectFiles } from "./files.ts";

const PAGE = "docs/requirements.md";
const STATUSES = ["met", "met by something better", "not yet", "open seam", "declined"];
/** How many requirements each of the four systems brought. */
const LAST_ID = { R: 60, C: 103, T: 168, F: 92 };

/**
 * Every requirement has exactly one row `| id | what | status | where | test |`, and every cited
 * test exists: `path/of.test.ts` or `path/of.test.ts: words of the test's name`.
 */
export async function requirements(): Promise<string[]> {
  const files = await projectFiles();
  const page = files.get(PAGE);
  if (page === undefined) return [`${PAGE} does not exist`];
  const findings: string[] = [];
  const seen = new Set<string>();
  for (const line of page.split("\n")) {
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    const [id, , status, , tests] = cells;
    if (!id || !/^[RCTF]\d+$/.test(id)) continue;
    if (seen.has(id)) findings.push(`${PAGE}: ${id} has two rows`);
    seen.add(id);
    if (!STATUSES.includes(status ?? "")) {
      findings.push(
        `${PAGE}: ${id} has status '${status}', which is none of ${STATUSES.join(", ")}`,
      );
    }
    const cited = [...(tests ?? "").matchAll(/`([^`]+)`/g)].map(([, citation]) => citation!);
    if (status?.startsWith("met") && cited.length === 0) {
      findings.push(`${PAGE}: ${id} is ${status} and cites no test`);
    }
    for (const citation of cited) {
      const [path, name] = citation.split(/: (.*)/s);
      const text = files.get(join(path!));
      if (text === undefined) findings.push(`${PAGE}: ${id} cites '${path}', which does not exist`);
      else if (name && !text.includes(name)) {
        findings.push(`${PAGE}: ${id} cites '${name}', which is not in ${path}`);
      }
    }
  }
  for (const [letter, last] of Object.entries(LAST_ID)) {
    for (let number = 1; number <= last; number++) {
      if (!seen.has(`${letter}${number}`)) findings.push(`${PAGE}: ${letter}${number} has no row`);
    }
  }
  return findings;
}
