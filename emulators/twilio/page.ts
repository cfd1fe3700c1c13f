import type { Reply } from "./server.ts";

const FILES: Readonly<Record<string, { name: string; type: string }>> = {
  "/": { name: "index.html", type: "text/html; charset=utf-8" },
  "/conversation.css": { name: "conversation.css", type: "text/css; charset=utf-8" },
  "/page.css": { name: "page.css", type: "text/css; charset=utf-8" },
  "/page.js": { name: "page.js", type: "text/javascript; charset=utf-8" },
};

/** The file of the phone page behind `path`, or undefined when there is none. */
export async function pageFile(path: string): Promise<Reply | undefined> {
  // Browsers ask for one whether or not there is one.
  if (path === "/favicon.ico") return { status: 204, headers: {}, body: "" };
  const file = FILES[path];
  if (file === undefined) return undefined;
  return {
    status: 200,
    headers: {
      "content-type": file.type,
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body: await Deno.readFile(new URL(`./page/${file.name}`, import.meta.url)),
  };
}
