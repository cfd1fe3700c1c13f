/** What a day at ten times the expected load leaves behind, and what that costs the claim. */
import { connect, type Sql } from "../local/database.ts";
import { assertFull } from "./peers.ts";
import { populate } from "./population.ts";
import { rundown } from "./rundown.ts";
import { describeMachine, withServer } from "./server.ts";
import { type Figures, percentile, rounded } from "./statistics.ts";

export interface SteadyStateOptions {
  /** Messages of the day, two for each person. */
  messages: number;
  /** Messages that were finished in earlier weeks. */
  history: number;
  /** Trials; undefined leaves the migrations' own setting. */
  fillfactors: (number | undefined)[];
  /** Dead rows at which a table is vacuumed, whatever its size. */
  vacuumAt: (number | undefined)[];
  /** Whether somebody holds a snapshot all day long. */
  readers: boolean[];
}

const START = new Date("2026-06-07T06:00:00Z");
const STEP_MINUTES = 10;
const STEPS = 24 * 60 / STEP_MINUTES;
const STEPS_OF_A_ROW = 4 * 60 / STEP_MINUTES;
/** What a sender claims at once, and how many texts it has on their way. */
const BATCH = 50;
const LANES = 8;
/** The tables that every text changes. */
const TABLES = ["public.message_queue", "private.message_attempts", "public.messages"];

/** A zone without summer time for each offset, so that 18:00 comes somewhere at every hour. */
const ZONES = [
  ...["Pacific/Tarawa", "Pacific/Noumea", "Australia/Brisbane", "Asia/Tokyo", "Asia/Singapore"],
  ...["Asia/Bangkok", "Asia/Dhaka", "Asia/Karachi", "Asia/Dubai", "Africa/Nairobi"],
  ...["Africa/Johannesburg", "Africa/Lagos", "Africa/Abidjan", "Atlantic/Cape_Verde"],
  ...["America/Noronha", "America/Montevideo", "America/La_Paz", "America/Bogota"],
  ...["America/Costa_Rica", "America/Phoenix", "Pacific/Pitcairn", "Pacific/Gambier"],
  ...["Pacific/Honolulu", "Pacific/Pago_Pago"],
];

/** One row for every four hours of every trial. */
export async function benchSteadyState(options: SteadyStateOptions): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const fillfactor of options.fillfactors) {
    for (const vacuumAt of options.vacuumAt) {
      for (const isRead of options.readers) {
        figures.push(...await liveADay(options, { fillfactor, vacuumAt, isRead }));
      }
    }
  }
  return figures;
}

interface Trial {
  fillfactor: number | undefined;
  vacuumAt: number | undefined;
  isRead: boolean;
}

async function liveADay(options: SteadyStateOptions, trial: Trial): Promise<Figures[]> {
  return await withServer(async (server) => {
    const { sql, url } = server;
    const figures: Figures[] = [{ trial: await describeMachine(sql) }];
    await prepare(sql, trial);
    await populate(sql, { due: options.messages / 2, later: 0 });
    await spreadOverTheWorld(sql);
    const engine = await rundown(server, 0);
    await engine.addOthers(options.history, "finished");

    const reader = connect(url, { max: 1 });
    const day = Promise.withResolvers<void>();
    const reading = trial.isRead
      ? reader.begin("isolation level repeatable read", async (transaction) => {
        await transaction`select count(*) from public.users`;
        await day.promise;
      })
      : Promise.resolve();
    const claims: number[] = [];
    const sweeps: number[] = [];
    let sent = 0;
    try {
      for (let step = 0; step <= STEPS; step++) {
        const now = new Date(START.getTime() + step * STEP_MINUTES * 60_000);
        await sql`update private.virtual_clock set instant = ${now}`;
        if (step > 0 && step % STEPS_OF_A_ROW === 0) {
          figures.push({
            ...describeTrial(trial),
            hours: step * STEP_MINUTES / 60,
            sent,
            "claim p50, ms": rounded(percentile(claims, 0.5)),
            "claim p99, ms": rounded(percentile(claims, 0.99)),
            "sweep p50, ms": rounded(percentile(sweeps, 0.5)),
            ...await measure(sql, now),
          });
          claims.length = sweeps.length = 0;
        }
        if (step < STEPS) sent += await runSender(sql, claims, sweeps);
        await vacuum(sql);
      }
    } finally {
      day.resolve();
      await reading;
      await reader.end();
    }
    return figures;
  });
}

function describeTrial({ fillfactor, vacuumAt, isRead }: Trial): Figures {
  return {
    trial: `fill factor ${fillfactor ?? "as shipped"}, vacuum at ${vacuumAt ?? "as shipped"}`,
    reader: isRead ? "yes" : "no",
  };
}

async function prepare(sql: Sql, { fillfactor, vacuumAt }: Trial): Promise<void> {
  // A day takes minutes here: autovacuum, which looks once a minute, is asked after each step.
  await sql`alter system set autovacuum = off`;
  await sql`select pg_reload_conf()`;
  for (const table of TABLES) {
    if (fillfactor !== undefined) {
      await sql.unsafe(`alter table ${table} set (fillfactor = ${fillfactor})`);
    }
    if (vacuumAt !== undefined) {
      await sql.unsafe(`
        alter table ${table} set (
          autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = ${vacuumAt}
        )`);
    }
  }
}

