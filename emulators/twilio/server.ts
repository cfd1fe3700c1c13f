import { Buffer } from "node:buffer";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** A request, read to its end. */
export interface Request {
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A reply, and what becomes of it on its way. */
export interface Reply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
  /** `hang`: never sent. `reset`: closed without a byte. `half`: closed in the middle of the body. */
  loss?: "hang" | "reset" | "half" | undefined;
  /**
   * Called once, when the whole reply was handed to the network (`complete`), or when it is clear
   * that it never will be. With `hang` that is at once.
   */
  onEnd?: (complete: boolean) => void;
  /** Instead of `body`: keeps the reply open, to write to until the client goes away. */
  stream?: (write: (text: string) => void, closed: Promise<void>) => void;
}

/** Answers one request. Should it throw, that is logged and the connection closed. */
export type Handler = (request: Request) => Promise<Reply>;

/** Bytes. Twilio's own requests and ours stay far below. */
const MAX_BODY_BYTES = 1_000_000;

/** Why node:http and not Deno.serve: only its sockets can be closed in the middle of a reply. */
export class LoopbackServer {
  readonly port: number;
  readonly #server: http.Server;
  readonly #hanging = new Set<http.ServerResponse>();

  private constructor(server: http.Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /**
   * Listens on 127.0.0.1 at `port`; 0 takes a free one.
   *
   * Rejects with an Error that names the port when it is taken.
   */
  static async start(port: number, handler: Handler): Promise<LoopbackServer> {
    // Idle connections stay open: a server that closes them races with the client's next request.
    const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
    try {
      await listen(server, port);
    } catch (error) {
      if ((error as { code?: string }).code !== "EADDRINUSE") throw error;
      throw new Error(
        `Could not start the Twilio emulator: port ${port} of 127.0.0.1 is taken. ` +
          "Stop what listens there, or choose another port.",
        { cause: error },
      );
    }
    const loopback = new LoopbackServer(server, (server.address() as AddressInfo).port);
    server.on("request", (request, response) => loopback.#answer(request, response, handler));
    return loopback;
  }

  /** Closes the listener and every connection: from now on connections are refused. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /**
   * Listens again at the same port. Somebody's outgoing connection may hold it for a moment: that
   * is waited out for a second.
   */
  async accept(): Promise<void> {
    for (let tries = 1; !this.#server.listening; tries++) {
      try {
        await listen(this.#server, this.port);
      } catch (error) {
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  /** Closes the connections of the requests that hang. */
  dropHanging(): void {
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
  }

  async #answer(
    incoming: http.IncomingMessage,
    response: http.ServerResponse,
    handler: Handler,
  ): Promise<void> {
    let gone = false;
    response.once("close", () => gone = true);
    const body = await readBody(incoming);
    if (body === undefined) {
      response.destroy();
      return;
    }
    const address = `http://${incoming.headers.host ?? "127.0.0.1"}${incoming.url ?? "/"}`;
    if (!URL.canParse(address)) {
      response.writeHead(400).end();
      return;
    }
    try {
      const url = new URL(address);
      const method = incoming.method ?? "GET";
      const reply = await handler({ method, url, headers: incoming.headers, body });
      if (gone) reply.onEnd?.(false);
      else this.#send(response, reply);
    } catch (error) {
      console.error(`The Twilio emulator could not answer ${incoming.method} ${address}.`, error);
      response.destroy();
    }
  }

  #send(response: http.ServerResponse, reply: Reply): void {
    let finished = false;
    response.once("finish", () => finished = true);
    if (reply.loss === "hang") {
      this.#hanging.add(response);
      response.once("close", () => this.#hanging.delete(response));
      reply.onEnd?.(false);
      return;
    }
    response.once("close", () => reply.onEnd?.(finished));
    if (reply.loss === "reset") {
      response.destroy();
      return;
    }
    if (reply.stream !== undefined) {
      const closed = new Promise<void>((resolve) => response.once("close", () => resolve()));
      response.writeHead(reply.status, reply.headers);
      reply.stream((text) => response.write(text), closed);
      return;
    }
    const bytes = typeof reply.body === "string"
      ? new TextEncoder().encode(reply.body)
      : reply.body;
    response.writeHead(reply.status, { ...reply.headers, "content-length": bytes.length });
    if (reply.loss === "half") {
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
    } else {
      response.end(bytes);
    }
  }
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** The whole body as text; undefined when the client broke off or sent too much. */
function readBody(incoming: http.IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    incoming.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) resolve(undefined);
      else chunks.push(chunk);
    });
    incoming.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    incoming.once("error", () => resolve(undefined));
    incoming.once("close", () => resolve(undefined));
  });
}
