/** One program misbehaves in a database of its own, while everybody else goes on as ever. */
import { connect, type Sql } from "../../../../local/database.ts";
import { loadHelpers } from "../../pgtap.ts";
import { withServer } from "../../server.ts";
import { GOOD, type Hook, type Misdeed, SIGNATURES } from "./list.ts";

const TEMPLATE = "stage";
const PEOPLE = ["A1", "A2", "A3", "A4", "R1", "R2", "R3", "R4"];
const NOON = "2026-06-07T12:00Z";
const SIX = "2026-06-07T18:00Z";
const SEVEN = "2026-06-07T19:05Z";
const TEN_PAST = "2026-06-07T19:10Z";
const GREETING = "Rogue says hello";
/** A run that fails is the matter of the next two. */
const RUNS = 3;

export interface Sent {
  id: string;
  program: string;
  person: string;
  body: string;
  is_theirs: boolean;
}

/** A server on which misdeeds are staged, one database each. */
export interface Stage {
  /** Which promises do not hold; empty if all do. */
  perform(misdeed: Misdeed): Promise<string[]>;
  /** A database with the world of this stage, for as long as `body` runs. */
  withWorld<T>(body: (world: World) => Promise<T>): Promise<T>;
}

export interface World {
  /** The owner of everything, as migrations and cron run. */
  owner: Sql;
  /** What the API's gateway has: one session, which stops a statement after two seconds. */
  api: Sql;
  url: string;
  apiUrl: string;
}

export async function withStage<T>(body: (stage: Stage) => Promise<T>): Promise<T> {
  return await withServer({ durable: false }, async ({ url, sql }) => {
    await loadHelpers(url);
    const owner = connect(url, { max: 1 });
    await setTheStage(owner);
    await owner.end();
    // Only a database that nobody is connected to can be copied.
    const adminUrl = new URL(url);
    const original = adminUrl.pathname.slice(1);
    adminUrl.pathname = "/template1";
    const admin = connect(adminUrl.href, { max: 1 });
    await sql.end();
    await admin.unsafe(`alter database ${original} rename to ${TEMPLATE}`);
    let count = 0;
    let copying: Promise<unknown> = Promise.resolve();
    const withWorld = async <R>(use: (world: World) => Promise<R>): Promise<R> => {
      const name = `world_${++count}`;
      copying = copying.then(() =>
        admin.unsafe(`create database ${name} template ${TEMPLATE} strategy wal_log`)
      );
      await copying;
      const ownerUrl = new URL(url);
      ownerUrl.pathname = `/${name}`;
      const apiUrl = new URL(ownerUrl);
      apiUrl.username = "authenticator";
      apiUrl.password = "postgres";
      const world = {
        owner: connect(ownerUrl.href, { max: 1 }),
        api: connect(apiUrl.href, {
          max: 1,
          connection: { statement_timeout: 2000, search_path: "public, extensions" },
        }),
        url: ownerUrl.href,
        apiUrl: apiUrl.href,
      };
      try {
        return await use(world);
      } finally {
        await world.api.end({ timeout: 1 });
        await world.owner.end({ timeout: 1 });
        await admin.unsafe(`drop database ${name} (force)`);
      }
    };
    try {
      return await body({
        withWorld,
        perform: (misdeed) => withWorld((world) => perform(world, misdeed)),
      });
    } finally {
      await admin.end();
    }
  });
}

