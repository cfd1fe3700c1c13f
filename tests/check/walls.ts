import { dirname, join } from "node:path";
import { projectFiles } from "./files.ts";

/** A folder that nobody enters but by its door, and that keeps to itself. */
const PACKAGE = /^emulators\/[^/]+\//;
const DOOR = "mod.ts";
const FUNCTION = /^supabase\/functions\/(?!_shared\/)[^/]+\//;

/** What a file imports or exports from elsewhere, types included; `import()` wherever it stands. */
const IMPORTS = [
  /^(?:import|export)\b[^"'`;=]*["']([^"']+)["']/gm,
  /\bimport\(\s*["']([^"']+)["']/g,
];

/** What stands between the rooms of the project's TypeScript is kept to. */
export async function walls(): Promise<string[]> {
  return brokenWalls(await projectFiles());
}

/**
 * Where the TypeScript among `files` (path → text) breaks a wall: a package of emulators/ imports
 * the project, or is entered by another file than its mod.ts; a function imports another; files
 * import each other in a circle, be it for types alone.
 */
export function brokenWalls(files: ReadonlyMap<string, string>): string[] {
  const imports = new Map<string, string[]>();
  for (const [path, text] of files) {
    if (path.endsWith(".ts") || path.endsWith(".tsx")) imports.set(path, importsOf(path, text));
  }
  const findings: string[] = [];
  for (const [path, targets] of imports) {
    for (const target of targets) {
      const why = trespass(path, target);
      if (why) findings.push(`${path}: imports ${target}: ${why}`);
    }
  }
  return [...findings, ...circles(imports)];
}

/** The files of the project that `text`, the file at `path`, imports. */
function importsOf(path: string, text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\/?\*).*$/gm, "");
  const specifiers = IMPORTS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, specifier]) => specifier!)
  );
  return [...new Set(specifiers)]
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => join(dirname(path), specifier));
}

function trespass(path: string, target: string): string | undefined {
  const from = PACKAGE.exec(path)?.[0];
  const to = PACKAGE.exec(target)?.[0];
  if (to !== undefined && to !== from && target !== to + DOOR) {
    return `${to} is entered by ${DOOR} alone`;
  }
  if (from !== undefined && to === undefined) {
    return `${from} imports nothing of the project`;
  }
  const own = FUNCTION.exec(path)?.[0];
  const other = FUNCTION.exec(target)?.[0];
  if (own !== undefined && other !== undefined && own !== other) {
    return "a function never imports another; what two share stands in _shared/";
  }
  return undefined;
}

/** Each circle once, as `one -> other -> one`. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const findings: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (path: string): void => {
    const start = way.indexOf(path);
    if (start >= 0) findings.push(`a circle: ${[...way.slice(start), path].join(" -> ")}`);
    if (start >= 0 || done.has(path)) return;
    way.push(path);
    for (const target of imports.get(path) ?? []) visit(target);
    way.pop();
    done.add(path);
  };
  for (const path of imports.keys()) visit(path);
  return findings;
}
