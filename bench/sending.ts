/** What the sender makes of its concurrency, and what a text costs it in computing time. */
import { connect } from "../local/database.ts";
import { withWorld, type World } from "../tests/system/world.ts";
import { populate } from "./population.ts";
import { describeMachine } from "./server.ts";
import { type Figures, percentile, rounded } from "./statistics.ts";

export interface SendingOptions {
  /** Milliseconds until Twilio replies. */
  latencies: number[];
  /** Texts of one run; the longest must fit into the run's time limit. */
  texts: number;
  repetitions: number;
}

const CONCURRENCY = 8;
/** Ticks of /proc/<pid>/stat; Linux has counted 100 a second on every machine for decades. */
const TICKS_PER_SECOND = 100;

/** For each latency, medians: texts per second, share of what the lanes allow, CPU of a text. */
export async function benchSending(options: SendingOptions): Promise<Figures[]> {
  const figures: Figures[] = [];
  const world = { functionsEnv: { SENDER_CONCURRENCY: String(CONCURRENCY) } };
  await withWorld(world, async (world) => {
    figures.push({ latency: "machine", texts: await describeMachine(world.sql) });
    // What is compiled and connected once, no run pays.
    await sendAll(world, 50, 0);
    for (const latency of options.latencies) {
      const runs: { seconds: number; cpuSeconds: number }[] = [];
      for (let repetition = 0; repetition < options.repetitions; repetition++) {
        runs.push(await sendAll(world, options.texts, latency));
      }
      const seconds = percentile(runs.map((run) => run.seconds), 0.5);
      const cpuSeconds = percentile(runs.map((run) => run.cpuSeconds), 0.5);
      figures.push({
        latency: `${latency} ms`,
        texts: options.texts,
        "texts per second": rounded(options.texts / seconds),
        "of what the lanes allow": `${
          rounded(100 * options.texts / seconds / (CONCURRENCY * 1_000 / latency))
        } %`,
        "CPU per text": `${rounded(1_000 * cpuSeconds / options.texts)} ms`,
      });
    }
  });
  return figures;
}

/** One run over so many due texts, from the call to its report. */
async function sendAll(
  world: World,
  texts: number,
  latencyMs: number,
): Promise<{ seconds: number; cpuSeconds: number }> {
  await world.clear();
  await world.sql`delete from private.virtual_clock`;
  const sql = connect(world.databaseUrl, { max: 1 });
  await populate(sql, { due: Math.ceil(texts / 2), later: 0 });
  await sql.end();
  await world.run("message-scheduler");
  await world.setClock(new Date("2026-06-07T16:30:00Z"));
  // Callbacks are another function's work, in the same process.
  await world.twilio.setFaults({ latencyMs, callbacks: [{ kind: "lost" }] });

  const cpuBefore = await cpuSeconds(world.functionsPid());
  const start = performance.now();
  const { accepted } = await world.run("message-sender");
  const seconds = (performance.now() - start) / 1_000;
  if (accepted !== texts) throw new Error(`${accepted} of ${texts} texts were sent`);
  return { seconds, cpuSeconds: await cpuSeconds(world.functionsPid()) - cpuBefore };
}

/** User and system time that a process has used. */
async function cpuSeconds(pid: number): Promise<number> {
  // Deno itself may read /proc only with every permission there is.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/stat`] }).output();
  const stat = new TextDecoder().decode(stdout);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
