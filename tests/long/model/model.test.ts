/**
 * Random histories of claims, starts, replies, callbacks, lapses, STOPs, changed minds and jumps of
 * the clock, each against a small model of what may come of it. MODEL_SEED repeats a run (and
 * MODEL_PATH, from a failure's report, one history of it), MODEL_RUNS sets how many.
 */
import fc from "npm:fast-check@4.10.2";
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
    await Promise.all(databases.map(({ planned, unplanned }, index) =>
      fc.assert(
        fc.asyncProperty(history, async ({ isPlanned, steps }) => {
          await undone(isPlanned ? planned : unplanned, async (transaction) => {
            const life = await History.begin(transaction);
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

/** The same three people twice, before and after the scheduler ran that morning. */
interface Databases {
  planned: Sql;
  unplanned: Sql;
}

/** So many databases alike on one server, each with one connection. */
async function withDatabases(
  count: number,
  body: (databases: Databases[]) => Promise<void>,
): Promise<void> {
  await withServer({ durable: false }, async ({ url, sql }) => {
    const databaseUrl = (name: string) => Object.assign(new URL(url), { pathname: name }).href;
    await sql.unsafe(await Deno.readTextFile(`${import.meta.dirname}/population.sql`)).simple();
    // A template must be nobody's.
    await sql.end();
    const admin = connect(databaseUrl("template1"), { max: 1 });
    const opened: Sql[] = [admin];
    const copy = async (template: string, name: string) => {
      await admin.unsafe(`create database ${name} template ${template}`);
      const copied = connect(databaseUrl(name), { max: 1 });
      opened.push(copied);
      return copied;
    };
    try {
      const morning = await copy("postgres", "planned");
      while ((await morning`select more from public.schedule_due_messages()`)[0]!.more);
      await morning.end();
      const databases: Databases[] = [];
      for (let index = 0; index < count; index++) {
        databases.push({
          planned: await copy("planned", `planned_${index}`),
          unplanned: await copy("postgres", `unplanned_${index}`),
        });
      }
      await body(databases);
    } finally {
      await Promise.all(opened.map((each) => each.end()));
    }
  });
}
