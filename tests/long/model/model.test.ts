/**
 * Random histories of claims, starts, replies, callbacks, lapses, STOPs, changed minds and jumps of
 * the clock, each against a small model of what may come of it. MODEL_SEED repeats a run (and
 * MODEL_PATH, from a failure's report, one history of it), MODEL_RUNS sets how many.
 */
import fc from "fast-check";
import { connect, type Sql } from "../../../local/database.ts";
import { withServer } from "../../database/server.ts";
import { History, type Transaction } from "./history.ts";
import { history } from "./steps.ts";

const RUNS = Number(Deno.env.get("MODEL_RUNS") ?? 5_000);
const SEED = Number(Deno.env.get("MODEL_SEED") ?? Math.floor(Math.random() * 2 ** 31));
const PATH = Deno.env.get("MODEL_PATH");

Deno.test(`the model, MODEL_SEED=${SEED}`, async () => {
  console.log(`MODEL_SEED=${SEED}`);
  await withDatabases(PATH ? 1 : navigator.hardwareConcurrency, async (databases) => {
    const counts = new Map<string, number>();
    await Promise.all(databases.map((sql, index) =>
      fc.assert(
        fc.asyncProperty(history, async ({ isPlanned, steps }) => {
          await undone(sql, async (transaction) => {
            const life = await History.begin(transaction, isPlanned);
            for (const step of steps) await life.live(step);
            await life.end();
            for (const [what, count] of life.counts) {
              counts.set(what, (counts.get(what) ?? 0) + count);
            }
          });
        }),
        {
          seed: SEED + index,
          numRuns: Math.ceil(RUNS / databases.length),
          ...(PATH ? { path: PATH } : {}),
        },
      )
    ));
    console.log(Object.fromEntries([...counts].sort()));
  });
});

/** Runs `body` in a transaction that leaves nothing behind. */
async function undone(sql: Sql, body: (transaction: Transaction) => Promise<void>): Promise<void> {
  const undo = new Error("undo");
  await sql.begin(async (transaction) => {
    await body(transaction);
    throw undo;
  }).catch((error) => {
    if (error !== undo) throw error;
  });
}

/** So many databases alike on one server, with the same three people, each with one connection. */
async function withDatabases(
  count: number,
  body: (databases: Sql[]) => Promise<void>,
): Promise<void> {
  await withServer({ durable: false }, async ({ url, sql }) => {
    const databaseUrl = (name: string) => Object.assign(new URL(url), { pathname: name }).href;
    await sql.unsafe(await Deno.readTextFile(`${import.meta.dirname}/population.sql`)).simple();
    // A template must be nobody's.
    await sql.end();
    const admin = connect(databaseUrl("template1"), { max: 1 });
    const databases: Sql[] = [];
    try {
      for (let index = 0; index < count; index++) {
        await admin.unsafe(`create database model_${index} template postgres`);
        databases.push(connect(databaseUrl(`model_${index}`), { max: 1 }));
      }
      await body(databases);
    } finally {
      await Promise.all([admin, ...databases].map((each) => each.end()));
    }
  });
}
