import { CallbackSender } from "./callbacks.ts";
import { Conversations } from "./conversations.ts";
import { liveMessage } from "./delivery.ts";
import { EventStream } from "./events.ts";
import { FaultBox, type Faults, parseFaults } from "./faults.ts";
import { receiveText } from "./inbound.ts";
import type { TwilioEmulator, TwilioEmulatorOptions } from "./interface.ts";
import { MAGIC_VALID_SENDER } from "./magic-numbers.ts";
import { type Message, MessageStore, newMessageSid } from "./messages.ts";
import { NumberBehaviours } from "./number-behaviour.ts";
import { OptOuts } from "./opt-outs.ts";
import { checkOptions } from "./options.ts";
import type { InboundRecord } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { RestApi } from "./rest-api.ts";
import { route } from "./router.ts";
import { countSegments } from "./segments.ts";
import { LoopbackServer } from "./server.ts";
import { readCreateRequest } from "./validation.ts";
import { Work } from "./work.ts";

/**
 * Starts an emulator of Twilio's Messages API on 127.0.0.1.
 *
 * Rejects with a TypeError that names every option that is wrong, or with an Error when the port
 * is taken.
 */
export async function startTwilioEmulator(options: TwilioEmulatorOptions): Promise<TwilioEmulator> {
  checkOptions(options);
  const now = options.now ?? (() => new Date());
  const { accountSid, authToken, senders, messagingServices = {} } = options;
  const account = { accountSid, senders, messagingServices };

  const work = new Work();
  const faults = new FaultBox();
  const store = new MessageStore();
  const behaviours = new NumberBehaviours();
  const optOuts = new OptOuts(messagingServices);
  const events = new EventStream();
  const callbacks = new CallbackSender(authToken, faults, work, now);
  const inbound: InboundRecord[] = [];
  const conversations = new Conversations(
    options.labels ?? {},
    optOuts,
    (bubble) => events.publish("bubble", bubble),
  );

  const listLag = () => {
    const lag = faults.current.listLag;
    return lag === "until_released" ? Infinity : lag;
  };

  const create = (form: URLSearchParams): Message => {
    const { smartEncoding, ...request } = readCreateRequest(form, account, optOuts, behaviours);
    const createdAt = now();
    const message: Message = {
      ...request,
      sid: newMessageSid(),
      accountSid,
      direction: "outbound-api",
      segments: countSegments(request.body, smartEncoding),
      status: request.messagingServiceSid === null ? "queued" : "accepted",
      errorCode: null,
      errorMessage: null,
      price: null,
      createdAt,
      updatedAt: createdAt,
      sentAt: null,
      replyLost: false,
    };
    store.add(message, listLag());
    conversations.showMessage(message);
    return message;
  };

  /** A Messaging Service keeps texting a phone from the same number. */
  const chooseSender = (message: Message): string => {
    const pool = messagingServices[message.messagingServiceSid ?? ""] ?? [];
    const before = store.lastSenderTo(message.to);
    const sender = pool.find((each) => each === before) ?? pool[0] ?? MAGIC_VALID_SENDER;
    store.noteSender(message.to, sender);
    return sender;
  };

  const live = (message: Message, signal: AbortSignal): Promise<void> =>
    liveMessage(message, {
      faults,
      behaviours,
      callbacks,
      now,
      chooseSender,
      onChange: (changed) => conversations.showMessage(changed),
    }, signal);

  const api = new RestApi({
    ...{ accountSid, authToken, faults, store, work, now, create, live },
    configuration: options,
    onChange: (message) => conversations.showMessage(message),
  });

  const firstSender = [senders ?? [], ...Object.values(messagingServices)].flat()[0];
  const inboundWorld = {
    account,
    authToken,
    webhookUrl: options.inboundWebhookUrl,
    fallbackUrl: options.inboundFallbackUrl,
    isWebhookLost: () => faults.takeInboundLoss(),
    optOuts,
    advancedOptOut: options.advancedOptOut ?? {},
    now,
    usualSender: (phone: string) => store.lastSenderTo(phone) ?? firstSender,
    onMessage: (message: Message) => store.add(message, listLag()),
    onRecord: (record: InboundRecord) => {
      inbound.push(record);
      conversations.showInbound(record);
    },
  };

  const applyRefusal = (refuse: Faults["refuse"]): Promise<void> =>
    refusal.apply(refuse, () => faults.set({ refuse: false }));

  const emulator: TwilioEmulator = {
    url: "",
    accepted: store.accepted,
    requests: api.requests,
    callbacks: callbacks.records,
    inbound,
    // deno-lint-ignore require-await -- async, so that bad input rejects
    async setFaults(changes) {
      const parsed = parseFaults(changes);
      faults.set(parsed);
      if (parsed.refuse !== undefined) return applyRefusal(parsed.refuse);
    },
    clearFaults() {
      faults.clear();
      return applyRefusal(false);
    },
    setNumber: (number, behaviour) => behaviours.set(number, behaviour),
    clearNumber: (number) => behaviours.remove(number),
    release() {
      store.release();
      callbacks.release();
    },
    reply: (from, body, to) => work.track(receiveText(from, body, to, inboundWorld, work.signal)),
    isOptedOut: (phone, sender) => optOuts.isBlocked(phone, sender),
    settled: () => work.idle(),
    reset() {
      work.cut();
      for (const each of [store, callbacks, optOuts, behaviours, conversations]) each.clear();
      api.requests.length = inbound.length = 0;
      server.dropHanging();
      work.track(emulator.clearFaults());
      events.publish("snapshot", snapshot());
    },
    async stop() {
      work.cut();
      await refusal.end();
      await work.idle();
    },
  };

  const snapshot = () => ({
    account: accountSid,
    senders: [...new Set([senders ?? [], ...Object.values(messagingServices)].flat())],
    conversations: conversations.all(),
  });

  const control = {
    emulator,
    faults: () => faults.current,
    events: () => events.open(snapshot),
  };

  const server = await LoopbackServer.start(
    options.port ?? 0,
    (request) => route(request, api, control),
  );
  const refusal = new Refusal(server, work);
  return Object.assign(emulator, { url: `http://127.0.0.1:${server.port}` });
}
