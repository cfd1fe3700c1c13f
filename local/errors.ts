/** What keeps the local stack from starting or running, in one line for the person who started it. */
export class LocalStackError extends Error {
  override name = "LocalStackError";
}