/** Everybody is due at 18:00 of their own Sunday: a twenty-fourth of them every hour. */
async function spreadOverTheWorld(sql: Sql): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction`
      update public.notification_preferences
      set timezone = zone.name, next_due_at = timestamp '2026-06-07 18:00' at time zone zone.name
      from (
        select user_id, (${ZONES}::text[])[1 + row_number() over () % ${ZONES.length}] as name
        from public.notification_preferences
      ) as zone
      where zone.user_id = notification_preferences.user_id`;
    await transaction`
      update public.contacts
      set timezone = preferences.timezone
      from public.notification_preferences as preferences
      where preferences.user_id = contacts.user_id`;
    // Room for the tenth that planning leaves free.
    await transaction`
      update private.settings set messages_per_hour = (
        select ceil(1.2 * count(*) / 24) from public.contacts
      )`;
  });
  await sql`vacuum full analyze`;
}

/** One sender run as the function does it, and the callbacks of its texts; returns how many. */
async function runSender(sql: Sql, claims: number[], sweeps: number[]): Promise<number> {
  let sent = 0;
  const sweepStart = performance.now();
  await sql`select from public.sweep_messages()`;
  sweeps.push(performance.now() - sweepStart);
  await sql`select from public.schedule_due_messages(500, '30 minutes')`;
  for (;;) {
    const start = performance.now();
    const claimed = await sql`select lease_token, more from public.get_messages_to_send(${BATCH})`;
    claims.push(performance.now() - start);
    for (let first = 0; first < claimed.length; first += LANES) {
      const tokens = claimed.slice(first, first + LANES).map((row) => row.lease_token);
      const started = await sql`
        select attempt_id, lease_token from public.start_messages(${tokens}::uuid[])`;
      assertFull(started.length, tokens.length);
      const outcomes = started.map((attempt) => ({
        ...attempt,
        outcome: "accepted",
        provider_message_id: `SM${attempt.attempt_id}`,
        segments: 1,
      }));
      await sql`select from public.update_message_statuses(${sql.json(outcomes)})`;
      const attempts = started.map((attempt) => attempt.attempt_id);
      for (const status of ["sent", "delivered"]) {
        await sql`
          select public.record_delivery_status(attempt, 'SM' || attempt, ${status})
          from unnest(${attempts}::uuid[]) as attempt`;
      }
      sent += started.length;
    }
    if (!claimed[0]?.more) return sent;
  }
}

/** Vacuums and analyzes what autovacuum would, by its own rule and each table's settings. */
async function vacuum(sql: Sql): Promise<void> {
  await sql`select pg_stat_force_next_flush()`;
  const due = await sql`
    with settings as (
      select
        stats.relid::regclass::text as relation,
        stats.*,
        greatest(pg_class.reltuples, 0) as reltuples,
        (
          select jsonb_object_agg(name, setting)
          from pg_settings where name like 'autovacuum%'
        ) || coalesce(
          (
            select jsonb_object_agg(option_name, option_value)
            from pg_options_to_table(pg_class.reloptions)
          ),
          '{}'
        ) as setting
      from pg_stat_user_tables as stats
      join pg_class on pg_class.oid = stats.relid
    )
    select
      relation,
      n_dead_tup > (setting ->> 'autovacuum_vacuum_threshold')::float8
        + (setting ->> 'autovacuum_vacuum_scale_factor')::float8 * reltuples
      or n_ins_since_vacuum > (setting ->> 'autovacuum_vacuum_insert_threshold')::float8
        + (setting ->> 'autovacuum_vacuum_insert_scale_factor')::float8 * reltuples as is_full,
      n_mod_since_analyze > (setting ->> 'autovacuum_analyze_threshold')::float8
        + (setting ->> 'autovacuum_analyze_scale_factor')::float8 * reltuples as is_changed
    from settings`;
  for (const { relation, is_full: isFull, is_changed: isChanged } of due) {
    if (isFull) await sql.unsafe(`vacuum ${relation}`);
    if (isChanged) await sql.unsafe(`analyze ${relation}`);
  }
}

/** Dead rows and sizes now, and what it takes to find the next messages. */
async function measure(sql: Sql, now: Date): Promise<Figures> {
  await sql`select pg_stat_force_next_flush()`;
  const [explained] = await sql.unsafe(`
    explain (analyze, buffers, format json)
    select from private.claimable_messages(${BATCH}, 3, '${now.toISOString()}', '{}')`);
  const { Plan: plan, "Execution Time": time } = explained!["QUERY PLAN"][0];
  const figures: Figures = {
    "to find, ms": rounded(time),
    "buffers to find": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
  };
  const [index] = await sql`
    select pg_relation_size('public.message_queue_to_claim') / 8192 as pages`;
  figures["claim index, pages"] = Number(index!.pages);
  for (const table of TABLES) {
    const [row] = await sql`
      select n_dead_tup as dead, pg_relation_size(relid) / 1048576.0 as heap,
        pg_indexes_size(relid) / 1048576.0 as indexes,
        100.0 * n_tup_hot_upd / greatest(n_tup_upd, 1) as hot, vacuum_count as vacuums
      from pg_stat_user_tables where relid = ${table}::regclass`;
    const name = table.split(".")[1]!;
    figures[`${name}: dead`] = Number(row!.dead);
    figures[`${name}: heap + indexes, MB`] = `${rounded(Number(row!.heap))} + ${
      rounded(Number(row!.indexes))
    }`;
    figures[`${name}: HOT, %`] = rounded(Number(row!.hot));
    figures[`${name}: vacuums`] = Number(row!.vacuums);
  }
  return figures;
}
