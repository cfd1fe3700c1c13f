import type { Command } from "./command.ts";
import { doctor } from "./commands/doctor.ts";
import { limits, program, switchProgram } from "./commands/knobs.ts";
import { describeUser, listDue, preview } from "./commands/people.ts";
import { run } from "./commands/run.ts";
import { pause, queue, resume, retry, status, why } from "./commands/sending.ts";

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  status,
  queue,
  why,
  user: describeUser,
  preview,
  "list-due": listDue,
  run,
  limits,
  program,
  switch: switchProgram,
  doctor,
  pause,
  resume,
  retry,
};
