/**
 * Who told which sender to stop. Twilio keeps the list per sender number, and for the whole
 * Messaging Service when the number belongs to one.
 */
export class OptOuts {
  readonly #services: Readonly<Record<string, readonly string[]>>;
  readonly #blocked = new Map<string, Set<string>>();

  /** `services`: Messaging Service SID → its sender numbers. */
  constructor(services: Readonly<Record<string, readonly string[]>>) {
    this.#services = services;
  }

  /** Opts `phone` out of `sender` and of every sender that shares a Messaging Service with it. */
  block(phone: string, sender: string): void {
    const blocked = this.#blocked.get(phone) ?? new Set();
    for (const each of this.#together(sender)) blocked.add(each);
    this.#blocked.set(phone, blocked);
  }

  /** Undoes what `block` did. */
  unblock(phone: string, sender: string): void {
    for (const each of this.#together(sender)) this.#blocked.get(phone)?.delete(each);
  }

  isBlocked(phone: string, sender: string): boolean {
    return this.#blocked.get(phone)?.has(sender) ?? false;
  }

  /** The senders that `phone` is opted out of. */
  sendersBlockedBy(phone: string): string[] {
    return [...this.#blocked.get(phone) ?? []];
  }

  clear(): void {
    this.#blocked.clear();
  }

  #together(sender: string): Set<string> {
    const pools = Object.values(this.#services).filter((numbers) => numbers.includes(sender));
    return new Set([sender, ...pools.flat()]);
  }
}
