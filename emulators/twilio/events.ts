import type { Reply } from "./server.ts";

/** Sends what happens to everyone who listens, as server-sent events. */
export class EventStream {
  readonly #listeners = new Set<(text: string) => void>();

  /** Sends an event called `name` with `data` as JSON. */
  publish(name: string, data: unknown): void {
    if (this.#listeners.size === 0) return;
    const text = format(name, data);
    for (const write of this.#listeners) write(text);
  }

  /** A reply that first sends a `snapshot` and then every event, until the client goes away. */
  open(snapshot: () => unknown): Reply {
    return {
      status: 200,
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
      body: "",
      stream: (write, closed) => {
        write(format("snapshot", snapshot()));
        this.#listeners.add(write);
        closed.then(() => this.#listeners.delete(write));
      },
    };
  }
}

function format(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
