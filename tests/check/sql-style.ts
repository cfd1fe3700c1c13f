import { projectFiles } from "./files.ts";

const LONGEST_LINE = 100;

/** What a formatter would mend: long lines, tabs, trailing space, upper-case keywords. */
export async function sqlStyle(): Promise<string[]> {
  const files = await projectFiles();
  const findings: string[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith(".sql") || path.startsWith("supabase/migrations/")) continue;
    text.split("\n").forEach((line, index) => {
      const at = `${path}:${index + 1}`;
      const code = line.replace(/--.*|'(?:[^']|'')*'?/g, "");
      if (line.length > LONGEST_LINE) {
        findings.push(`${at}: longer than ${LONGEST_LINE} characters`);
      }
      if (/\t|\s$/.test(line)) findings.push(`${at}: a tab or trailing space`);
      if (/\b(SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE|BEGIN|END)\b/.test(code)) {
        findings.push(`${at}: a keyword in upper case`);
      }
    });
  }
  return findings;
}
