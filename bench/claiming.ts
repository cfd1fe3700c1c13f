/** What taking and finishing texts costs, beside other queues on the same server. */
import { floor } from "./floor.ts";
import { populate } from "./population.ts";
import {
  type Claimer,
  type Engine,
  graphileWorker,
  type OtherMessages,
  pgBoss,
  plainTable,
} from "./peers.ts";
import { rundown } from "./rundown.ts";
import { describeMachine, withServer } from "./server.ts";
import { type Figures, percentile, rounded } from "./statistics.ts";

/** What each has finished before, as a queue in use has: nobody plans for empty tables for long. */
const FINISHED_BEFORE = 10_000;

export interface ClaimingOptions {
  /** Messages that are due. */
  ready: number;
  /** How many of those a run takes. */
  take: number;
  /** How many others there are, one list of figures each. */
  others: number[];
  /** What those are: not due yet, or finished long ago. */
  kind: OtherMessages;
  batches: number[];
  claimers: number[];
  repetitions: number;
}

/** Medians of all repetitions for each engine, count of other messages, batch and claimers. */
export async function benchClaiming(options: ClaimingOptions): Promise<Figures[]> {
  return await withServer(async (server) => {
    const figures: Figures[] = [{ engine: await describeMachine(server.sql) }];
    await populate(server.sql, { due: Math.ceil(options.ready / 2), later: 0 });
    const engines: Engine[] = [];
    for (const start of [rundown, floor, pgBoss, graphileWorker, plainTable]) {
      engines.push(await start(server, options.ready));
    }
    for (const engine of engines) await engine.addOthers(FINISHED_BEFORE, "finished");
    let present = 0;
    for (const others of options.others) {
      for (const engine of engines) await engine.addOthers(others - present, options.kind);
      present = others;
      for (const batch of options.batches) {
        for (const claimers of options.claimers) {
          for (const engine of engines) {
            const measured = {
              engine: engine.name,
              [options.kind]: others,
              batch,
              claimers,
              ...await measure(engine, options, batch, claimers),
            };
            // The whole takes most of an hour.
            console.error(Object.values(measured).join(", "));
            figures.push(measured);
          }
        }
      }
    }
    return figures;
  });
}

async function measure(
  engine: Engine,
  { take, repetitions }: ClaimingOptions,
  batch: number,
  claimers: number,
): Promise<Figures> {
  const rates: number[] = [];
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    await engine.reset();
    const workers = await Promise.all(
      Array.from({ length: claimers }, () => engine.claimer(batch)),
    );
    let left = take;
    const start = performance.now();
    await Promise.all(workers.map(async (worker) => {
      while (left > 0) {
        left -= batch;
        times.push(await takeAndFinish(worker));
      }
    }));
    rates.push(take / (performance.now() - start) * 1_000);
    await Promise.all(workers.map((worker) => worker.end()));
  }
  return {
    "per second": rounded(percentile(rates, 0.5)),
    "claim p50, ms": rounded(percentile(times, 0.5)),
    "claim p99, ms": rounded(percentile(times, 0.99)),
  };
}

/** Milliseconds that the claim took. */
async function takeAndFinish(worker: Claimer): Promise<number> {
  const start = performance.now();
  const batch = await worker.claim();
  const time = performance.now() - start;
  await batch.finish();
  return time;
}
