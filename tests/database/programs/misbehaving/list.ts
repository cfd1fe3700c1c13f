/**
 * Ways in which a program may misbehave, and what docs/programs.md promises for each.
 *
 * The program is `rogue`. R1 to R4 have a message of it in the queue, due at 17:30, and a turn at
 * 19:00 that is not planned yet; they and A1 to A4 are due at 18:00 by accountability. Each way
 * replaces one function of a `rogue` that behaves. Whatever it does, these hold:
 *
 * - others: everybody's accountability is planned, and claimed and sent when due, in the same run
 *   or the next two; nobody's change, STOP or command is refused;
 * - kept: what rogue has queued is as it was, unless it was sent as judged; nothing of it is
 *   canceled, expired, deleted or sent unjudged by its failure; no text goes to whom it is not for;
 * - intact: programs, settings and the books are as they were, and so is the session;
 * - back: with good functions and its time aside over, rogue plans and sends all that it owes.
 */

/** What becomes of rogue itself. */
export type Promised =
  /** Set aside for an hour at most, with an alert, and none of its messages leaves meanwhile. */
  | "set aside"
  /** R2 alone is passed over: rogue is asked on, R1, R3 and R4 are served. */
  | "one passed over"
  /** What it answers is an answer: it is not set aside, its people are served. */
  | "served"
  /** Nothing is promised of rogue itself, only of everybody else. */
  | "others only";

export type Hook =
  | "due"
  | "propose"
  | "reopen"
  | "skip"
  | "judge"
  | "preview"
  | "explain"
  | "why"
  | "tell"
  | "obey"
  | "clean_up"
  | "export";

export interface Misdeed {
  readonly name: string;
  readonly hook: Hook;
  /** The statements of the function. */
  readonly body?: string;
  /** What is run as the owner instead: when the shape of the function is wrong. */
  readonly sql?: string;
  readonly promise: Promised;
  /** Why nothing in the database can keep the promises: docs/programs.md says so. */
  readonly beyond?: string;
}

/** What stays with the session when its transaction ends, and Postgres shows to nobody cheaply. */
const HOLDS_LOCKS = "locks of a session outlive every transaction";

/** The functions of a rogue that behaves: what stands between `$$` and `$$` and around it. */
export const SIGNATURES: Record<Hook, string> = {
  due: "due_rogue(until timestamptz, batch_size integer) returns setof uuid",
  propose: "propose_rogue(user_ids uuid[], instant timestamptz) returns setof private.turn",
  reopen: "reopen_rogue(user_id uuid, instant timestamptz) returns boolean",
  skip: "skip_rogue(user_id uuid, problem text) returns void",
  judge: "judge_rogue(message_ids uuid[], instant timestamptz) returns setof private.judged",
  preview: "preview_rogue(user_id uuid, until timestamptz) returns setof private.preview",
  explain: "explain_rogue(story private.story) returns table (event text, words text)",
  why: "why_rogue(message_id uuid) returns text",
  tell: "tell_rogue(user_id uuid) returns table (at timestamptz, words text)",
  obey: "obey_rogue(inbound private.inbound) returns private.answer",
  clean_up: "clean_up_rogue(batch_size integer, instant timestamptz) returns integer",
  export: "export_rogue(user_id uuid) returns jsonb",
};

const TURNS = `
  select turn.*
  from private.rogue_turns as due
  join public.contacts on contacts.user_id = due.user_id and contacts.relationship = 'friend'
  join public.message_templates as template on template.id = 'rogue.plain.rogue.01'
  cross join lateral private.turn_of(
    user_id => due.user_id, contact_id => contacts.id, nominal_date => due.due_at::date,
    slot => due.slot, nominal_at => due.due_at, period_start => due.due_at - interval '1 day',
    send_at => due.due_at, expires_at => due.due_at + interval '10 hours', timezone => 'UTC',
    template => template, facts => '{}'
  ) as turn
  where due.user_id = any (propose_rogue.user_ids)
    and due.due_at < propose_rogue.instant + interval '30 hours'`;
