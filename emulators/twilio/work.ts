/**
 * Work that is under way: what `settled()` waits for, and what stopping or resetting cuts short.
 * Waiting goes through here, so that no timer outlives the emulator.
 */
export class Work {
  #open = 0;
  #idle: (() => void)[] = [];
  #cut = new AbortController();

  /** Aborted when the work of now is cut short; later work has a signal of its own. */
  get signal(): AbortSignal {
    return this.#cut.signal;
  }

  /** Counts one piece of work as under way until the returned function is called (once). */
  begin(): () => void {
    this.#open++;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#open--;
      if (this.#open === 0) { for (const resolve of this.#idle.splice(0)) resolve(); }
    };
  }

  /** Counts `task` as under way until it ends. */
  track<T>(task: Promise<T>): Promise<T> {
    const end = this.begin();
    return task.finally(end);
  }

  /** Resolves as soon as nothing is under way; at once if nothing is. */
  async idle(): Promise<void> {
    while (this.#open > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Cuts short whatever is under way. */
  cut(): void {
    this.#cut.abort();
    this.#cut = new AbortController();
  }
}

/** Resolves true after `ms` milliseconds of real time, or false as soon as `signal` aborts. */
export function delay(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (ms <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (done: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cut);
      resolve(done);
    };
    const cut = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    signal.addEventListener("abort", cut);
  });
}
