import { run } from "./run.ts";

/** The project's files, tracked or about to be, with their text; binary files are left out. */
export async function projectFiles(): Promise<Map<string, string>> {
  const { stdout } = await run("git", [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "-z",
  ]);
  const files = new Map<string, string>();
  for (const path of stdout.split("\0").filter(Boolean).sort()) {
    if (path.endsWith("deno.lock") || /\.(png|svg)$/.test(path)) continue;
    // A file that is deleted and not yet committed is still listed.
    const text = await Deno.readTextFile(path).catch(() => undefined);
    if (text !== undefined) files.set(path, text);
  }
  return files;
}
