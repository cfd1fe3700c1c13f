/** Each wall is broken once, so that the check is known to see it. */
import assert from "node:assert/strict";
import { brokenWalls } from "./walls.ts";

const CASES: [string, Record<string, string>, RegExp | null][] = [
  ["a package may import itself, npm and node, and others may enter by its door", {
    "emulators/box/mod.ts": 'export { start } from "./start.ts";',
    "emulators/box/start.ts": 'import { z } from "zod";\nimport net from "node:net";',
    "emulators/box/tests/start.test.ts": 'import { start } from "../start.ts";',
    "local/stack.ts": 'import { start } from "../emulators/box/mod.ts";',
    "emulators/other/tests/other.test.ts": 'import { start } from "../../box/mod.ts";',
  }, null],
  ["a package imports nothing of the project, not for types either", {
    "emulators/box/mod.ts": 'import type { Sql } from "../../local/database.ts";',
    "local/database.ts": "",
  }, /mod\.ts: imports local\/database\.ts: emulators\/box\/ imports nothing of the project/],
  ["a test of a package imports nothing of the project", {
    "emulators/box/tests/box.test.ts": 'import { until } from "../../../tests/system/world.ts";',
    "tests/system/world.ts": "",
  }, /imports nothing of the project/],
  ["a package is entered by its door alone", {
    "emulators/box/faults.ts": "",
    "tests/long/chaos.test.ts": 'import type {\n  Fault,\n} from "../../emulators/box/faults.ts";',
  }, /chaos\.test\.ts: imports emulators\/box\/faults\.ts: .* is entered by mod\.ts alone/],
  ["a package enters another by its door alone", {
    "emulators/box/mod.ts": 'const { x } = await import("../other/inner.ts");',
    "emulators/other/inner.ts": "",
  }, /is entered by mod\.ts alone/],
  ["functions may share", {
    "supabase/functions/one/index.ts":
      'import { log } from "../_shared/log.ts";\nimport { handle } from "./handler.ts";',
    "supabase/functions/one/handler.ts": "",
    "supabase/functions/_shared/log.ts": "",
  }, null],
  ["a function never imports another", {
    "supabase/functions/one/index.ts": 'export { handle } from "../other/handler.ts";',
    "supabase/functions/other/handler.ts": "",
  }, /a function never imports another/],
  ["files may share what they import", {
    "a.ts": 'import "./b.ts";\nimport "./c.ts";',
    "b.ts": 'import "./c.ts";',
    "c.ts": "",
  }, null],
  ["no files import each other in a circle, not for types either", {
    "a.ts": 'import { b } from "./b.ts";',
    "b.ts": 'export * from "./c.ts";',
    "c.ts": 'import type { A } from "./a.ts";',
  }, /^a circle: a\.ts -> b\.ts -> c\.ts -> a\.ts$/],
  ["no file imports itself", { "a.ts": 'import "./a.ts";' }, /^a circle: a\.ts -> a\.ts$/],
  ["what a comment tells is no import", {
    "a.ts": '// import "./b.ts"\n/**\n * export * from "./b.ts"\n */',
    "b.ts": 'import "./a.ts";',
  }, null],
];

for (const [name, files, expected] of CASES) {
  Deno.test(name, () => {
    const findings = brokenWalls(new Map(Object.entries(files)));
    assert.equal(findings.length, expected === null ? 0 : 1, findings.join("\n"));
    if (expected !== null) assert.match(findings[0]!, expected);
  });
}
