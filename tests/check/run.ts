/** Runs a program and returns what it said; a check decides what that means. */
export async function run(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The findings of a program that says everything by its exit code and output. */
export async function findingsOf(program: string, args: string[]): Promise<string[]> {
  const { success, stdout, stderr } = await run(program, args);
  return success ? [] : [`${stdout}${stderr}`.trim()];
}
