import { LocalStackError } from "./errors.ts";

/** Where a path prefix leads; `strip` says what is taken off the path, as the hosted gateway does. */
export interface Route {
  prefix: string;
  strip: string;
  target: () => string;
}

/** One port for everything an app or a webhook calls, forwarded to the services behind it. */
export function startGateway(port: number, routes: Route[]): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
      const url = new URL(request.url);
      const route = routes.find(({ prefix }) => url.pathname.startsWith(prefix));
      if (!route) {
        return Response.json({ message: `No route for '${url.pathname}'` }, { status: 404 });
      }
      const target = new URL(
        url.pathname.slice(route.strip.length) + url.search,
        route.target(),
      );
      try {
        return await fetch(target, {
          method: request.method,
          headers: request.headers,
          body: request.body,
          redirect: "manual",
        });
      } catch (error) {
        return Response.json(
          { message: `The service behind '${route.prefix}' does not answer: ${error}` },
          { status: 503 },
        );
      }
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new LocalStackError(`Cannot listen on port ${port} for the API: it is taken`);
  }
}
