/** What the clocks on the walls of a zone show, and when it is open: a second opinion. */

export const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Since 2012 no zone that is asked for here has changed its clocks in the middle of one. */
const BLOCK = 15 * MINUTE;
/** Whatever opens at all opens by then: a week that a gap took away, and one more. */
const HORIZON = 16 * DAY;

/** Minutes of a day, each from and not including: `[[480, 1260]]` is 8:00 to 21:00. */
export type Minutes = readonly (readonly [from: number, until: number])[];

export interface Hours {
  open: Minutes;
  /** ISO numbers of the days on which nothing is open: 1 Monday to 7 Sunday. */
  avoid: readonly number[];
}

export class WallClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(readonly zone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, hourCycle: "h23" },
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  }

  /** How far the zone is ahead of UTC, in milliseconds. */
  offset(instant: number): number {
    const block = Math.floor(instant / BLOCK);
    let offset = this.#offsets.get(block);
    if (offset === undefined) {
      const shown: Record<string, string> = {};
      for (const { type, value } of this.#format.formatToParts(block * BLOCK)) shown[type] = value;
      const local = Date.UTC(
        Number(shown.year),
        Number(shown.month) - 1,
        Number(shown.day),
        Number(shown.hour),
        Number(shown.minute),
        Number(shown.second),
      );
      offset = local - block * BLOCK;
      this.#offsets.set(block, offset);
    }
    return offset;
  }

  /** The local day, counted from 1 January 1970, its ISO number, and the minute of it. */
  at(instant: number): { day: number; weekday: number; minute: number } {
    const local = instant + this.offset(instant);
    const day = Math.floor(local / DAY);
    return { day, weekday: (day + 3) % 7 + 1, minute: Math.floor((local - day * DAY) / MINUTE) };
  }

  isOpen(instant: number, { open, avoid }: Hours): boolean {
    const { weekday, minute } = this.at(instant);
    return !avoid.includes(weekday) &&
      open.some(([from, until]) => minute >= from && minute < until);
  }

  /** The first moment from this one on at which it is open, found minute by minute. */
  nextOpen(instant: number, hours: Hours): number | null {
    return this.#first(instant, (each) => this.isOpen(each, hours));
  }

  /** The first moment after this one at which it is not open; null if that never comes. */
  openUntil(instant: number, hours: Hours): number | null {
    return this.#first(instant, (each) => !this.isOpen(each, hours));
  }

  #first(instant: number, isSo: (each: number) => boolean): number | null {
    if (isSo(instant)) return instant;
    // Every offset of today is whole minutes, so a local minute begins where one of UTC does.
    for (
      let each = Math.floor(instant / MINUTE + 1) * MINUTE;
      each < instant + HORIZON;
      each += MINUTE
    ) {
      if (isSo(each)) return each;
    }
    return null;
  }
}

/** What lies in both. */
export function intersection(one: Minutes, other: Minutes): Minutes {
  return one.flatMap(([from, until]) =>
    other
      .map(([otherFrom, otherUntil]) =>
        [Math.max(from, otherFrom), Math.min(until, otherUntil)] as const
      )
      .filter(([from, until]) => from < until)
  );
}

/** The minutes of the day that are not among these. */
export function complement(minutes: Minutes): Minutes {
  return minutes.reduce<Minutes>(
    (left, [from, until]) => intersection(left, [[0, from], [until, 24 * 60]]),
    [[0, 24 * 60]],
  );
}

/** As Postgres reads them: `{[480,1260)}`. */
export function asMultirange(minutes: Minutes): string {
  return `{${minutes.map(([from, until]) => `[${from},${until})`).join(",")}}`;
}
