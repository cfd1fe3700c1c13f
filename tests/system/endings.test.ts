/**
 * However a program ends that started something, all of it ends, and its temporary folder is gone. The
 * programs are started as a person does it, in a group of their own as a terminal gives them.
 */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "../../local/database.ts";
import { until } from "./world.ts";

const ROOT = join(import.meta.dirname!, "..", "..");
const NPX = ["npx", "-y", "deno@2.9.6", "task"];
const TASK = [Deno.execPath(), "task"];
/** A loaded machine boots slowly, and a guard that found something stuck takes ten seconds. */
const LIMIT_MS = 60_000;
const NOISE = /\berror\b|exception|^ +at /im;

interface Started {
  readonly pid: number;
  /** What it has printed so far; stderr too. */
  output(): string;
  status: Promise<Deno.CommandStatus>;
  /** Its processes that run still, each as "<id> <command line>". */
  processes(): Promise<string[]>;
  /** Waits until none of its processes is there any more, nor anything in its TMPDIR. */
  gone(): Promise<void>;
}

/** Runs `body` with a program that has a folder of its own for TMPDIR and for data that it keeps. */
async function withProgram(
  command: string[],
  options: { cwd?: string; directory?: string; env?: Record<string, string> },
  body: (program: Started) => Promise<void>,
): Promise<void> {
  const directory = options.directory ?? await Deno.makeTempDir({ prefix: "endings-" });
  const temporary = await Deno.makeTempDir({ prefix: "endings-tmp-" });
  for (const each of [directory, temporary]) await Deno.chmod(each, 0o755);
  const [name, ...args] = command;
  const child = new Deno.Command(name!, {
    args,
    cwd: options.cwd ?? ROOT,
    env: {
      NO_COLOR: "1",
      TMPDIR: temporary,
      RUNDOWN_API_PORT: "0",
      RUNDOWN_DATABASE_PORT: "0",
      RUNDOWN_TWILIO_PORT: "0",
      RUNDOWN_DATA_DIRECTORY: join(directory, "data"),
      ...options.env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let output = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) output += text;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  const processes = () => processesWith(temporary);
  try {
    await body({
      pid: child.pid,
      output: () => output,
      status: child.status,
      processes,
      async gone() {
        await until(
          "every process has ended",
          async () => (await processes()).length === 0,
          LIMIT_MS,
        );
        const left = (await Array.fromAsync(Deno.readDir(temporary))).map(({ name }) => name);
        assert.deepEqual(left.filter((name) => name !== "node-compile-cache"), []);
      },
    });
  } finally {
    for (const process of await processes()) kill(parseInt(process), "SIGKILL");
    await child.status;
    await reading;
    for (const each of options.directory ? [temporary] : [temporary, directory]) {
      await Deno.remove(each, { recursive: true });
    }
  }
}

/** The processes that have the path in their environment or command line. */
async function processesWith(path: string): Promise<string[]> {
  // The path comes through a pipe, or the search would find itself.
  const search = new Deno.Command("/bin/sh", {
    args: [
      "-c",
      "grep -slaF -f - /proc/[0-9]*/environ /proc/[0-9]*/cmdline | cut -d / -f 3 | sort -u |" +
      " while read -r id; do echo \"$id $(tr '\\0' ' ' </proc/$id/cmdline)\"; done 2>/dev/null",
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = search.stdin.getWriter();
  await input.write(new TextEncoder().encode(path));
  await input.close();
  const { stdout } = await search.output();
  // One without a command line has ended, and waits for its parent to notice.
  return new TextDecoder().decode(stdout).split("\n").filter((line) => /^\d+ \S/.test(line));
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const prints = (words: string) => (program: Started) => program.output().includes(words);
const runsPostgres = async (program: Started) =>
  (await program.processes()).some((process) => process.includes("/bin/postgres -D"));

/** The program itself, which `deno task` has started. */
async function programOf({ processes }: Started): Promise<number> {
  const own = (await processes()).find((process) =>
    /deno run --allow-.* (local|bench|tests)\/\S+\.ts/.test(process)
  );
  return parseInt(own!);
}

/** When each is interrupted, in turn. */
const PROGRAMS = {
  demo: {
    args: ["demo"],
    moments: [
      prints("… starting Postgres"),
      prints("… applying migrations"),
      prints("… starting REST"),
      prints("… starting the functions"),
    ],
  },
  start: {
    args: ["start", "--keep"],
    moments: [
      prints("… applying migrations"),
      prints("… starting Postgres"),
      prints("… starting REST"),
      prints("Ctrl-C stops everything"),
    ],
  },
  test: {
    args: ["test", "tests/database/operating/limit-race.test.ts"],
    moments: [prints("limit-race.test.ts"), prints("Task"), runsPostgres, runsPostgres],
  },
  bench: { args: ["bench", "scheduling"], moments: [runsPostgres] },
};

const ENDINGS = {
  "Ctrl-C": { by: NPX, end: ({ pid }: Started) => kill(-pid, "SIGINT"), code: 130 },
  "its terminal being closed": {
    by: NPX,
    end: ({ pid }: Started) => kill(-pid, "SIGHUP"),
    code: 129,
  },
  "SIGTERM to npx": { by: NPX, end: ({ pid }: Started) => kill(pid, "SIGTERM"), code: 143 },
  "a crash of itself": {
    by: TASK,
    end: async (program: Started) => kill(await programOf(program), "SIGKILL"),
    code: 137,
  },
};

const onLinux = { ignore: Deno.build.os !== "linux" };

for (const [name, { args, moments }] of Object.entries(PROGRAMS)) {
  for (const [index, [what, { by, end, code }]] of Object.entries(ENDINGS).entries()) {
    Deno.test(
      `nothing of task ${name} is left after ${what}`,
      onLinux,
      () =>
        withProgram([...by, ...args], {}, async (program) => {
          await until(
            "the moment has come",
            () => moments[index % moments.length]!(program),
            LIMIT_MS,
          );
          await end(program);
          assert.equal((await program.status).code, code, program.output());
          await program.gone();
          assert.doesNotMatch(program.output(), NOISE);
        }),
    );
  }
}

Deno.test(
  "nothing of task start is left after a crash of npx, which tells nobody",
  onLinux,
  () =>
    withProgram([...NPX, "start"], {}, async (program) => {
      await until("it starts", () => prints("… starting Postgres")(program), LIMIT_MS);
      kill(program.pid, "SIGKILL");
      await program.gone();
    }),
);

Deno.test("task start --keep goes on with its data after a crash", onLinux, async () => {
  const directory = await Deno.makeTempDir({ prefix: "endings-" });
  const isUp = prints("Ctrl-C stops everything");
  const sqlOf = (program: Started) => connect(/postgresql:\/\/\S+/.exec(program.output())![0]);
  try {
    await withProgram([...TASK, "start", "--keep"], { directory }, async (program) => {
      await until("it is up", () => isUp(program), LIMIT_MS);
      const sql = sqlOf(program);
      await sql`update private.settings set brand_name = 'Kept'`;
      await sql.end();
      kill(await programOf(program), "SIGKILL");
      await program.gone();
      const kept = (await Array.fromAsync(Deno.readDir(join(directory, "data")))).map((each) =>
        each.name
      );
      assert.ok(!kept.includes("postmaster.pid"), "Postgres was shut down, not killed");
    });
    await withProgram([...TASK, "start", "--keep"], { directory }, async (program) => {
      await until("it is up again", () => isUp(program), LIMIT_MS);
      const sql = sqlOf(program);
      const [row] = await sql`select brand_name from private.settings`;
      await sql.end();
      assert.equal(row?.brand_name, "Kept");
      kill(program.pid, "SIGINT");
      assert.equal((await program.status).code, 0);
      await program.gone();
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

/** Runs `body` with a copy of the project in a folder that nobody else may enter. */
async function withClosedFolder(
  body: (folder: { closed: string; cwd: string }) => Promise<void>,
): Promise<void> {
  const closed = await Deno.makeTempDir({ prefix: "endings-closed-" });
  try {
    const cwd = join(closed, "project");
    for (
      const part of [
        ...["emulators", "local", "ops", "supabase"],
        ...["deno.json", "deno.lock", "package.json"],
      ]
    ) {
      await cp(join(ROOT, part), join(cwd, part), { recursive: true });
    }
    await body({ closed, cwd });
  } finally {
    await Deno.remove(closed, { recursive: true });
  }
}

Deno.test(
  "the stack runs in a folder that only its user may enter",
  onLinux,
  () =>
    withClosedFolder(({ cwd }) =>
      withProgram([...TASK, "start"], { cwd }, async (program) => {
        await until("it is up", () => prints("Ctrl-C stops everything")(program), LIMIT_MS);
        kill(program.pid, "SIGINT");
        assert.equal((await program.status).code, 0);
        await program.gone();
      })
    ),
);

for (
  const [what, setting, path] of [
    ["data", "RUNDOWN_DATA_DIRECTORY", ".rundown/data"],
    ["temporary files", "TMPDIR", "."],
  ] as const
) {
  Deno.test(
    `where Postgres cannot reach its ${what}, one sentence says so and what to do`,
    onLinux,
    () =>
      withClosedFolder(({ closed, cwd }) =>
        withProgram(
          [...TASK, "start", "--keep"],
          { cwd, env: { [setting]: join(cwd, path) } },
          async (program) => {
            if (Deno.uid() === 0) {
              assert.equal((await program.status).code, 1);
              const sentence = program.output().trimEnd().split("\n").at(-1);
              assert.match(sentence!, /^Cannot run Postgres in '.*as root it runs as /);
              assert.ok(
                sentence!.includes(`may not enter '${closed}'; set ${setting} to`),
                sentence,
              );
              assert.doesNotMatch(program.output(), NOISE);
              assert.ok(!await Deno.stat(join(cwd, ".rundown")).catch(() => false));
            } else {
              await until("it is up", () => prints("Ctrl-C stops everything")(program), LIMIT_MS);
              kill(program.pid, "SIGINT");
            }
            await program.gone();
            const left = (await Array.fromAsync(Deno.readDir(cwd))).map(({ name }) => name);
            assert.deepEqual(left.filter((name) => /^rundown-/.test(name)), []);
          },
        )
      ),
  );
}

Deno.test("task start tells its usage, also to who calls it wrongly", async () => {
  for (const [option, code] of [["--help", 0], ["--kep", 2], ["now", 2]] as const) {
    await withProgram([...TASK, "start", option], {}, async (program) => {
      assert.equal((await program.status).code, code);
      await until("it said so", () => prints("deno task start [--keep]")(program));
      assert.doesNotMatch(program.output(), /\n +at /);
    });
  }
});
