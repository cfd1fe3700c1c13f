import twilio from "twilio";
import { startTwilioEmulator, type TwilioEmulator, type TwilioEmulatorOptions } from "../mod.ts";

export const ACCOUNT = "AC0123456789abcdef0123456789abcdef";
export const TOKEN = "token-of-a-local-account";
export const SERVICE = "MG0123456789abcdef0123456789abcdef";
export const SENDER = "+12025550100";
export const ANA = "+12025550101";
export const BEN = "+12025550102";
export const PATH = `/2010-04-01/Accounts/${ACCOUNT}/Messages`;
const AUTHORIZATION = `Basic ${btoa(`${ACCOUNT}:${TOKEN}`)}`;

/** Runs `body` with an emulator of its own, which owns SENDER unless `options` say otherwise. */
export async function withEmulator(
  options: Partial<TwilioEmulatorOptions>,
  body: (emulator: TwilioEmulator) => Promise<void>,
): Promise<void> {
  const emulator = await startTwilioEmulator({
    ...{ accountSid: ACCOUNT, authToken: TOKEN, senders: [SENDER] },
    ...options,
  });
  try {
    await body(emulator);
  } finally {
    await emulator.stop();
  }
}

/** A request to the REST API with the right credentials; `path` begins after the host. */
export function request(
  emulator: TwilioEmulator,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  return fetch(emulator.url + path, {
    ...init,
    headers: { authorization: AUTHORIZATION, ...init.headers },
  });
}

/** A request that creates a message from SENDER to ANA, changed by `params` (undefined removes). */
export function create(
  emulator: TwilioEmulator,
  params: Record<string, string | undefined> = {},
  init: RequestInit = {},
): Promise<Response> {
  const all = { To: ANA, From: SENDER, Body: "Hi", ...params };
  const given = Object.entries(all).filter((each): each is [string, string] =>
    each[1] !== undefined
  );
  return request(emulator, `${PATH}.json`, {
    ...init,
    method: "POST",
    body: new URLSearchParams(given),
  });
}

/** The status and the JSON of a response. */
export async function answer(response: Response): Promise<[number, Record<string, unknown>]> {
  return [response.status, await response.json()];
}

/** The official SDK, pointed at the emulator. */
export function sdk(emulator: TwilioEmulator, sid = ACCOUNT, token = TOKEN): twilio.Twilio {
  const httpClient = new twilio.RequestClient();
  const send = httpClient.request.bind(httpClient);
  httpClient.request = (options) =>
    send({ ...options, uri: options.uri.replace("https://api.twilio.com", emulator.url) });
  return twilio(sid, token, { httpClient });
}

/** Resolves once `condition` holds; fails after ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Waited ten seconds for ${condition}.`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** A webhook as it came in. */
export interface Received {
  /** With the query. */
  path: string;
  headers: Headers;
  params: Record<string, string>;
  /** A reading of `performance.now()`. */
  atMs: number;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
}

/** Runs `body` with a web server that records webhooks and answers them with `respond`. */
export async function withReceiver(
  body: (receiver: Receiver) => Promise<void>,
  respond: (received: Received, count: number) => Response | Promise<Response> = () =>
    new Response(null, { status: 204 }),
): Promise<void> {
  const received: Received[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (incoming) => {
    const atMs = performance.now();
    const { pathname, search } = new URL(incoming.url);
    const params = Object.fromEntries(new URLSearchParams(await incoming.text()));
    const one = { path: pathname + search, headers: incoming.headers, params, atMs };
    received.push(one);
    return respond(one, received.length);
  });
  try {
    await body({ url: `http://127.0.0.1:${server.addr.port}`, received });
  } finally {
    await server.shutdown();
  }
}

/** The statuses of the callbacks that came in, in order of arrival. */
export function statuses(receiver: Receiver): (string | undefined)[] {
  return receiver.received.map((each) => each.params.MessageStatus);
}
