/**
 * STOP, START, HELP and YES have one answer each, Twilio's or ours, whatever number was texted; and
 * whoever Twilio blocks is not texted by us.
 */
import assert from "node:assert/strict";
import type { StackOptions } from "../../local/stack.ts";
import { phone, SLOT, until, withWorld, type World } from "./world.ts";

const ADA = phone(0);
const LONG_CODE = "+12025550100";
const TOLL_FREE = "+18335550100";
const SERVICE = "MG00000000000000000000000000000001";

/** What a text is answered, in order: "Twilio" or the type of our answer. */
async function answersTo(world: World, body: string): Promise<string[]> {
  const before = world.twilio.accepted.length;
  const { autoReply, webhook } = await world.twilio.reply(ADA, body);
  assert.equal(webhook?.httpStatus, 200, body);
  await until("its answer is sent", async () =>
    (await world.sql`
      select from public.inbound_messages
      join public.message_queue on message_queue.id = inbound_messages.answer_id
      where message_queue.finished_at is null`).length === 0);
  await world.twilio.settled();
  const ours = await Promise.all(
    world.twilio.accepted.slice(before).map(async ({ sid }) => {
      const [message] = await world.sql`
        select message_type from public.message_queue where provider_message_id = ${sid}`;
      return String(message!.message_type);
    }),
  );
  return [...(autoReply === null ? [] : ["Twilio"]), ...ours];
}

/** Has Ada asked for her consent, and texts these; each with the answers it must get. */
function converse(
  t: Deno.TestContext,
  name: string,
  options: Partial<StackOptions>,
  texts: [body: string, ...answers: string[]][],
): Promise<boolean> {
  return t.step(name, () =>
    withWorld({ ...options, clock: SLOT }, async (world) => {
      const user = await world.addUser([ADA]);
      await world.sql`update public.contacts set consent_status = 'pending'`;
      await world.sql`
        insert into public.invitations (user_id, contact_id)
        select user_id, id from public.contacts where user_id = ${user}`;
      await world.run("message-sender");
      await world.twilio.settled();
      assert.deepEqual(world.twilio.accepted.map(({ to }) => to), [ADA], "she was asked");
      for (const [body, ...answers] of texts) {
        assert.deepEqual(await answersTo(world, body), answers, body);
        const [number] = await world.sql`
          select opted_out_at is not null as is_opted_out, is_blocked_by_provider
          from private.phone_numbers where phone = ${ADA}`;
        const sender = world.twilio.accepted[0]!.from!;
        assert.equal(
          number?.is_blocked_by_provider ?? false,
          world.twilio.isOptedOut(ADA, sender),
          `after ${body} Twilio and we agree`,
        );
        assert.ok(!number?.is_blocked_by_provider || number.is_opted_out);
      }
      const refused = world.twilio.requests.filter(({ status }) => status !== 201);
      assert.deepEqual(refused.filter(({ method }) => method === "POST"), []);
    }));
}

Deno.test("who answers", async (t) => {
  await converse(t, "a long code", {}, [
    ["yes", "confirmed"],
    ["HELP", "Twilio"],
    ["ABOUT", "about"],
    ["STOP", "Twilio"],
    ["STOP"],
    ["HELP", "Twilio"],
    ["YES", "Twilio"],
    ["START"],
    ["Please stop texting me", "stopped"],
    ["START", "restarted"],
    ["UNSUBSCRIBE", "Twilio"],
    ["yes please"],
    ["UNSTOP", "Twilio"],
  ]);

  await converse(
    t,
    "a toll-free number",
    {
      twilioAccount: { senders: [TOLL_FREE] },
      functionsEnv: { TWILIO_PHONE_NUMBER: TOLL_FREE },
    },
    [
      ["YES", "confirmed"],
      ["INFO", "Twilio"],
      ["UNSUBSCRIBE", "stopped"],
      ["YES", "restarted"],
      ["STOP", "Twilio"],
      ["YES"],
      ["HELP"],
      ["START", "Twilio"],
      ["STOP", "Twilio"],
      ["UNSTOP", "Twilio"],
    ],
  );

  await converse(
    t,
    "a Messaging Service with Advanced Opt-Out",
    {
      twilioAccount: {
        senders: [],
        messagingServices: { [SERVICE]: [LONG_CODE] },
        advancedOptOut: {
          [SERVICE]: {
            STOP: { words: ["STOP", "ABMELDEN"], reply: "Rundown: bye." },
            START: { words: ["START", "WEITER"], reply: "Rundown: hello again." },
            HELP: { words: ["HELP", "HILFE"], reply: "Rundown: automated, not a person." },
          },
        },
      },
      functionsEnv: { TWILIO_PHONE_NUMBER: undefined, TWILIO_MESSAGING_SERVICE_SID: SERVICE },
    },
    [
      ["YES", "confirmed"],
      ["Hilfe", "Twilio"],
      ["Abmelden", "Twilio"],
      ["abmelden"],
      ["YES"],
      ["Weiter", "Twilio"],
      ["ABOUT", "about"],
      ["Please stop texting me", "stopped"],
      ["START", "Twilio"],
    ],
  );
});