async function setTheStage(owner: Sql): Promise<void> {
  await owner.unsafe(`
    create role authenticator login noinherit password 'postgres';
    grant anon, authenticated, service_role to authenticator;
    select tests.set_clock('${NOON}');
    insert into private.programs (program, gates, goes_to)
    select 'rogue', '{switch, pause, consent, opt_out, allowed_hours}', 'contacts';
    insert into public.message_templates (id, program, message_type, style, body)
    values ('rogue.plain.rogue.01', 'rogue', 'rogue', 'plain', '${GREETING}');
    insert into private.commands (command, program, is_for_users) values ('rogue', 'rogue', true);
    insert into private.command_patterns (command, place, pattern)
    values ('rogue', 6, '^rogue$');
    create table private.rogue_turns (user_id uuid, due_at timestamptz, slot smallint);
    create table private.rogue_lock (id integer);
    insert into private.rogue_lock values (1);
    create table private.rogue_debts (
      id uuid references public.users (id) deferrable initially deferred
    );
    create sequence private.rogue_calls;
    ${(Object.keys(SIGNATURES) as Hook[]).map((hook) => definition(hook, GOOD[hook])).join("\n")}
    select tests.create_person(name) from unnest(array['R1', 'R2', 'R3', 'R4']) as name;
    insert into private.rogue_turns
    select id, '2026-06-07 17:30Z', 0 from public.users;`);
  while ((await owner`select more from public.schedule_due_messages(500)`)[0]?.more);
  await owner.unsafe(`
    insert into private.rogue_turns select id, '2026-06-07 19:00Z', 1 from public.users;
    select tests.create_person(name) from unnest(array['A1', 'A2', 'A3', 'A4']) as name;
    select tests.create_contact(name, 'self') from unnest(array['A1', 'R1']) as name;`);
}

export function definition(hook: Hook, body: string): string {
  const reader = ["preview", "explain", "export"].includes(hook);
  const types = /\((.*?)\)/.exec(SIGNATURES[hook])![1]!
    .split(", ").map((each) => each.replace(/^\w+ /, "")).join(", ");
  return `
    create or replace function private.${SIGNATURES[hook]}
    language plpgsql ${reader ? "stable" : "volatile"} set search_path = ''
    as $rogue$ #variable_conflict use_column
    begin ${body} end $rogue$;
    ${
    reader
      ? `grant execute on function private.${hook}_rogue(${types}) to authenticated, service_role;`
      : ""
  }`;
}

/** Somebody's call of the API: a transaction in their role. */
async function call(
  { api }: World,
  role: "service_role" | "authenticated",
  userId: string | null,
  statement: string,
  // deno-lint-ignore no-explicit-any
): Promise<any[]> {
  return await api.begin(async (transaction) => {
    const claims = JSON.stringify({ role, ...(userId && { sub: userId }) });
    await transaction`
      select set_config('role', ${role}, true), set_config('request.jwt.claims', ${claims}, true)`;
    return [...await transaction.unsafe(statement)];
  });
}

export async function setClock({ owner }: World, instant: string | Date): Promise<void> {
  await owner`select tests.set_clock(${instant})`;
}

/** Calls until it works, three times at most; returns what the last error said. */
async function soon(run: () => Promise<unknown>): Promise<string | null> {
  let problem = "";
  for (let count = 0; count < RUNS; count++) {
    try {
      await run();
      return null;
    } catch (error) {
      problem = String(error).slice(0, 200);
    }
  }
  return problem;
}

export async function schedule(world: World): Promise<string | null> {
  return await soon(async () => {
    for (let count = 0; count < 10; count++) {
      const [run] = await call(
        world,
        "service_role",
        null,
        "select more from public.schedule_due_messages(500)",
      );
      if (!run?.more) return;
    }
  });
}

/** Claims and sends as the sender does; returns what was sent. Two runs are one after the other. */
export async function send(world: World, sent: Sent[]): Promise<string | null> {
  const problems: (string | null)[] = [];
  for (let run = 0; run < 2; run++) {
    problems.push(
      await soon(async () => {
        for (let count = 0; count < 5; count++) {
          const claimed = await call(
            world,
            "service_role",
            null,
            "select * from public.get_messages_to_send(50)",
          );
          const tokens = claimed.map((row) => row.lease_token).filter((token) => token !== null);
          if (tokens.length > 0) {
            const started = await call(
              world,
              "service_role",
              null,
              `select * from public.start_messages('{${tokens}}')`,
            );
            for (const attempt of started) {
              const [about] = await world.owner`
                select message.id, message.program, users.display_name as person,
                  contacts.phone = ${attempt.to_phone} and contacts.user_id = users.id as is_theirs
                from public.message_queue as message
                join public.users on users.id = message.user_id
                left join public.contacts on contacts.id = message.contact_id
                where message.id = ${attempt.message_id}`;
              sent.push({ ...about as unknown as Sent, body: attempt.body });
              await call(
                world,
                "service_role",
                null,
                `select public.update_message_status('${attempt.attempt_id}',
                  '${attempt.lease_token}', 'accepted',
                  provider_message_id => 'SM-${attempt.attempt_id}', segments => 1)`,
              );
            }
          }
          if (!claimed.at(-1)?.more) return;
        }
      }),
    );
  }
  return problems.at(-1) ?? null;
}

