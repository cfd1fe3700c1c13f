/** `deno task bench scheduling [--due N] [--later N] [--json]`: measures, and asserts nothing. */
import { parseArgs } from "node:util";
import { benchScheduling } from "./scheduling.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    due: { type: "string", default: "100000" },
    later: { type: "string", default: "900000" },
    json: { type: "boolean", default: false },
  },
});
const benchmarks: Record<string, () => Promise<Record<string, string | number>[]>> = {
  scheduling: () => benchScheduling({ due: Number(values.due), later: Number(values.later) }),
};

for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const bench = benchmarks[name];
  if (!bench) {
    console.error(`There is no benchmark "${name}": use ${Object.keys(benchmarks).join(", ")}`);
    Deno.exit(2);
  }
  const figures = await bench();
  if (values.json) console.log(JSON.stringify({ [name]: figures }, null, 2));
  else {
    console.log(name);
    console.table(figures);
  }
}
