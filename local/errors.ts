/** What keeps the local stack from starting or running, in one line for the person who started it. */
export class LocalStackError extends Error {
  override name = "LocalStackError";
}

/** A call that the program does not understand: it ends with 2 and its usage. */
export class UsageError extends Error {
  override name = "UsageError";
}
