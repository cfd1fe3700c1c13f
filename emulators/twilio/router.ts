import { type ControlWorld, handleControl } from "./control.ts";
import { pageFile } from "./page.ts";
import { json, notFound, type RestApi } from "./rest-api.ts";
import type { Reply, Request } from "./server.ts";

/** Sends each request to the REST API, to the control routes or to the phone page. */
export async function route(
  request: Request,
  api: RestApi,
  control: ControlWorld,
): Promise<Reply> {
  const { pathname } = request.url;
  if (/^\/(2010-04-01|v1)\//.test(pathname)) return await api.handle(request);
  const stranger = strangerIn(request);
  if (stranger !== undefined) {
    return json(403, {
      error:
        `Could not answer ${request.method} ${pathname}: requests from "${stranger}" are not ` +
        `allowed. Use ${control.emulator.url}.`,
    });
  }
  if (pathname.startsWith("/_emulator/")) return await handleControl(request, control);
  const file = request.method === "GET" ? await pageFile(pathname) : undefined;
  return file ?? json(404, notFound(pathname).toBody());
}

/**
 * The foreign host or origin that `request` names, or undefined when it comes from here: a page
 * elsewhere must not drive the emulator through a visitor's browser.
 */
function strangerIn({ url, headers }: Request): string | undefined {
  if (!["127.0.0.1", "localhost"].includes(url.hostname)) return url.host;
  return headers.origin === undefined || headers.origin === url.origin ? undefined : headers.origin;
}
