/**
 * Runs inside the API's own process: REST and Auth by Supabase Lite, on a free port of 127.0.0.1.
 * Its settings come by environment, see startApi() in stack.ts.
 */
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";

const env = (name: string): string => {
  const value = Deno.env.get(name);
  if (!value) throw new Error(`Cannot start the API: ${name} is not set`);
  return value;
};
const publishableKey = env("PUBLISHABLE_KEY");
const secretKeys: string[] = JSON.parse(env("SECRET_KEYS"));

const app = new App({
  connection: createPostgresConnection({
    url: env("DATABASE_URL"),
    postgresOptions: {
      onnotice: () => {},
      types: {
        // Lite hands JSON over as text, and its driver would encode that text once more.
        jsonb: {
          to: 3802,
          from: [3802],
          serialize: (value: unknown) => typeof value === "string" ? value : JSON.stringify(value),
          parse: (text: string) => JSON.parse(text),
        },
      },
    },
  }),
  auth: {
    enabled: true,
    jwt_secret: env("JWT_SECRET"),
    enable_signup: true,
    email: { enable_confirmations: false },
  },
  options: {
    server: {
      disableStudio: true,
      admin: false,
      apiKeys: {
        // deno-lint-ignore require-await
        resolver: async (key) => {
          if (key === publishableKey) return { type: "publishable", claims: { role: "anon" } };
          if (secretKeys.includes(key)) return { type: "secret", claims: { role: "service_role" } };
          return null;
        },
      },
    },
  },
});
await app.ensureSystemSchema();

/**
 * The first request for rows, once there is one: with it Lite grants tables to the API roles, and
 * two that do so at once fail over pg_default_acl (lite 0.10.0, `ALTER DEFAULT PRIVILEGES`).
 */
let firstRows: Promise<unknown> | undefined;

async function answer(request: Request, peerAddress: string): Promise<Response> {
  if (!new URL(request.url).pathname.startsWith("/rest/")) {
    return await app.fetch(request, { peerAddress });
  }
  if (firstRows !== undefined) {
    await firstRows;
    return await app.fetch(request, { peerAddress });
  }
  const first = Promise.resolve(app.fetch(request, { peerAddress }));
  firstRows = first.catch(() => {});
  const response = await first;
  // It granted nothing, so the next one will.
  if (response.status >= 500) firstRows = undefined;
  return response;
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`listening ${port}`),
}, async (request, info) => {
  const response = await answer(request, info.remoteAddr.hostname);
  return response.status === 500 ? asHostedWithoutDatabase(response) : response;
});

/** A lost database is a 503 when hosted (PostgREST docs: errors, group 0), and a 500 of Lite. */
async function asHostedWithoutDatabase(response: Response): Promise<Response> {
  const text = await response.text();
  if (!/ECONNREFUSED|CONNECTION_(CLOSED|ENDED|DESTROYED)|57P0[1-3]/.test(text)) {
    return new Response(text, response);
  }
  return Response.json(
    { code: "PGRST001", message: "Database client error. Retrying the connection.", details: text },
    { status: 503 },
  );
}
