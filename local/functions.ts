import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { GuardedFolder } from "./guarded-folder.ts";
import { downloadImports, type ServiceProcess, startService } from "./service-process.ts";

export interface FunctionsOptions {
  /** The folder with `functions/`, each of whose subfolders with an `index.ts` is a function. */
  supabaseDirectory: string;
  /** Where they run, and the start file is written. */
  folder: GuardedFolder;
  deno: string;
  env: Record<string, string>;
  onLog: (line: string) => void;
}

/**
 * Starts the Edge Functions in a process of their own, which has the network of this machine and
 * the given environment, and no file system.
 */
export async function startFunctions(options: FunctionsOptions): Promise<ServiceProcess> {
  const functions = join(options.supabaseDirectory, "functions");
  const host = pathToFileURL(join(import.meta.dirname!, "functions-host.ts"));
  const names = await functionNames(functions);
  // Written out, because a process without a file system may only import what it names literally.
  const loaders = names.map((name) =>
    `  ${JSON.stringify(name)}: () => import(${
      JSON.stringify(pathToFileURL(join(functions, name, "index.ts")).href)
    }),`
  );
  const entry = join(options.folder.path, "functions.ts");
  await Deno.writeTextFile(
    entry,
    `import { hostFunctions } from ${JSON.stringify(host.href)};\nhostFunctions({\n${
      loaders.join("\n")
    }\n});\n`,
  );
  const resolution = [
    "--no-lock",
    `--config=${join(functions, "deno.json")}`,
    "--node-modules-dir=none",
  ];
  await downloadImports(options.folder, options.deno, [...resolution, entry], options.env);
  return await startService({
    folder: options.folder,
    name: "functions",
    deno: options.deno,
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      ...resolution,
      "--allow-net=127.0.0.1",
      "--allow-env",
      entry,
    ],
    env: options.env,
    onLog: options.onLog,
  });
}

/** The names of the deployed functions: folders with an `index.ts`, as the Supabase CLI finds them. */
export async function functionNames(functions: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(functions)) {
    if (!entry.isDirectory) continue;
    const isFunction = await Deno.stat(join(functions, entry.name, "index.ts"))
      .then(() => true, () => false);
    if (isFunction) names.push(entry.name);
  }
  return names.sort();
}
