/** What is wrong with a project, and how to mend it. */
import type { Command, Context } from "../command.ts";
import { checkIncomingTexts } from "./incoming-texts.ts";

/** What came of one check; is_ok is null where there was nothing to check. */
interface Check {
  name: string;
  is_ok: boolean | null;
  finding: string;
  fix: string | null;
}

const SCHEDULED = ["message-scheduler", "message-sender"];
const WEBHOOKS = ["twilio-status", "twilio-inbound"];
/** All that must be set, for where the project may not tell which of them is not. */
const SET_SECRETS = "supabase secrets set TWILIO_ACCOUNT_SID=… TWILIO_AUTH_TOKEN=… " +
  "TWILIO_PHONE_NUMBER=… PUBLIC_FUNCTIONS_URL=… (those that README.md lists)";

const ok = (name: string, finding: string): Check => ({ name, is_ok: true, finding, fix: null });
const problem = (name: string, finding: string, fix: string): Check => ({
  name,
  is_ok: false,
  finding,
  fix,
});

export const doctor: Command = [{
  arguments: [],
  async run(context) {
    const data: Check[] = [
      ...await checkSecrets(context),
      ...(await Promise.all([
        ...SCHEDULED.map((name) => checkScheduled(context, name)),
        ...WEBHOOKS.map((name) => checkWebhook(context, name)),
      ])).flat(),
      ...await checkTwilio(context),
      ...await context.call("diagnose", {} as never),
    ];
    const problems = data.filter(({ is_ok }) => is_ok === false).length;
    return { data, text: describe(data, problems), isBad: problems > 0 };
  },
}];

/** GET runs nothing; the sender reads its settings before it refuses it. */
async function checkSecrets({ callFunction, cronKey }: Context): Promise<Check[]> {
  if (!cronKey) {
    return [{
      name: "secrets",
      is_ok: null,
      finding: "set RUNDOWN_CRON_KEY to hear which are missing",
      fix: null,
    }];
  }
  const { status, error } = await answerOf(
    await callFunction("message-sender", { headers: { apikey: cronKey } }),
  );
  if (status === 405) return [ok("secrets", "all set")];
  if (status === 401) {
    return [problem(
      "secrets",
      "message-sender does not take RUNDOWN_CRON_KEY",
      'Use the secret key with the name "cron" of Project Settings > API Keys.',
    )];
  }
  const problems = error.problems ?? [];
  if (problems.length === 0) {
    return [problem(
      "secrets",
      `message-sender answers ${status}`,
      "supabase functions deploy message-sender; its log says more.",
    )];
  }
  return problems.map((finding) =>
    problem(
      "secrets",
      finding,
      `supabase secrets set ${/[A-Z]+_[A-Z_]+/.exec(finding)?.[0] ?? "NAME"}=…`,
    )
  );
}

/** Asked by GET, so that nothing runs even where the function is open to everybody. */
async function checkScheduled({ callFunction, cronKey }: Context, name: string): Promise<Check[]> {
  const { status } = await answerOf(await callFunction(name, {}));
  if (status !== 401) {
    return [problem(
      name,
      status === 404 ? "is not deployed" : `answers ${status} to who has no key`,
      `supabase functions deploy ${name}`,
    )];
  }
  if (!cronKey) return [ok(name, "refuses who has no key")];
  // Not even JSON, so nothing runs.
  const { status: toNonsense, error } = await answerOf(
    await callFunction(name, { method: "POST", headers: { apikey: cronKey }, body: "nonsense" }),
  );
  // What is wrong with the settings or the key, checkSecrets tells.
  return toNonsense === 400 || error.problems || toNonsense === 401
    ? [ok(name, "refuses who has no key")]
    : [problem(
      name,
      `answers ${toNonsense} to what is not JSON`,
      `supabase functions deploy ${name}; its log says more.`,
    )];
}

async function checkWebhook({ callFunction }: Context, name: string): Promise<Check[]> {
  const { status, error } = await answerOf(await callFunction(name, { method: "POST" }));
  if (status === 403) return [ok(name, "refuses what Twilio did not sign")];
  if (error.code === "configuration") {
    return [problem(name, "a setting is missing or malformed", SET_SECRETS)];
  }
  return [problem(
    name,
    status === 404 ? "is not deployed" : `answers ${status} to what Twilio did not sign`,
    `supabase functions deploy ${name}; its log says more.`,
  )];
}

/** Twilio hands incoming texts to whatever was entered there. */
async function checkTwilio({ twilio }: Context): Promise<Check[]> {
  const name = "incoming texts";
  if (!twilio) {
    return [{
      name,
      is_ok: null,
      finding: "set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the number or service to ask Twilio",
      fix: null,
    }];
  }
  try {
    const { problems, fix } = await checkIncomingTexts(twilio);
    return problems.length === 0
      ? [ok(name, "Twilio sends them here, and tries again")]
      : problems.map((finding) => problem(name, finding, fix));
  } catch (error) {
    return [problem(
      name,
      (error as Error).message,
      "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or ask again later.",
    )];
  }
}

/** The status and, if it is one of ours, the error in the body. */
async function answerOf(response: Response) {
  const text = await response.text();
  let error: { code?: string; problems?: string[] } = {};
  try {
    error = JSON.parse(text).error ?? {};
  } catch {
    // Not ours: a gateway's page.
  }
  return { status: response.status, error };
}

function describe(checks: Check[], problems: number): string {
  const lines = checks.map(({ name, is_ok, finding, fix }) => {
    const mark = is_ok === null ? "-" : is_ok ? "ok" : "PROBLEM";
    const line = `${mark.padEnd(8)} ${name.padEnd(18)} ${finding}`;
    return fix ? `${line}\n${"".padEnd(28)}fix: ${fix}` : line;
  });
  return [
    ...lines,
    problems === 0 ? "All is well." : `${problems} problem${problems === 1 ? "" : "s"}.`,
  ].join("\n");
}
