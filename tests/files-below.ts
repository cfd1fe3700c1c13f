import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The files in and below `folder` whose names end with `ending`, in order of their paths. */
export async function filesBelow(folder: string, ending: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true }))
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .sort();
}
