/**
 * Stands between the functions and REST, and can keep an answer back: the database has done what it
 * was asked, and whoever asked does not hear of it until the answer is lost for good.
 */

export interface KeptAnswer {
  /** What was asked. */
  readonly request: string;
  /** Answers that the gateway waited in vain. */
  lose(): void;
}

interface Wish {
  matches: (request: string) => boolean;
  keep: (answer: KeptAnswer) => void;
}

export class Relay {
  #target = "";
  #wish: Wish | undefined;
  #losing = new Set<() => void>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#forward(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Where everything goes, from now on. */
  set target(url: string) {
    this.#target = url;
  }

  /** The next answer to a call whose body matches, kept back; only one is waited for. */
  keepAnswer(matches: (request: string) => boolean): Promise<KeptAnswer> {
    return new Promise((keep) => this.#wish = { matches, keep });
  }

  async stop(): Promise<void> {
    this.forget();
    await this.#server.shutdown();
  }

  /** Keeps nothing back any more, nor what it kept until now. */
  forget(): void {
    this.#wish = undefined;
    for (const lose of this.#losing) lose();
  }

  async #forward(request: Request): Promise<Response> {
    const body = request.body ? await request.text() : null;
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(new URL(pathname + search, this.#target), {
      method: request.method,
      headers: request.headers,
      body,
      redirect: "manual",
    }).catch(() => undefined);
    if (!answer) return new Response(null, { status: 503 });
    const wish = this.#wish;
    if (!wish || !answer.ok || !wish.matches(body ?? "")) return answer;
    this.#wish = undefined;
    await answer.body?.cancel();
    await new Promise<void>((lose) => {
      this.#losing.add(lose);
      wish.keep({ request: body!, lose });
    });
    return new Response(null, { status: 504 });
  }
}
