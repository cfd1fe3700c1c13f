/** What a function can reach: as hosted, its environment and the network, here loopback alone. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { until, withWorld } from "./world.ts";

const PROJECT_SUPABASE = join(import.meta.dirname!, "..", "..", "supabase");

/** Tries everything that a function must not be able to do, and tells what came of it. */
const PROBE = `
import { z } from "zod";

async function attempt(work) {
  try {
    await work();
    return "allowed";
  } catch (error) {
    return error.name;
  }
}

export default {
  async fetch(request) {
    const { file, port } = await request.json();
    const url = new URL(request.url);
    EdgeRuntime.waitUntil(Promise.reject(new Error("nobody waits for this")));
    return Response.json({
      path: url.pathname + url.search,
      ownImports: z.string().safeParse("x").success,
      read: await attempt(() => Deno.readTextFile(file)),
      readOwnSource: await attempt(() => Deno.readTextFile(new URL(import.meta.url))),
      list: await attempt(async () => { for await (const _ of Deno.readDir(".")); }),
      write: await attempt(() => Deno.writeTextFile(file + ".new", "x")),
      run: await attempt(() => new Deno.Command("true").output()),
      far: await attempt(() => fetch("http://192.0.2.1/")),
      name: await attempt(() => fetch("https://api.twilio.com/")),
      listenToAll: await attempt(() => Deno.listen({ hostname: "0.0.0.0", port: 0 }).close()),
      loopback: await attempt(async () => {
        await (await fetch("http://127.0.0.1:" + port)).body?.cancel();
      }),
      env: Object.keys(Deno.env.toObject()).sort(),
    });
  },
};
`;

const BROKEN = 'throw new Error("this function cannot be loaded");\n';

Deno.test("the functions' process", async (t) => {
  const directory = await Deno.makeTempDir({ prefix: "rundown-isolation-" });
  const supabaseDirectory = join(directory, "supabase");
  const file = join(directory, "secret.txt");
  Deno.env.set("RUNDOWN_TEST_SECRET", "of whoever started the stack");
  try {
    await Deno.writeTextFile(file, "a file of this machine");
    await cp(PROJECT_SUPABASE, supabaseDirectory, { recursive: true });
    for (const [name, source] of Object.entries({ probe: PROBE, broken: BROKEN })) {
      await Deno.mkdir(join(supabaseDirectory, "functions", name));
      await Deno.writeTextFile(join(supabaseDirectory, "functions", name, "index.ts"), source);
    }
    await withWorld({ supabaseDirectory }, async (world) => {
      const response = await fetch(`${world.functionsUrl}/probe/deeper?x=1`, {
        method: "POST",
        body: JSON.stringify({ file, port: new URL(world.twilio.url).port }),
      });
      const found = await response.json();

      await t.step("has no file system and starts no programs", async () => {
        const { read, readOwnSource, list, write, run } = found;
        assert.deepEqual(
          { read, readOwnSource, list, write, run },
          {
            ...{ read: "NotCapable", readOwnSource: "NotCapable", list: "NotCapable" },
            ...{ write: "NotCapable", run: "NotCapable" },
          },
        );
        await assert.rejects(Deno.stat(`${file}.new`), Deno.errors.NotFound);
      });

      await t.step("reaches this machine and no other, and lets no other in", () => {
        const { far, name, listenToAll, loopback } = found;
        assert.deepEqual({ far, name, listenToAll, loopback }, {
          ...{ far: "NotCapable", name: "NotCapable", listenToAll: "NotCapable" },
          loopback: "allowed",
        });
      });

      await t.step("has the settings of the functions and no others of the machine", () => {
        for (const name of ["SUPABASE_URL", "SUPABASE_SECRET_KEYS", "TWILIO_AUTH_TOKEN"]) {
          assert.ok(found.env.includes(name), name);
        }
        assert.equal(found.env.includes("RUNDOWN_TEST_SECRET"), false);
      });

      await t.step("gives a function its path without the prefix, and its own imports", () => {
        assert.deepEqual([found.path, found.ownImports], ["/probe/deeper?x=1", true]);
      });

      await t.step(
        "outlives work that fails after the answer, and says so in the log",
        async () => {
          await until(
            "the failure is logged",
            () => world.logs.some((line) => line.includes("nobody waits for this")),
          );
          const again = await world.call("message-scheduler", { body: '{"wait": true}' });
          assert.equal(again.status, 200);
          await again.body?.cancel();
        },
      );

      await t.step("outlives a function that cannot be loaded", async () => {
        const broken = await fetch(`${world.functionsUrl}/broken`, { method: "POST" });
        assert.deepEqual([broken.status, await broken.json()], [503, {
          code: "WORKER_ERROR",
          message: "Function 'broken' failed",
        }]);
        await world.run("message-scheduler");
      });

      await t.step("has no door into what all functions share", async () => {
        for (const name of ["_shared", "_shared/log.ts", "deno.json", "__proto__", ""]) {
          const response = await fetch(`${world.functionsUrl}/${name}`, {
            method: "POST",
            headers: { apikey: LOCAL_KEYS.cron },
          });
          assert.equal(response.status, 404, name);
          await response.body?.cancel();
        }
      });
    });
  } finally {
    Deno.env.delete("RUNDOWN_TEST_SECRET");
    await Deno.remove(directory, { recursive: true });
  }
});
