/** Fields of a log line: JSON values. */
export type LogFields = Record<string, unknown>;

export interface Logger {
  info(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger whose every line carries these fields as well. */
  with(fields: LogFields): Logger;
}

/**
 * Writes one JSON line per event. Phone numbers are masked wherever they stand in a line, so that no
 * caller has to remember it.
 */
export function createLogger(
  base: LogFields = {},
  write: (line: string) => void = (line) => console.log(line),
): Logger {
  const log = (level: string, event: string, fields: LogFields = {}) =>
    write(maskPhones(JSON.stringify({ level, event, ...base, ...fields })));
  return {
    info: (event, fields) => log("info", event, fields),
    error: (event, fields) => log("error", event, fields),
    with: (fields) => createLogger({ ...base, ...fields }, write),
  };
}

/** Replaces all but the last two digits of E.164 numbers, URL-encoded ones too: `+*********01`. */
export function maskPhones(text: string): string {
  return text.replace(
    /(\+|%2B)(\d{5,13})(\d{2})/gi,
    (_, plus: string, hidden: string, shown: string) => plus + "*".repeat(hidden.length) + shown,
  );
}