const MOVE_ON = `
  delete from private.rogue_turns as due
  where due.user_id = any (propose_rogue.user_ids)
    and due.due_at < propose_rogue.instant + interval '30 hours';`;

export const GOOD: Record<Hook, string> = {
  due: `
    return query
    select preferences.user_id
    from public.notification_preferences as preferences
    where exists (
      select from private.rogue_turns
      where rogue_turns.user_id = preferences.user_id and rogue_turns.due_at <= due_rogue.until
    )
    order by preferences.user_id
    limit due_rogue.batch_size
    for update skip locked;`,
  propose: `return query ${TURNS}; ${MOVE_ON}`,
  reopen: `
    with taken_back as (
      select occurrences.user_id, occurrences.nominal_at, occurrences.slot
      from public.occurrences
      where occurrences.program = 'rogue' and occurrences.decision = 'superseded'
        and occurrences.user_id = reopen_rogue.user_id
        and occurrences.nominal_at > reopen_rogue.instant
    )
    insert into private.rogue_turns
    select taken_back.user_id, taken_back.nominal_at, taken_back.slot from taken_back
    where not exists (
      select from private.rogue_turns as waiting
      where waiting.user_id = taken_back.user_id and waiting.slot = taken_back.slot
    );
    return true;`,
  skip: "delete from private.rogue_turns where rogue_turns.user_id = skip_rogue.user_id;",
  judge: `
    return query
    select judged.*
    from unnest(judge_rogue.message_ids) as asked (id)
    cross join lateral private.judgement_of(asked.id) as judged;`,
  preview: "return;",
  explain: "return;",
  why: "return 'Because.';",
  tell: "return;",
  obey: "return private.answer_to(obey_rogue.inbound, null);",
  clean_up: "return 0;",
  export: "return '[]';",
};

const user = (name: string) => `(select id from public.users where display_name = '${name}')`;
const message = (name: string, program: string) =>
  `(
  select id from public.message_queue
  where program = '${program}' and user_id = ${user(name)}
  order by scheduled_for limit 1
)`;
const raise = (state: string, message = "Rogue") =>
  `raise exception '${message}' using errcode = '${state}';`;

/** A good proposal, each turn of which is changed by these statements. */
const turns = (change: string, rest = "") => `
  declare
    v_turn private.turn;
  begin
    for v_turn in ${TURNS} loop
      ${change}
      return next v_turn;
    end loop;
    ${rest}
    ${MOVE_ON}
  end;`;
/** A good judgement, each row of which is changed by these statements. */
const judgements = (change: string) => `
  declare
    v_judged private.judged;
    v_id uuid;
  begin
    foreach v_id in array judge_rogue.message_ids loop
      v_judged := private.judgement_of(v_id);
      ${change}
      return next v_judged;
    end loop;
  end;`;

const DATA_STATES = ["22012", "23514", "P0001", "RD999"];
const OTHER_STATES = [
  "40P01",
  "40001",
  "57014",
  "P0004",
  "XX000",
  "53200",
  "42501",
  "42P01",
  "54001",
  "55P03",
  "25P02",
  "02000",
  "UNDO1",
  "57P01",
  "38000",
];

const HANGS: [string, string][] = [
  ["sleeps", "perform pg_sleep(600);"],
  ["loops for ever", "loop perform 1; end loop;"],
  ["computes for ever", "perform count(*) from generate_series(1, 1000000000000);"],
  ["waits for a lock of somebody else", "perform from private.rogue_lock for update;"],
];

