import { createLogger, type Logger } from "../../supabase/functions/_shared/log.ts";

/** A logger whose lines can be read. */
export interface RecordingLogger {
  log: Logger;
  /** What was written, line by line. */
  lines: string[];
  /** The lines as the objects that they are. */
  entries(): Record<string, unknown>[];
}

export function recordingLogger(base: Record<string, unknown> = {}): RecordingLogger {
  const lines: string[] = [];
  return {
    log: createLogger(base, (line) => lines.push(line)),
    lines,
    entries: () => lines.map((line) => JSON.parse(line)),
  };
}
