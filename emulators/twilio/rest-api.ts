import { type InboundConfiguration, listNumbers, serviceOf } from "./configuration.ts";
import { TwilioError } from "./errors.ts";
import type { FaultBox, ReplyFault } from "./faults.ts";
import { listMessages } from "./listing.ts";
import { type Message, type MessageStore, toResource } from "./messages.ts";
import type { RequestRecord } from "./records.ts";
import type { Reply, Request } from "./server.ts";
import { delay, type Work } from "./work.ts";

/** What the REST API needs from the emulator. */
export interface RestWorld {
  accountSid: string;
  configuration: InboundConfiguration;
  authToken: string;
  faults: FaultBox;
  store: MessageStore;
  work: Work;
  now: () => Date;
  /** Accepts a message, or throws the TwilioError that refuses it. */
  create: (form: URLSearchParams) => Message;
  /** Lets a message live; called once its reply has left or is lost. */
  live: (message: Message, signal: AbortSignal) => Promise<void>;
  onChange: (message: Message) => void;
}

/** Codes that answer with a server error of Twilio's own. */
const SERVER_ERROR_CODES = { 500: 20500, 503: 20503, 504: 20504 } as const;

/** The faults that take away a reply instead of changing it. */
const LOSSES: Partial<Record<ReplyFault["kind"], Reply["loss"]>> = {
  hang: "hang",
  half_reply: "half",
  reset: "reset",
};

/** The faults that put another reply in the place of Twilio's. */
const REPLACEMENTS: ReadonlySet<ReplyFault["kind"]> = new Set([
  "too_many_requests",
  "server_error",
  "bad_gateway",
]);

/** The faults under which every request is done as it should be. */
const HARMLESS: ReadonlySet<ReplyFault["kind"]> = new Set(["half_reply", "slow"]);

/**
 * Twilio's REST API: messages, version 2010-04-01, and where numbers and Messaging Services send
 * what comes in, to read. Source: Twilio docs, "Message resource".
 */
export class RestApi {
  readonly requests: RequestRecord[] = [];
  readonly #world: RestWorld;
  #inFlight = 0;

  constructor(world: RestWorld) {
    this.#world = world;
  }

  /** Answers one request; never throws. */
  async handle(request: Request): Promise<Reply> {
    const form = new URLSearchParams(request.body);
    const record: RequestRecord = {
      method: request.method,
      path: request.url.pathname + request.url.search,
      params: Object.fromEntries(form),
      at: this.#world.now(),
      status: null,
      fault: null,
      endedAtMs: null,
    };
    this.requests.push(record);
    this.#inFlight++;
    const reply = await this.#answer(request, form, record);
    if (reply.loss !== "hang" && reply.loss !== "reset") record.status = reply.status;
    return {
      ...reply,
      headers: {
        ...reply.headers,
        "twilio-concurrent-requests": String(this.#inFlight),
        "twilio-request-id": `RQ${crypto.randomUUID().replaceAll("-", "")}`,
      },
      onEnd: (complete) => {
        this.#inFlight--;
        record.endedAtMs = performance.now();
        reply.onEnd?.(complete);
      },
    };
  }

  async #answer(request: Request, form: URLSearchParams, record: RequestRecord): Promise<Reply> {
    try {
      this.#authorize(request);
      const configured = this.#readConfiguration(request);
      if (configured !== undefined) return json(200, configured);
      const sid = sidOf(request);
      if (request.method === "POST" && sid === undefined) return await this.#create(form, record);
      if (request.method === "POST") return json(200, toResource(this.#update(sid, form, request)));
      if (request.method !== "GET") throw new TwilioError(20004);
      return this.#read(sid, request, record);
    } catch (error) {
      if (!(error instanceof TwilioError)) throw error;
      const challenge = error.status === 401
        ? { "www-authenticate": 'Basic realm="Twilio API"' }
        : undefined;
      return json(error.status, error.toBody(), challenge);
    }
  }

  #authorize({ headers, url }: Request): void {
    const { accountSid, authToken } = this.#world;
    const expected = `Basic ${btoa(`${accountSid}:${authToken}`)}`;
    const account = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\/[^/]/.exec(url.pathname)?.[1];
    if (headers.authorization !== expected || (account ?? accountSid) !== accountSid) {
      throw new TwilioError(20003, undefined, "Your AccountSid or AuthToken was incorrect.");
    }
  }

  /** Undefined if that is not what the request is about. */
  #readConfiguration({ method, url }: Request): Record<string, unknown> | undefined {
    const { configuration } = this.#world;
    const { pathname, searchParams } = url;
    const service = /^\/v1\/Services\/([^/]+)$/.exec(pathname)?.[1];
    const isNumbers = /^\/2010-04-01\/Accounts\/[^/]+\/IncomingPhoneNumbers\.json$/.test(pathname);
    if (service === undefined && !isNumbers) return undefined;
    if (method !== "GET") throw new TwilioError(20004);
    const found = service === undefined
      ? listNumbers(configuration, searchParams, pathname)
      : serviceOf(configuration, service);
    if (found === undefined) throw notFound(pathname);
    return found;
  }