/** Statements that do harm to others, before the function answers as it should. */
const HARM: [string, string, Promised][] = [
  [
    "deletes what others have queued",
    "delete from public.message_queue where program <> 'rogue';",
    "set aside",
  ],
  [
    "cancels what others have queued",
    `update public.message_queue set status = 'canceled', reason = 'paused'
     where program <> 'rogue' and status = 'queued';`,
    "set aside",
  ],
  [
    "rewrites what others have queued",
    "update public.message_queue set message_text = 'Ha!' where program <> 'rogue';",
    "set aside",
  ],
  [
    "puts off what others have queued",
    `update public.message_queue set scheduled_for = expires_at
     where program <> 'rogue' and status = 'queued';`,
    "set aside",
  ],
  [
    "deletes its own messages",
    "delete from public.message_queue where program = 'rogue';",
    "set aside",
  ],
  [
    "cancels its own messages by hand",
    `update public.message_queue set status = 'canceled', reason = 'paused'
     where program = 'rogue' and status = 'queued';`,
    "set aside",
  ],
  [
    "sets the others aside",
    `insert into private.tasks_set_aside (program, task, set_aside_until)
     select 'accountability', task, 'infinity'
     from unnest(array['due', 'propose', 'judge']) as task;`,
    "set aside",
  ],
  [
    "takes the gates of all",
    "update private.programs set gates = '{}' where goes_to is null;",
    "set aside",
  ],
  [
    "switches the others off",
    "update private.programs set enabled_percent = 0 where program = 'accountability';",
    "set aside",
  ],
  ["deletes its own row", "delete from private.programs where program = 'rogue';", "set aside"],
  ["changes the settings", "update private.settings set messages_per_hour = 0;", "set aside"],
  [
    "books the whole hour",
    `insert into public.message_rate_limits as books (time_slot, messages_sent)
     values (date_trunc('hour', private.clock_now()), 100)
     on conflict (channel, time_slot) do update set messages_sent = 100;`,
    "set aside",
  ],
  ["sets a role", "set role authenticated;", "set aside"],
  ["sets a role for this transaction", "set local role authenticated;", "set aside"],
  ["sets the session authorization", "set session authorization authenticated;", "set aside"],
  [
    "sets the search path of the session",
    "perform set_config('search_path', 'pg_temp, tests', false);",
    "set aside",
  ],
  [
    "takes the time-out of the session",
    "perform set_config('statement_timeout', '0', false);",
    "set aside",
  ],
  [
    "makes the session read only",
    "perform set_config('default_transaction_read_only', 'on', false);",
    "set aside",
  ],
  ["makes the transaction read only", "set transaction read only;", "others only"],
  [
    "moves the zone and the format of dates",
    `perform set_config('TimeZone', 'Pacific/Kiritimati', false);
     perform set_config('DateStyle', 'German', false);`,
    "set aside",
  ],
  [
    "sets settings of ours",
    `perform set_config('rundown.set_aside', 'accountability', false);
     perform set_config('rundown.program', 'accountability', false);`,
    "served",
  ],
  [
    "signs in as somebody else",
    `perform set_config('request.jwt.claims', '{"sub": "00000000-0000-0000-0000-000000000001"}',
       false);`,
    "set aside",
  ],
  ["commits", "commit;", "set aside"],
  ["rolls back", "rollback;", "set aside"],
  [
    "makes tables that hide ours",
    `create temporary table message_queue (id uuid);
     create temporary table programs (program text);`,
    "others only",
  ],
  [
    "makes what fails when it is committed",
    `insert into private.rogue_debts values (gen_random_uuid());`,
    "set aside",
  ],
  ["locks the queue", "lock table public.message_queue in access exclusive mode;", "served"],
  ["locks everybody", "lock table public.notification_preferences in exclusive mode;", "served"],
  [
    "holds advisory locks for ever",
    "perform pg_advisory_lock(number) from generate_series(1, 100) as number;",
    "served",
  ],
  [
    "raises a storm of warnings",
    "for number in 1 .. 300 loop raise warning 'Storm %', number; end loop;",
    "served",
  ],
  [
    "raises a storm of alerts",
    `perform private.raise_alert('crisis', 'Storm', '{}') from generate_series(1, 1000);`,
    "others only",
  ],
  ["claims by itself", "perform public.get_messages_to_send(500);", "others only"],
  ["schedules by itself", "perform public.schedule_due_messages(500);", "others only"],
  [
    "sweeps and cleans by itself",
    "perform public.sweep_messages(500); perform private.check_health();",
    "others only",
  ],
  [
    "asks itself for ever",
    "perform private.judge_rogue('{}', now()); perform private.propose_rogue('{}', now());",
    "set aside",
  ],
];

