/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, macOS and Windows
 * from 49152): between the choice and its use no connection of ours can take one of these.
 */
const FIRST = 20_000;
const COUNT = 12_000;

/** A port of 127.0.0.1 that nobody listens at. */
export function freePort(): number {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (isFree(port)) return port;
  }
}

/** Whether a server could listen at `port` of 127.0.0.1 now. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return false;
  }
}
