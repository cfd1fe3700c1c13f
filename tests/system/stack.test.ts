import assert from "node:assert/strict";
import { join } from "node:path";
import { anonymousClient, serviceClient, signUp } from "../../local/app-client.ts";
import { connect, migrate } from "../../local/database.ts";
import { LocalStackError } from "../../local/errors.ts";
import { freePort, isFree } from "../../local/free-port.ts";
import { runLocally } from "../../local/function-calls.ts";
import { makeGuardedFolder } from "../../local/guarded-folder.ts";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { downloadImports } from "../../local/service-process.ts";
import { type Stack, startStack } from "../../local/stack.ts";

const ROOT = join(import.meta.dirname!, "..", "..");
const FREE_PORTS = { apiPort: 0, databasePort: 0, twilioPort: 0 };

async function withStack(work: (stack: Stack) => Promise<void>): Promise<void> {
  const stack = await startStack({ ...FREE_PORTS, seed: true });
  try {
    await work(stack);
  } finally {
    await stack.stop();
  }
}

async function useTheApi(stack: Pick<Stack, "apiUrl">): Promise<void> {
  await anonymousClient(stack.apiUrl).from("goals").select();
  await serviceClient(stack.apiUrl).from("goals").select();
  const { client } = await signUp(stack.apiUrl, {
    email: "somebody@example.com",
    password: "a long enough password",
  });
  const { data } = await client.from("notification_preferences").select();
  assert.equal(data?.length, 1);
}

/** Who may do what to which schema, table, column and function, and what new objects would get. */
async function privileges(url: string): Promise<unknown> {
  const sql = connect(url);
  try {
    return await sql`
      select kind, name, acl from (
        select 'schema' as kind, nspname::text as name,
          coalesce(nspacl, acldefault('n', nspowner))::text as acl
        from pg_namespace where nspname in ('public', 'private')
        union all
        select 'table', oid::regclass::text, coalesce(relacl, acldefault('r', relowner))::text
        from pg_class
        where relnamespace in ('public'::regnamespace, 'private'::regnamespace)
          and relkind in ('r', 'v', 'S')
        union all
        select 'column', attrelid::regclass::text || '.' || attname, attacl::text
        from pg_attribute join pg_class on pg_class.oid = attrelid
        where relnamespace in ('public'::regnamespace, 'private'::regnamespace)
          and attacl is not null
        union all
        select 'function', oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))::text
        from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        union all
        select 'default', defaclnamespace::regnamespace::text || defaclobjtype::text, defaclacl::text
        from pg_default_acl where defaclrole = 'postgres'::regrole
      ) as privileges
      where name !~ 'seed|supabase_migrations'
      order by kind, name`;
  } finally {
    await sql.end();
  }
}

Deno.test("local privileges equal those of the migrations, also after the API was used", async () => {
  const stack = await startStack({ ...FREE_PORTS, seed: false });
  try {
    await useTheApi(stack);

    // The same migrations in a database that the API server never saw.
    const pristineUrl = stack.databaseUrl.replace(/postgres$/, "pristine");
    await stack.sql`create database pristine`;
    const pristine = connect(pristineUrl);
    await pristine.unsafe(`
      alter default privileges in schema public
        grant all on tables to anon, authenticated, service_role;
      alter default privileges in schema public
        grant all on functions to anon, authenticated, service_role;
      alter default privileges in schema public
        grant all on sequences to anon, authenticated, service_role;
      grant usage on schema public to anon, authenticated, service_role;
      create schema auth;
      create table auth.users (
        id uuid primary key, raw_user_meta_data jsonb, banned_until timestamptz,
        deleted_at timestamptz
      );
      create function auth.uid() returns uuid language sql as 'select null::uuid';
      create function auth.jwt() returns jsonb language sql as 'select null::jsonb';
      create schema supabase_migrations;
      create table supabase_migrations.schema_migrations (
        version text primary key, name text, statements text[]
      );`);
    await migrate(pristine, join(ROOT, "supabase"));
    await pristine.end();

    assert.deepEqual(await privileges(stack.databaseUrl), await privileges(pristineUrl));
  } finally {
    await stack.stop();
  }
});

Deno.test("a stack hides the private schema from the API", () =>
  withStack(async (stack) => {
    const client = serviceClient(stack.apiUrl);
    // deno-lint-ignore no-explicit-any
    const { error } = await (client as any).schema("private").from("settings").select();
    assert.ok(error, "private must not be exposed");
  }));

Deno.test("every task may reach this machine only, but for the one that operates hosted projects", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  for (const [name, { command }] of Object.entries<{ command: string }>(tasks)) {
    if (name === "ops") continue;
    assert.doesNotMatch(command, /(^| )(-A|--allow-all|--allow-net)( |$)/, `task ${name}`);
    const hosts = /--allow-net=(\S+)/.exec(command)?.[1] ?? "127.0.0.1";
    assert.deepEqual(hosts.split(",").filter((host) => host !== "127.0.0.1"), [], `task ${name}`);
  }
});

Deno.test("a taken port is named together with the setting that moves it", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const { port } = listener.addr;
    for (
      const [option, setting] of [
        ["databasePort", "RUNDOWN_DATABASE_PORT"],
        ["apiPort", "RUNDOWN_API_PORT"],
        ["twilioPort", "RUNDOWN_TWILIO_PORT"],
      ] as const
    ) {
      await assert.rejects(
        startStack({ ...FREE_PORTS, [option]: port, seed: false }),
        (error) =>
          error instanceof LocalStackError &&
          error.message.includes(String(port)) && error.message.includes(setting),
      );
    }
  } finally {
    listener.close();
  }
});