export const MISDEEDS: readonly Misdeed[] = [
  // What it raises.
  ...(["due", "propose", "judge"] as const).flatMap((hook) =>
    [...DATA_STATES, ...OTHER_STATES].map((state): Misdeed => ({
      name: `raises ${state}`,
      hook,
      body: raise(state),
      promise: "set aside",
    }))
  ),
  {
    name: "raises a million characters with quotes and newlines",
    hook: "judge",
    body: `raise exception '%', repeat(E'\\n"''%{}\\\\', 100000);`,
    promise: "set aside",
  },
  {
    name: "fails at an assertion",
    hook: "propose",
    body: "assert false, 'no';",
    promise: "set aside",
  },
  {
    name: "is called without what it needs",
    hook: "judge",
    body: "perform private.no_such_function();",
    promise: "set aside",
  },
  {
    name: "cancels its own statement",
    hook: "judge",
    body: `perform pg_cancel_backend(pg_backend_pid()); perform pg_sleep(3); ${GOOD.judge}`,
    promise: "set aside",
  },

  // What never ends.
  ...(["due", "propose", "judge"] as const).flatMap((hook) =>
    HANGS.map(([name, body]): Misdeed => ({ name, hook, body, promise: "set aside" }))
  ),
  {
    name: "takes nearly all the time there is",
    hook: "judge",
    body: `perform pg_sleep(1.95); ${GOOD.judge}`,
    promise: "others only",
  },
  {
    name: "takes nearly all the time there is",
    hook: "propose",
    body: `perform pg_sleep(1.95); ${GOOD.propose}`,
    promise: "others only",
  },
  {
    name: "takes more the more it is asked",
    hook: "judge",
    body: `perform pg_sleep(0.8 * cardinality(message_ids)); ${GOOD.judge}`,
    promise: "others only",
  },
  {
    name: "sleeps, catches being canceled, and answers",
    hook: "judge",
    body:
      `begin perform pg_sleep(600); exception when query_canceled then null; end; ${GOOD.judge}`,
    promise: "others only",
  },

  // Some of the time, and for somebody only.
  {
    name: "fails every other time",
    hook: "judge",
    body: `if nextval('private.rogue_calls') % 2 = 1 then ${raise("XX000")} end if; ${GOOD.judge}`,
    promise: "set aside",
  },
  {
    name: "fails for more than two at once",
    hook: "judge",
    body: `if cardinality(message_ids) > 2 then ${raise("XX000")} end if; ${GOOD.judge}`,
    promise: "others only",
  },
  ...DATA_STATES.map((state): Misdeed => ({
    name: `raises ${state} for R2`,
    hook: "propose",
    body: `if ${user("R2")} = any (user_ids) then ${raise(state)} end if; ${GOOD.propose}`,
    promise: "one passed over",
  })),
  {
    name: "raises XX000 for R2",
    hook: "propose",
    body: `if ${user("R2")} = any (user_ids) then ${raise("XX000")} end if; ${GOOD.propose}`,
    promise: "one passed over",
  },
  {
    name: "hangs for R2",
    hook: "propose",
    body: `if ${user("R2")} = any (user_ids) then perform pg_sleep(600); end if; ${GOOD.propose}`,
    promise: "set aside",
  },
  {
    name: "a negative slot for R2",
    hook: "propose",
    body: turns(`if v_turn.user_id = ${user("R2")} then v_turn.slot := -1; end if;`),
    promise: "one passed over",
  },
  {
    name: "raises P0001 for the message of R2",
    hook: "judge",
    body: `
      if ${message("R2", "rogue")} = any (message_ids) then ${raise("P0001")} end if;
      ${GOOD.judge}`,
    promise: "one passed over",
  },
  {
    name: "raises XX000 for the message of R2",
    hook: "judge",
    body: `
      if ${message("R2", "rogue")} = any (message_ids) then ${raise("XX000")} end if;
      ${GOOD.judge}`,
    promise: "one passed over",
  },
  {
    name: "raises for a person who is broken, when told to skip them",
    hook: "skip",
    sql: `
      create or replace function private.propose_rogue(user_ids uuid[], instant timestamptz)
      returns setof private.turn language plpgsql as $$
      begin
        if ${user("R2")} = any (user_ids) then ${raise("22012")} end if;
        ${GOOD.propose}
      end $$;
      create or replace function private.skip_rogue(user_id uuid, problem text)
      returns void language plpgsql as $$ begin ${raise("P0001")} end $$;`,
    promise: "set aside",
  },
  {
    name: "does not move on whom it skips",
    hook: "skip",
    sql: `
      create or replace function private.propose_rogue(user_ids uuid[], instant timestamptz)
      returns setof private.turn language plpgsql as $$
      begin
        if ${user("R2")} = any (user_ids) then ${raise("22012")} end if;
        ${GOOD.propose}
      end $$;
      create or replace function private.skip_rogue(user_id uuid, problem text)
      returns void language plpgsql as $$ begin end $$;`,
    promise: "others only",
  },
  {
    name: "has no skip for a person who is broken",
    hook: "skip",
    sql: `
      create or replace function private.propose_rogue(user_ids uuid[], instant timestamptz)
      returns setof private.turn language plpgsql as $$
      begin
        if ${user("R2")} = any (user_ids) then ${raise("22012")} end if;
        ${GOOD.propose}
      end $$;
      drop function private.skip_rogue(uuid, text);`,
    promise: "set aside",
  },

  // Who is due.
  {
    name: "unknown people",
    hook: "due",
    body: "return query select gen_random_uuid() from generate_series(1, 5);",
    promise: "others only",
  },
  {
    name: "nobody, as null",
    hook: "due",
    body: `return next null; ${GOOD.due}`,
    promise: "others only",
  },
  {
    name: "the same people many times",
    hook: "due",
    body: `return query select id from public.users, generate_series(1, 100);`,
    promise: "others only",
  },
  {
    name: "more than the batch",
    hook: "due",
    body: `return query select gen_random_uuid() from generate_series(1, 10000); ${GOOD.due}`,
    promise: "others only",
  },
  {
    name: "everybody, always, and proposes nothing",
    hook: "due",
    body: `return query select id from public.users limit batch_size;`,
    promise: "others only",
  },

  // What it proposes.
  ...([
    ["a turn of somebody not asked for", `v_turn.user_id := ${user("A1")};`],
    ["a turn of nobody", "v_turn.user_id := null;"],
    ["a turn of an unknown user", "v_turn.user_id := gen_random_uuid();"],
    [
      "the contact of another user",
      `v_turn.contact_id := (select id from public.contacts where user_id = ${
        user("A1")
      } limit 1);`,
    ],
    ["an unknown contact", "v_turn.contact_id := gen_random_uuid();"],
    ["no contact and no reason", "v_turn.contact_id := null;"],
    ["a negative slot", "v_turn.slot := -1;"],
    ["no slot", "v_turn.slot := null;"],
    ["no local date", "v_turn.nominal_date := null;"],
    ["no time", "v_turn.nominal_at := null;"],
    ["an infinite time", "v_turn.nominal_at := 'infinity';"],
    [
      "a period that starts after its end",
      "v_turn.period_start := v_turn.nominal_at + interval '1 day';",
    ],
    ["no time to send", "v_turn.send_at := null;"],
    ["an infinite time to send", "v_turn.send_at := 'infinity';"],
    [
      "an infinite time to send and to expire",
      "v_turn.send_at := 'infinity'; v_turn.expires_at := 'infinity';",
    ],
    ["a time to send before all time", "v_turn.send_at := '-infinity';"],
    ["expiry before sending", "v_turn.expires_at := v_turn.send_at - interval '1 hour';"],
    ["no expiry", "v_turn.expires_at := null;"],
    ["no time zone", "v_turn.timezone := null;"],
    ["a time zone of another planet", "v_turn.timezone := 'Mars/Olympus_Mons';"],
    ["an unknown reason", "v_turn.reasons := '{because}';"],
    ["no reasons, as null", "v_turn.reasons := null;"],
    ["a null among reasons", "v_turn.reasons := array[null::text];"],
    ["reasons in two dimensions", "v_turn.reasons := array[['paused'], ['disabled']];"],
    ["an empty text", "v_turn.message_text := '';"],
    ["a text of spaces", "v_turn.message_text := E' \\n\\t ';"],
    ["no text", "v_turn.message_text := null;"],
    ["a text of a million characters", "v_turn.message_text := repeat('x', 1000000);"],
    ["no facts", "v_turn.facts := null;"],
    ["no priority", "v_turn.priority := null;"],
    ["a priority there is none of", "v_turn.priority := 99;"],
    ["the priority of replies", "v_turn.priority := 0;"],
    ["a channel there is none of", "v_turn.channel := 'crow';"],
    ["no channel", "v_turn.channel := null;"],
    ["what is said to others, in the user's inbox", "v_turn.channel := 'inbox';"],
    ["a copy of it there", "v_turn.copies_to_inbox := true;"],
    ["no answer whether to copy", "v_turn.copies_to_inbox := null;"],
    ["an unknown wording", "v_turn.template_id := 'rogue.none';"],
    ["a type that is no word", "v_turn.message_type := 'No word!';"],
    ["turns that are null", "v_turn := null;"],
  ] as const).map(([name, change]): Misdeed => ({
    name,
    hook: "propose",
    body: turns(change),
    promise: "set aside",
  })),
  {
    name: "a wording of another program",
    hook: "propose",
    body: turns("v_turn.template_id := 'accountability.chaotic.accountability.01';"),
    promise: "set aside",
  },
  {
    name: "each turn twice",
    hook: "propose",
    body: turns("return next v_turn;"),
    promise: "others only",
  },
  {
    name: "ten thousand turns",
    hook: "propose",
    body: `
      return query
      select turn.user_id, turn.contact_id, turn.nominal_date, number::smallint, turn.nominal_at,
        turn.period_start, turn.send_at, turn.expires_at, turn.timezone, turn.priority,
        turn.message_type, turn.message_style, turn.template_id, turn.facts, turn.message_text,
        turn.reasons
      from (${TURNS} limit 1) as turn
      cross join generate_series(1, 10000) as number;
      ${MOVE_ON}`,
    promise: "others only",
  },
  {
    name: "turns for the year 5000",
    hook: "propose",
    body: turns(`
      v_turn.nominal_at := '5000-01-01'; v_turn.send_at := '5000-01-01';
      v_turn.expires_at := '5000-01-02';`),
    promise: "others only",
  },
  {
    name: "the same turns for ever",
    hook: "propose",
    body: `return query ${TURNS};`,
    promise: "others only",
  },

  // What it finds.
  ...([
    ["unknown messages", "v_judged.message_id := gen_random_uuid();"],
    ["messages that are null", "v_judged.message_id := null;"],
    ["rows that are null", "v_judged := null;"],
    ["messages of another program", `v_judged.message_id := ${message("R1", "accountability")};`],
    ["each message twice", "return next v_judged;"],
    [
      "each message, a thousand times",
      "for number in 1 .. 1000 loop return next v_judged; end loop;",
    ],
    ["each message yes and no", "return next v_judged; v_judged.reasons := '{paused}';"],
    ["an unknown reason", "v_judged.reasons := '{because}';"],
    ["a null among reasons", "v_judged.reasons := array[null::text];"],
    ["an empty text", "v_judged.message_text := '';"],
    ["a text of spaces", "v_judged.message_text := E' \\n\\t ';"],
    ["a text of a million characters", "v_judged.message_text := repeat('x', 1000000);"],
    ["an unknown wording", "v_judged.template_id := 'rogue.none';"],
    [
      "a wording of another program",
      "v_judged.template_id := 'accountability.chaotic.accountability.01';",
    ],
    ["a type that is no word", "v_judged.message_type := 'No word!';"],
    ["only the message of somebody", `if v_id <> ${message("R2", "rogue")} then continue; end if;`],
    ["all but one message", `if v_id = ${message("R2", "rogue")} then continue; end if;`],
    ["nothing at all", "continue;"],
    [
      "one that was not asked about, besides",
      `return next private.judgement_of(${message("R1", "accountability")}, '{paused}');`,
    ],
  ] as const).map(([name, change]): Misdeed => ({
    name,
    hook: "judge",
    body: judgements(change),
    promise: "set aside",
  })),
  {
    name: "no reasons, as null",
    hook: "judge",
    body: judgements("v_judged.reasons := null;"),
    promise: "others only",
  },
  {
    name: "facts that are no object",
    hook: "judge",
    body: judgements("v_judged.facts := 'null';"),
    promise: "others only",
  },
  {
    name: "a style there is none of",
    hook: "judge",
    body: judgements("v_judged.message_style := 'nonsense';"),
    promise: "others only",
  },

  // Harm inside.
  ...(["propose", "judge"] as const).flatMap((hook) =>
    HARM.map(([name, harm, promise]): Misdeed => ({
      name: `${name}, then answers`,
      hook,
      body: `${harm} ${GOOD[hook]}`,
      // A judge may write nothing.
      promise: hook === "judge" && /^(locks|makes|raises a storm of alerts)/.test(name)
        ? "others only"
        : promise,
      ...(name.startsWith("holds advisory locks") && { beyond: HOLDS_LOCKS }),
    }))
  ),
  ...HARM.slice(0, 12).map(([name, harm]): Misdeed => ({
    name: `${name}, then raises`,
    hook: "judge",
    body: `${harm} ${raise("XX000")}`,
    promise: "set aside",
  })),

  // The wrong shape.
  ...([
    [
      "answers with text",
      `create function private.judge_rogue(message_ids uuid[], instant timestamptz)
       returns setof text language sql as $$ select 'yes' $$;`,
    ],
    [
      "answers with one row only",
      `create function private.judge_rogue(message_ids uuid[], instant timestamptz)
       returns private.judged language sql
       as $$ select private.judgement_of(message_ids[1]) $$;`,
    ],
    [
      "answers with a record",
      `create function private.judge_rogue(message_ids uuid[], instant timestamptz)
       returns setof record language sql as $$ select 1, 2 $$;`,
    ],
    [
      "answers with a table of its own",
      `create function private.judge_rogue(message_ids uuid[], instant timestamptz)
       returns table (id uuid, ok boolean) language sql
       as $$ select unnest(message_ids), true $$;`,
    ],
    [
      "takes something else",
      `create function private.judge_rogue(message_ids text)
       returns setof private.judged language sql as $$ select private.judgement_of(null) $$;`,
    ],
    [
      "is a procedure",
      `create procedure private.judge_rogue(message_ids uuid[], instant timestamptz)
       language sql as $$ select 1 $$;`,
    ],
    [
      "is there twice",
      `create function private.judge_rogue(message_ids uuid[], instant timestamptz)
       returns setof private.judged language plpgsql as $$ begin ${GOOD.judge} end $$;
       create function private.judge_rogue(
         message_ids uuid[], instant timestamptz, more boolean default true
       )
       returns setof private.judged language plpgsql as $$ begin ${GOOD.judge} end $$;`,
    ],
    [
      "calls itself stable and writes",
      `create function private.judge_rogue(message_ids uuid[], instant timestamptz)
       returns setof private.judged language plpgsql stable
       as $$ begin delete from private.rogue_turns; ${GOOD.judge} end $$;`,
    ],
  ] as const).map(([name, sql]): Misdeed => ({
    name,
    hook: "judge",
    sql: `drop function private.judge_rogue(uuid[], timestamptz); ${sql}`,
    promise: "set aside",
  })),
  {
    name: "proposes text",
    hook: "propose",
    sql: `
      drop function private.propose_rogue(uuid[], timestamptz);
      create function private.propose_rogue(user_ids uuid[], instant timestamptz)
      returns setof text language sql as $$ select 'me' $$;`,
    promise: "set aside",
  },
  {
    name: "names people by text",
    hook: "due",
    sql: `
      drop function private.due_rogue(timestamptz, integer);
      create function private.due_rogue(until timestamptz, batch_size integer)
      returns setof text language sql as $$ select 'me' $$;`,
    promise: "set aside",
  },
  {
    name: "may be run by nobody",
    hook: "judge",
    sql: `
      create role rogue_owner;
      alter function private.judge_rogue(uuid[], timestamptz) owner to rogue_owner;
      alter function private.judge_rogue(uuid[], timestamptz) security definer;`,
    promise: "others only",
  },

  // What people ask for, and the rest.
  ...(["reopen", "preview", "explain", "why", "tell", "obey", "clean_up", "export"] as const)
    .flatMap((hook): Misdeed[] => [
      { name: "raises XX000", hook, body: raise("XX000"), promise: "others only" },
      { name: "raises P0001", hook, body: raise("P0001"), promise: "others only" },
      { name: "fails at an assertion", hook, body: "assert false;", promise: "others only" },
      { name: "sleeps", hook, body: "perform pg_sleep(600);", promise: "others only" },
    ]),
  { name: "null", hook: "reopen", body: "return null;", promise: "others only" },
  {
    name: "a row of nulls",
    hook: "preview",
    body: "return next null::private.preview;",
    promise: "others only",
  },
  {
    name: "infinite times",
    hook: "preview",
    body: `
      return query select null::uuid, 'X', 'infinity'::timestamptz, '-infinity'::timestamptz,
        'queued', 'rogue', 'X', '{because}'::text[];`,
    promise: "others only",
  },
  {
    name: "null",
    hook: "explain",
    body: "return query select null, null;",
    promise: "others only",
  },
  { name: "null", hook: "why", body: "return null;", promise: "others only" },
  { name: "an empty text", hook: "why", body: "return '';", promise: "others only" },
  {
    name: "a text of a million characters",
    hook: "why",
    body: "return repeat('x', 1000000);",
    promise: "others only",
  },
  {
    name: "null",
    hook: "tell",
    body: "return query select null::timestamptz, null;",
    promise: "others only",
  },
  {
    name: "a text of a million characters",
    hook: "tell",
    body: "return query select now(), repeat('x', 1000000);",
    promise: "others only",
  },
  { name: "null", hook: "obey", body: "return null;", promise: "others only" },
  {
    name: "an unknown wording",
    hook: "obey",
    body: "return private.answer_to(inbound, 'no_such_wording');",
    promise: "others only",
  },
  {
    name: "an answer to somebody else",
    hook: "obey",
    body: `
      return row(
        ${user("A1")}, (select id from public.contacts where user_id = ${user("A2")} limit 1),
        'help', '{}'
      )::private.answer;`,
    promise: "others only",
  },
  { name: "null", hook: "clean_up", body: "return null;", promise: "others only" },
  { name: "less than nothing", hook: "clean_up", body: "return -5;", promise: "others only" },
  {
    name: "always more to forget",
    hook: "clean_up",
    body: "return batch_size;",
    promise: "others only",
  },
  { name: "null", hook: "export", body: "return null;", promise: "others only" },
];

/** One of each kind, for every run of the tests; tests/long has them all. */
export const OF_EACH_KIND: readonly Misdeed[] = MISDEEDS.filter(({ beyond, hook, name }) =>
  beyond === undefined && [
    /^due: (raises 40P01|sleeps)/,
    /^propose: (raises 57014|raises P0001 for R2|fails at an assertion|takes nearly)/,
    /^propose: (the contact of another user|a text of spaces|no time zone)/,
    /^propose: (rewrites what others|makes the session read only|makes what fails|schedules by)/,
    /^judge: (raises (53200|P0001 for)|waits for a lock|takes nearly|all but one)/,
    /^judge: (an unknown wording|an empty text|takes something else)/,
    /^judge: (cancels what others have queued, then answers|claims by itself)/,
    /^reopen: raises P0001|^tell: sleeps|^preview: fails at|^clean_up: sleeps/,
  ].some((kind) => kind.test(`${hook}: ${name}`))
);