const SESSION = `
  select current_user::text || ' ' || session_user::text as who,
    (select string_agg(name || '=' || current_setting(name), ' ')
     from unnest(array['search_path', 'statement_timeout', 'default_transaction_read_only',
       'TimeZone', 'DateStyle']) as name) as settings,
    (select count(*)::int from pg_locks
     where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
    nullif(current_setting('request.jwt.claims', true), '') as claims`;
const GROUND = `
  select (select jsonb_agg(jsonb_build_object('p', program, 'g', gates, 't', goes_to,
      'e', enabled_percent) order by program) from private.programs) as programs,
    (select jsonb_agg(to_jsonb(settings)) from private.settings) as settings,
    (select count(*)
      from private.tasks_set_aside where program <> 'rogue') as others`;
const ROGUES = `
  select message.id, users.display_name as person, message.status,
    to_jsonb(message) - array['finished_at'] as row
  from public.message_queue as message join public.users on users.id = message.user_id
  where message.program = 'rogue' order by message.id`;

async function perform(world: World, misdeed: Misdeed): Promise<string[]> {
  const { owner } = world;
  const failed: string[] = [];
  const note = (promise: string, problem: unknown) => {
    if (problem) failed.push(`${promise}: ${problem}`);
  };
  const ids = Object.fromEntries(
    (await owner`select display_name, id from public.users`).map((
      row,
    ) => [row.display_name, row.id]),
  ) as Record<string, string>;
  const session = JSON.stringify(await world.api.unsafe(SESSION));
  const ground = JSON.stringify(await owner.unsafe(GROUND));
  const before = await owner.unsafe(ROGUES);
  const sent: Sent[] = [];

  // A lock that another session holds for good.
  const stranger = misdeed.name.startsWith("waits for a lock")
    ? connect(world.url, { max: 1 })
    : null;
  await stranger?.unsafe("begin; select from private.rogue_lock for update");
  await owner.unsafe(misdeed.sql ?? definition(misdeed.hook, misdeed.body!));

  // Noon: everybody is planned, and may change their minds.
  note("others: planning", await schedule(world));
  const planned = (await owner`
    select distinct users.display_name as person
    from public.message_queue as message join public.users on users.id = message.user_id
    where message.program = 'accountability' and message.status = 'queued'`)
    .map((row) => row.person);
  note("others: not planned", PEOPLE.filter((person) => !planned.includes(person)).join());
  for (const person of ["A3", "R4"]) {
    note(
      `others: a change of ${person}`,
      await soon(() =>
        call(
          world,
          "authenticated",
          ids[person]!,
          `update public.notification_preferences set send_time = '17:45'
           where user_id = '${ids[person]}'`,
        )
      ),
    );
  }

  // Six: everybody is sent to. Seven: what rogue had not planned at first.
  await setClock(world, SIX);
  note("others: claiming at six", await send(world, sent));
  const told = sent.filter((each) => each.program === "accountability").map((each) => each.person);
  note("others: not sent", PEOPLE.filter((person) => !told.includes(person)).join());
  note("others: sent twice", told.length > PEOPLE.length && told.join());
  await setClock(world, SEVEN);
  note("others: claiming at seven", await send(world, sent));

  // Texts that come in.
  const phones = await owner`
    select users.display_name as person, contacts.phone, contacts.relationship
    from public.contacts join public.users on users.id = contacts.user_id`;
  const phoneOf = (person: string, relationship: string) =>
    phones.find((row) => row.person === person && row.relationship === relationship)!.phone;
  const texts: [string, string, string][] = [
    ["A4", "friend", "STOP"],
    ["A1", "self", "2"],
    ["A1", "self", "WHY"],
    ["R1", "self", "2"],
  ];
  if (misdeed.hook !== "obey") texts.push(["R1", "self", "ROGUE"]);
  if (misdeed.hook !== "tell") texts.push(["R1", "self", "WHY"]);
  if (misdeed.hook !== "why") texts.push(["R2", "friend", "WHY"]);
  // What only rogue can answer may fail, as a whole.
  for (
    const [person, relationship, body] of [["R1", "self", "ROGUE"], ["R1", "self", "WHY"], [
      "R2",
      "friend",
      "WHY",
    ]] as const
  ) {
    if (texts.some((text) => text[0] === person && text[2] === body)) continue;
    const problem = await soon(() =>
      call(
        world,
        "service_role",
        null,
        `select public.record_inbound_message('SM-${person}-${body}',
          '${phoneOf(person, relationship)}', '${body}')`,
      )
    );
    if (misdeed.hook !== "obey") note(`others: ${body} of ${person}`, problem);
  }
  for (const [person, relationship, body] of texts) {
    note(
      `others: ${body} of ${person}`,
      await soon(() =>
        call(
          world,
          "service_role",
          null,
          `select public.record_inbound_message('SM-${person}-${body}',
            '${phoneOf(person, relationship)}', '${body}')`,
        )
      ),
    );
  }
  const [stopped] = await owner`
    select opted_out_at is not null as is_stopped from private.phone_numbers
    where phone = ${phoneOf("A4", "friend")}`;
  note("others: STOP", !stopped?.is_stopped && "not stopped");
  const [logged] = await owner`
    select count(*)::int as count from public.activities where user_id = ${ids.A1!}`;
  note("others: command", logged?.count !== 1 && "nothing logged");

  // What people and operators look at, and what cron does.
  for (const person of ["A1", "R1"]) {
    for (
      const statement of [
        "select * from public.preview_upcoming_messages(7)",
        "select public.export_my_data()",
        `select public.explain_message(id) from public.message_queue`,
      ]
    ) {
      note(
        `others: ${statement} of ${person}`,
        await soon(() => call(world, "authenticated", ids[person]!, statement)),
      );
    }
  }
  for (
    const statement of [
      "select public.diagnose()",
      "select public.list_programs()",
      `select public.describe_user('${ids.R1}')`,
      "select public.sweep_messages(500)",
    ]
  ) {
    note(
      `others: ${statement}`,
      await soon(() => call(world, "service_role", null, statement)),
    );
  }
  for (const statement of ["select private.check_health()", "select private.clean_up(500)"]) {
    note(
      `others: ${statement}`,
      await soon(() =>
        owner.begin(async (transaction) => {
          await transaction`set local statement_timeout = '2s'`;
          await transaction.unsafe(statement);
        })
      ),
    );
  }

  // What became of rogue.
  const [rogue] = await owner`
    select (select alerts.times from public.alerts where kind = 'program_set_aside') as alerts,
      max(set_aside_until) > private.clock_now() + interval '1 hour' as is_too_long,
      string_agg(tasks_set_aside.task, ' ') as tasks
    from private.programs
    left join private.tasks_set_aside using (program)
    where program = 'rogue' group by program`;
  const after = await owner.unsafe(ROGUES);
  note("kept: row", !rogue && "is gone");
  note("aside: for more than an hour", rogue?.is_too_long && rogue.tasks);
  const setAside = (rogue?.alerts ?? 0) > 0;
  if (misdeed.promise === "set aside") {
    note("aside", !setAside && "was not set aside");
    if (misdeed.hook === "judge") {
      note(
        "aside: sent unjudged",
        misdeed.name !== "fails every other time" &&
          misdeed.name !== "fails for more than two at once" &&
          sent.filter((each) => each.program === "rogue").map((each) => each.person).join(),
      );
    }
  }
  if (misdeed.promise === "one passed over" || misdeed.promise === "served") {
    note("not aside", setAside && `was set aside over ${rogue?.tasks}`);
  }
  for (const { id, person, row } of before) {
    // Who changes their mind has their turns taken back.
    if (person === "R4") continue;
    if (person === "R2" && misdeed.promise === "one passed over") continue;
    const now = after.find((each) => each.id === id);
    const isKept = now &&
      (now.status === "sent" || JSON.stringify(now.row) === JSON.stringify(row));
    note("kept", !isKept && `${person} ${now?.status ?? "deleted"} ${now?.row.reason ?? ""}`);
  }
  for (const { person, status, row } of after) {
    if (person === "R4") continue;
    note(
      "kept",
      ["canceled", "expired", "failed"].includes(status) &&
        !before.some((each) => each.id === row.id) && `${person} ${status} ${row.reason}`,
    );
  }
  note(
    "sent",
    sent.filter((each) => !each.is_theirs && each.program !== "reply")
      .map((each) => `${each.program} to a stranger of ${each.person}`).join(),
  );
  note(
    "sent",
    sent.filter((each) => each.program === "rogue" && each.body !== GREETING)
      .map((each) => each.body.slice(0, 40)).join(),
  );
  note("sent", sent.some((each) => each.body === "Ha!") && "what rogue wrote for others");
  note("intact", JSON.stringify(await owner.unsafe(GROUND)) !== ground && "programs or settings");
  note(
    "intact: session",
    JSON.stringify(await world.api.unsafe(SESSION)) !== session &&
      JSON.stringify((await world.api.unsafe(SESSION))[0]),
  );
  const [books] = await owner`select tests.budget_is_balanced() as balanced`;
  note("intact: books", !books?.balanced && "not balanced");

  // And back.
  await stranger?.unsafe("rollback");
  await stranger?.end();
  await world.api.unsafe("set default_transaction_read_only = off; set timezone = 'UTC'");
  await owner.unsafe(`
    do $$
    declare v_routine regprocedure;
    begin
      for v_routine in
        select oid::regprocedure from pg_proc
        where proname like any (array['%\\_rogue']) and pronamespace = 'private'::regnamespace
      loop
        execute format('drop routine %s', v_routine);
      end loop;
    end $$;
    ${(Object.keys(SIGNATURES) as Hook[]).map((hook) => definition(hook, GOOD[hook])).join("\n")}`);
  const [due] = await owner`
    select greatest(max(set_aside_until) + interval '1 second', ${TEN_PAST}::timestamptz) as at
    from private.tasks_set_aside where program = 'rogue'`;
  if (due) await setClock(world, due.at);
  for (let count = 0; count < 2; count++) {
    note("back: planning", await schedule(world));
    note("back: claiming", await send(world, sent));
  }
  if (misdeed.promise !== "others only") {
    const aside = await owner`
      select task from private.tasks_set_aside
      where program = 'rogue' and task in ('due', 'propose', 'judge')`;
    note("back", aside.length > 0 && `set aside still over ${aside.map((row) => row.task)}`);
    const turns = await owner`
      select users.display_name || ' ' || occurrences.slot as turn,
        count(*) filter (where message.status = 'sent')::int as texts
      from public.occurrences
      join public.users on users.id = occurrences.user_id
      left join public.message_queue as message on message.occurrence_id = occurrences.id
      where occurrences.program = 'rogue' group by 1`;
    for (const person of ["R1", "R2", "R3", "R4"]) {
      for (const slot of [0, 1]) {
        if (person === "R2" && misdeed.promise === "one passed over") continue;
        const texts = turns.find((each) => each.turn === `${person} ${slot}`)?.texts ?? 0;
        note("back", texts !== 1 && `${person} ${slot}: ${texts} texts`);
      }
    }
  }
  note("back: sent twice", new Set(sent.map((each) => each.id)).size !== sent.length && "some");
  const [closed] = await owner`select tests.budget_is_balanced() as balanced`;
  note("back: books", !closed?.balanced && "not balanced");
  return failed;
}