Deno.test("no outgoing connection can take the port that was chosen for a server", () => {
  for (let i = 0; i < 100; i++) {
    const port = freePort();
    assert.ok(port >= 20_000 && port < 32_768, `port ${port}`);
    assert.equal(isFree(port), true);
  }
});

Deno.test("a stack that cannot apply a migration names it and leaves nothing behind", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.chmod(directory, 0o755);
  const previous = Deno.env.get("TMPDIR");
  try {
    await Deno.mkdir(join(directory, "migrations"));
    await Deno.writeTextFile(
      join(directory, "migrations", "20260101000000_broken.sql"),
      "select no_such_column;",
    );
    // So that what is left behind can be told apart.
    Deno.env.set("TMPDIR", directory);
    await assert.rejects(
      startStack({ ...FREE_PORTS, seed: false, supabaseDirectory: directory }),
      (error) =>
        error instanceof LocalStackError &&
        /'20260101000000_broken\.sql'.*no_such_column/.test(error.message),
    );
    const left = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
    assert.deepEqual(left, ["migrations"]);
  } finally {
    if (previous === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", previous);
    await Deno.remove(directory, { recursive: true });
  }
});

/** `deno task start` with a temporary folder of its own; resolves once it says that it is up. */
async function startTask(directory: string, ...args: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--cwd", ROOT, "start", ...args],
    env: {
      NO_COLOR: "1",
      RUNDOWN_API_PORT: "0",
      RUNDOWN_DATABASE_PORT: "0",
      RUNDOWN_TWILIO_PORT: "0",
      RUNDOWN_DATA_DIRECTORY: join(directory, "data"),
      // So that what is left behind can be told apart.
      TMPDIR: directory,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  const errors = new Response(child.stderr).text();
  let output = "";
  const up = Promise.withResolvers<void>();
  const ended = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (output.includes("Ctrl-C stops everything")) up.resolve();
    }
    up.reject(new Error(`It ended: ${output}${await errors}`));
  })();
  await up.promise;
  return {
    pid: child.pid,
    output: () => output,
    async stop(): Promise<number> {
      // As a terminal does it: Ctrl-C goes to the whole group, and `deno task` hands it on as well.
      Deno.kill(-child.pid, "SIGINT");
      const { code } = await child.status;
      await ended.catch(() => {});
      await errors;
      return code;
    },
  };
}

async function refusesConnections(url: string): Promise<boolean> {
  try {
    const { hostname, port } = new URL(url);
    (await Deno.connect({ hostname, port: Number(port) })).close();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.ConnectionRefused;
  }
}

Deno.test("task start prints every URL and key, and Ctrl-C leaves nothing", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.chmod(directory, 0o755);
  try {
    const started = await startTask(directory);
    const urls = [...started.output().matchAll(/(http|postgresql):\/\/\S+/g)].map(([url]) => url);
    for (const label of ["Phones", "API", "Functions", "Database", "Publishable key", "Cron key"]) {
      assert.match(started.output(), new RegExp(`${label} +\\S+`));
    }
    for (const url of urls) assert.equal(await refusesConnections(url), false, url);

    assert.equal(await started.stop(), 0);
    for (const url of urls) assert.equal(await refusesConnections(url), true, url);
    const left = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.startsWith("rundown")), []);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test({
  name: "no socket of a working stack reaches beyond this machine",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const directory = await Deno.makeTempDir();
    await Deno.chmod(directory, 0o755);
    try {
      // Else the stack itself might download, and keep that connection for a while.
      const folder = await makeGuardedFolder();
      await downloadImports(folder, Deno.execPath(), [join(ROOT, "local", "start.ts")]);
      await folder.remove();
      const started = await startTask(directory);
      const urlOf = (label: string) => new RegExp(`${label} +(\\S+)`).exec(started.output())![1]!;
      await useTheApi({ apiUrl: urlOf("API") });
      await runLocally({ functionsUrl: urlOf("Functions") }, "message-scheduler");
      await runLocally({ functionsUrl: urlOf("Functions") }, "message-sender");

      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-prompt",
          "-A",
          "--no-lock",
          join(import.meta.dirname!, "open-sockets.ts"),
          String(started.pid),
        ],
        env: { NO_COLOR: "1" },
      }).output();
      assert.equal(await started.stop(), 0);
      const sockets: { local: string; remote: string }[] = JSON.parse(
        new TextDecoder().decode(stdout),
      );
      assert.ok(sockets.length >= 5, "the stack listens and talks");
      for (const { local, remote } of sockets) {
        assert.match(local, /^(127\.|loopback6)/);
        assert.match(remote, /^(127\.|0\.0\.0\.0$|loopback6)/);
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

Deno.test("task start --keep keeps the data", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.chmod(directory, 0o755);
  try {
    const databaseUrl = (output: string) => /postgresql:\/\/\S+/.exec(output)![0];
    const first = await startTask(directory, "--keep");
    const sql = connect(databaseUrl(first.output()));
    await sql`update private.settings set brand_name = 'Kept'`;
    await sql.end();
    const functionsUrl = /Functions +(\S+)/.exec(first.output())![1]!;
    for (let call = 0; call < 5; call++) {
      const response = await fetch(`${functionsUrl}/message-scheduler`, {
        method: "POST",
        headers: { apikey: LOCAL_KEYS.cron },
        body: "{}",
      });
      assert.equal(response.status, 202, await response.text());
    }
    assert.equal(await first.stop(), 0);

    const second = await startTask(directory, "--keep");
    const again = connect(databaseUrl(second.output()));
    const [row] = await again`select brand_name from private.settings`;
    const runs = await again`select distinct status from public.function_runs`;
    await again.end();
    assert.equal(await second.stop(), 0);
    assert.equal(row?.brand_name, "Kept");
    assert.deepEqual(runs.map(({ status }) => status), ["succeeded"], "it finishes what runs");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
