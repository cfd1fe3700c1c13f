import { z } from "zod";
import { RundownError } from "./errors.ts";

const E164 = /^\+[1-9]\d{6,14}$/;
/** Paths are appended to it, and it stands in error messages. */
const url = z.url({ protocol: /^https?$/, error: "must be a URL like https://example.com/path" })
  .refine((value) => !/[?#@]/.test(value), "must have no user, password, query or fragment")
  .transform((value) => value.replace(/\/+$/, ""));

const schema = z.object({
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/i, "must be AC and 32 hex digits"),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  TWILIO_PHONE_NUMBER: z.string().regex(E164, "must be a number like +12025550100").optional(),
  TWILIO_MESSAGING_SERVICE_SID: z.string()
    .regex(/^MG[0-9a-f]{32}$/i, "must be MG and 32 hex digits").optional(),
  TWILIO_API_BASE_URL: url.default("https://api.twilio.com"),
  PUBLIC_FUNCTIONS_URL: url,
  SENDER_CONCURRENCY: z.coerce.number().int().min(1).max(50).default(8),
  RUNDOWN_ALLOWED_RECIPIENTS: z.string()
    .transform((list) => list.split(",").map((phone) => phone.trim()).filter(Boolean))
    .pipe(z.array(z.string().regex(E164, "must be numbers like +12025550100, with commas between")))
    .optional(),
});

/** The settings of the functions; README.md explains each. */
export type Environment = z.infer<typeof schema>;

const SECRETS = ["TWILIO_AUTH_TOKEN"];

/**
 * Reads and checks all settings at once. An empty value counts as not set.
 *
 * @throws {RundownError} `configuration`, naming every setting that is missing or malformed. A
 * missing secret is thus a refusal to work, never a pretence of sending.
 */
export function readEnvironment(values: Record<string, string | undefined>): Environment {
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
  const parsed = schema.safeParse(set);
  // Checked here, because zod does not compare fields as long as one of them is wrong.
  const hasSender = set.TWILIO_PHONE_NUMBER ?? set.TWILIO_MESSAGING_SERVICE_SID;
  if (parsed.success && hasSender) return parsed.data;

  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => {
    const name = String(path[0]);
    const value = set[name];
    if (value === undefined) return `${name} is not set`;
    return SECRETS.includes(name)
      ? `${name}: ${message}`
      : `${name} is "${value.replace(/\/\/.*@/, "//***@")}": ${message}`;
  });
  if (!hasSender) {
    problems.push("Neither TWILIO_PHONE_NUMBER nor TWILIO_MESSAGING_SERVICE_SID is set");
  }
  throw new RundownError("configuration", `Cannot start: ${problems.join("; ")}`, { problems });
}