  async #create(form: URLSearchParams, record: RequestRecord): Promise<Reply> {
    const { faults, work } = this.#world;
    const fault = faults.takeReply("create");
    record.fault = fault?.kind ?? null;
    const signal = work.signal;
    let message: Message | undefined;
    if (fault === undefined || HARMLESS.has(fault.kind)) {
      message = this.#world.create(form);
    } else if (fault.created === true) {
      message = this.#createUnseen(form);
    }
    const end = work.begin();
    const early = message !== undefined && faults.takeForMessage("early") !== undefined;
    const reply = message === undefined || fault !== undefined && REPLACEMENTS.has(fault.kind)
      ? faultReply(fault)
      : json(201, toResource(message));
    if (message !== undefined && early) await this.#world.live(message, signal);
    await delay(faults.current.latencyMs + (fault?.delayMs ?? 0), signal);
    return {
      ...reply,
      loss: fault === undefined ? undefined : LOSSES[fault.kind],
      onEnd: (complete) => {
        if (message === undefined) return end();
        message.replyLost = !complete || fault !== undefined && fault.kind !== "slow";
        if (early) return end();
        this.#world.live(message, signal).finally(end);
      },
    };
  }

  /** Creates a message whose reply is replaced by a fault; a refusal is replaced just so. */
  #createUnseen(form: URLSearchParams): Message | undefined {
    try {
      return this.#world.create(form);
    } catch (error) {
      if (error instanceof TwilioError) return undefined;
      throw error;
    }
  }

  #read(sid: string | undefined, request: Request, record: RequestRecord): Reply {
    const { faults, store } = this.#world;
    const fault = faults.takeReply("read");
    record.fault = fault?.kind ?? null;
    if (fault !== undefined && REPLACEMENTS.has(fault.kind)) return faultReply(fault);
    const { pathname, searchParams } = request.url;
    const reply = sid === undefined
      ? json(200, this.#withNulls(listMessages(store.listed(), searchParams, pathname)))
      : json(200, toResource(this.#find(sid, request)));
    return { ...reply, loss: fault === undefined ? undefined : LOSSES[fault.kind] };
  }

  /** The page with the fields that the fault `nullFields` takes away. */
  #withNulls(page: Record<string, unknown>): Record<string, unknown> {
    const { fields, every } = this.#world.faults.current.nullFields;
    const nulls = Object.fromEntries(fields.map((field) => [field, null]));
    const rows = page.messages as Record<string, unknown>[];
    return {
      ...page,
      messages: rows.map((row, index) => index % every === 0 ? { ...row, ...nulls } : row),
    };
  }

  /** Redacts (`Body=`); cancels nothing, since no message here is ever scheduled. */
  #update(sid: string | undefined, form: URLSearchParams, request: Request): Message {
    const message = this.#find(sid ?? "", request);
    if (form.get("Status") === "canceled") {
      throw new TwilioError(
        30409,
        `Message ${message.sid} cannot be canceled: it is not scheduled`,
      );
    }
    if (form.get("Body") !== "") {
      throw new TwilioError(20001, "A message takes an empty 'Body' (redaction) and nothing else");
    }
    message.body = "";
    message.updatedAt = this.#world.now();
    this.#world.onChange(message);
    return message;
  }

  #find(sid: string, request: Request): Message {
    const message = this.#world.store.get(sid);
    if (message === undefined) throw notFound(request.url.pathname);
    return message;
  }
}

/** The message that a request is about; undefined: all of them. */
function sidOf({ url: { pathname } }: Request): string | undefined {
  const found = /^\/2010-04-01\/Accounts\/AC[0-9a-fA-F]{32}\/Messages(?:\/([^/]+))?\.json$/
    .exec(pathname);
  if (found === null) throw notFound(pathname);
  return found[1];
}

/** Twilio's answer for a path behind which there is nothing. */
export function notFound(path: string): TwilioError {
  return new TwilioError(20404, `The requested resource ${path} was not found`);
}

/** A reply with `body` as JSON. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

/** The reply that `fault` puts in the place of Twilio's own. */
function faultReply(fault: ReplyFault | undefined): Reply {
  const retryAfter = fault?.retryAfterSeconds === undefined
    ? undefined
    : { "retry-after": String(fault.retryAfterSeconds) };
  if (fault?.kind === "too_many_requests") {
    return json(429, new TwilioError(20429).toBody(), retryAfter);
  }
  if (fault?.kind === "bad_gateway") {
    return {
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>",
    };
  }
  const status = fault?.status ?? 500;
  return json(status, new TwilioError(SERVER_ERROR_CODES[status]).toBody(), retryAfter);
}
