/** A browser for tests, if this machine has one. */
import { type Browser, chromium } from "npm:playwright-core@1.65.1";

export type { Browser, Page } from "npm:playwright-core@1.65.1";

/** Where distributions put Chromium. */
const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The Chromium that browser tests use: CHROMIUM_PATH, or the first of the usual places that
 * exists; undefined when there is none.
 *
 * Throws an Error when CHROMIUM_PATH names a file that does not exist.
 */
function chromiumPath(): string | undefined {
  const wanted = Deno.env.get("CHROMIUM_PATH");
  if (wanted === undefined || wanted === "") return USUAL_PLACES.find(exists);
  if (exists(wanted)) return wanted;
  throw new Error(
    `Could not find Chromium: CHROMIUM_PATH is "${wanted}", where there is no file. ` +
      "Correct it, or unset it to look in the usual places.",
  );
}

/**
 * Whether browser tests must be ignored for want of Chromium; says so, once per call, with the
 * reason. `tests`: what is ignored, in words.
 */
export function withoutChromium(tests: string): boolean {
  if (chromiumPath() !== undefined) return false;
  console.log(
    `ignored: ${tests}, for there is no Chromium. Install it, or set CHROMIUM_PATH to its file.`,
  );
  return true;
}

/** Starts a headless Chromium that does nothing of its own accord. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error("There is no Chromium to launch.");
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
