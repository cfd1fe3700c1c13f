/**
 * Runs inside the functions' own process, as the hosted edge runtime does around a function: serves
 * `/<name>`, provides `EdgeRuntime.waitUntil`, and answers for a function that cannot be loaded.
 * Imports nothing, so that any Deno that runs the functions runs it too.
 */

interface FunctionModule {
  default: { fetch(request: Request): Response | Promise<Response> };
}

/** How long work that a response left behind may go on after the process was asked to end. */
const SHUTDOWN_GRACE_MS = 5_000;

/** Serves the functions on a free port of 127.0.0.1 and prints `listening <port>`. */
export function hostFunctions(loaders: Record<string, () => Promise<FunctionModule>>): void {
  const background = new Set<Promise<unknown>>();
  Object.assign(globalThis, {
    EdgeRuntime: {
      waitUntil(work: Promise<unknown>): void {
        const settled = work
          .catch((error) => console.error(JSON.stringify({ level: "error", event: String(error) })))
          .finally(() => background.delete(settled));
        background.add(settled);
      },
    },
  });

  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`listening ${port}`),
  }, async (request) => {
    const name = new URL(request.url).pathname.split("/")[1] ?? "";
    const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
    if (!load) {
      return Response.json({ code: "NOT_FOUND", message: `No function '${name}'` }, {
        status: 404,
      });
    }
    try {
      return await (await load()).default.fetch(request);
    } catch (error) {
      console.error(JSON.stringify({ level: "error", event: "function failed", name }), error);
      return Response.json({ code: "WORKER_ERROR", message: `Function '${name}' failed` }, {
        status: 503,
      });
    }
  });

  Deno.addSignalListener("SIGTERM", async () => {
    globalThis.dispatchEvent(new Event("beforeunload"));
    const grace = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_GRACE_MS));
    await Promise.race([Promise.all([server.shutdown(), ...background]), grace]);
    Deno.exit(0);
  });
}
