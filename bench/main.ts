/**
 * `deno task bench [scheduling|claiming|places|sending|functions|steady-state] [--json]`: measures, and
 * asserts nothing.
 */
import { parseArgs } from "node:util";
import { benchClaiming } from "./claiming.ts";
import { benchFunctions } from "./functions.ts";
import { benchPlaces } from "./places.ts";
import { benchScheduling } from "./scheduling.ts";
import { benchSending } from "./sending.ts";
import { benchSteadyState } from "./steady-state.ts";
import type { Figures } from "./statistics.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    due: { type: "string", default: "100000" },
    later: { type: "string", default: "900000" },
    ready: { type: "string", default: "50000" },
    take: { type: "string", default: "10000" },
    future: { type: "string", default: "0,200000,1000000" },
    finished: { type: "string" },
    batches: { type: "string", default: "50,500" },
    claimers: { type: "string", default: "1,4,8" },
    people: { type: "string", default: "1000" },
    crowd: { type: "string", default: "5000" },
    latencies: { type: "string", default: "20,100,400" },
    texts: { type: "string", default: "800" },
    messages: { type: "string", default: "24000" },
    history: { type: "string", default: "168000" },
    fillfactors: { type: "string", default: "shipped" },
    "vacuum-at": { type: "string", default: "shipped" },
    readers: { type: "string", default: "no,yes" },
    repetitions: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});
const repetitions = Number(values.repetitions);
const numbers = (list: string) => list.split(",").map(Number);
const trials = (list: string) =>
  list.split(",").map((each) => each === "shipped" ? undefined : Number(each));

const benchmarks: Record<string, () => Promise<Figures[]>> = {
  scheduling: () => benchScheduling({ due: Number(values.due), later: Number(values.later) }),
  claiming: () =>
    benchClaiming({
      ready: Number(values.ready),
      take: Number(values.take),
      others: numbers(values.finished ?? values.future),
      kind: values.finished === undefined ? "future" : "finished",
      batches: numbers(values.batches),
      claimers: numbers(values.claimers),
      repetitions,
    }),
  places: () =>
    benchPlaces({
      people: Number(values.people),
      crowd: Number(values.crowd),
      repetitions,
    }),
  sending: () =>
    benchSending({
      latencies: numbers(values.latencies),
      texts: Number(values.texts),
      repetitions,
    }),
  functions: () => benchFunctions({ repetitions }),
  "steady-state": () =>
    benchSteadyState({
      messages: Number(values.messages),
      history: Number(values.history),
      fillfactors: trials(values.fillfactors),
      vacuumAt: trials(values["vacuum-at"]),
      readers: values.readers.split(",").map((reader) => reader === "yes"),
    }),
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
