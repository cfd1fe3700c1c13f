import type { Faults } from "./faults.ts";
import type { LoopbackServer } from "./server.ts";
import { delay, type Work } from "./work.ts";

/** Closes and reopens the listener, as the fault `refuse` says. */
export class Refusal {
  readonly #server: LoopbackServer;
  readonly #work: Work;
  #change = new AbortController();

  constructor(server: LoopbackServer, work: Work) {
    this.#server = server;
    this.#work = work;
  }

  /** Resolves once the listener is what `refuse` says; `onOver` is called when its time is up. */
  async apply(refuse: Faults["refuse"], onOver: () => void): Promise<void> {
    this.#change.abort();
    const { signal } = this.#change = new AbortController();
    // Counted from the start, so that whoever waits until all is settled waits for the end of it.
    const end = this.#work.begin();
    try {
      if (refuse === false) await this.#server.accept();
      else await this.#server.refuse();
      if (typeof refuse === "object") this.#work.track(this.#reopen(refuse.forMs, signal, onOver));
    } finally {
      end();
    }
  }

  /** Closes the listener for good. */
  async end(): Promise<void> {
    this.#change.abort();
    await this.#server.refuse();
  }

  async #reopen(ms: number, signal: AbortSignal, onOver: () => void): Promise<void> {
    if (!await delay(ms, signal)) return;
    onOver();
    await this.#server.accept();
  }
}
