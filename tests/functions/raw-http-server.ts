/** A server that answers byte by byte, for answers that no HTTP server would give. */
export interface RawServer {
  readonly url: string;
  /** Every request that came in whole, head and body as text. */
  readonly requests: readonly string[];
}

/**
 * Runs `body` with a server on 127.0.0.1 that reads a request, writes its answer as it is, and closes
 * the connection, unless the answer says keep-alive; undefined neither answers nor closes. The last
 * answer is that of all further requests.
 */
export async function withRawServer(
  answers: string | undefined | readonly string[],
  body: (server: RawServer) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const requests: string[] = [];
  const serve = async (connection: Deno.Conn) => {
    for (;;) {
      const request = await readRequest(connection);
      if (request === "") return;
      requests.push(request);
      const answer = typeof answers === "object"
        ? answers[Math.min(requests.length, answers.length) - 1]
        : answers;
      if (answer === undefined) return;
      await connection.write(new TextEncoder().encode(answer));
      if (!answer.includes("connection: keep-alive")) break;
    }
    connection.close();
    open.delete(connection);
  };
  const serving: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      open.add(connection);
      serving.push(serve(connection).catch(() => {})); // a client may go away at any time
    }
  })();
  try {
    await body({ url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`, requests });
  } finally {
    listener.close();
    await accepting;
    for (const connection of open) connection.close();
    await Promise.all(serving);
  }
}

async function readRequest(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4_096);
  let text = "";
  for (;;) {
    const [head = "", body] = text.split("\r\n\r\n");
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (body !== undefined && body.length >= length) return text;
    const read = await connection.read(buffer);
    if (read === null) return text;
    text += decoder.decode(buffer.subarray(0, read), { stream: true });
  }
}

/** An HTTP answer in full. */
export function httpAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const lines = Object.entries({
    "content-type": typeof body === "string" ? "text/html" : "application/json",
    "content-length": String(new TextEncoder().encode(text).length),
    connection: "close",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Answer\r\n${lines.join("")}\r\n${text}`;
}
