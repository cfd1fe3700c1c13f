/**
 * Prints the far ends of all internet sockets of a process and its descendants as JSON. A program of
 * its own because only one with every permission may read /proc. Linux only.
 */
const root = Number(Deno.args[0]);

const parents = new Map<number, number>();
for (const entry of Deno.readDirSync("/proc")) {
  if (!/^\d+$/.test(entry.name)) continue;
  try {
    const stat = Deno.readTextFileSync(`/proc/${entry.name}/stat`);
    parents.set(Number(entry.name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  } catch {
    // It ended meanwhile.
  }
}
const isDescendant = (pid: number): boolean =>
  pid === root || (parents.has(pid) && pid > 1 && isDescendant(parents.get(pid)!));

const inodes = new Set<string>();
for (const pid of [...parents.keys()].filter((pid) => pid !== Deno.pid && isDescendant(pid))) {
  try {
    for (const entry of Deno.readDirSync(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(Deno.readLinkSync(`/proc/${pid}/fd/${entry.name}`));
      if (inode) inodes.add(inode[1]!);
    }
  } catch {
    // It ended meanwhile.
  }
}

/** `0100007F:1F90` as the kernel writes it, least significant byte first. */
function readable(address: string): string {
  const hex = address.split(":")[0]!;
  if (hex.length > 8) {
    return hex.endsWith("0100007F") || /^0{24}01000000$/.test(hex) ? "loopback6" : hex;
  }
  return hex.match(/../g)!.reverse().map((byte) => parseInt(byte, 16)).join(".");
}

const sockets: { local: string; remote: string }[] = [];
for (const table of ["tcp", "tcp6", "udp", "udp6"]) {
  const lines = Deno.readTextFileSync(`/proc/net/${table}`).trim().split("\n").slice(1);
  for (const line of lines) {
    const fields = line.trim().split(/\s+/);
    if (!inodes.has(fields[9]!)) continue;
    sockets.push({ local: readable(fields[1]!), remote: readable(fields[2]!) });
  }
}
console.log(JSON.stringify(sockets));
