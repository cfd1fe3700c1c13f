import { z } from "zod";
import { parseFaults } from "./faults.ts";
import type { TwilioEmulator } from "./interface.ts";
import { json } from "./rest-api.ts";
import type { Reply, Request } from "./server.ts";

const replySchema = z.strictObject({
  from: z.string(),
  body: z.string(),
  to: z.string().optional(),
});

/** What the control routes need beyond the emulator's own interface. */
export interface ControlWorld {
  emulator: TwilioEmulator;
  faults: () => unknown;
  events: () => Reply;
}

type Route = (world: ControlWorld, request: Request, rest: string) => Reply | Promise<Reply>;

const ROUTES: Readonly<Record<string, Route>> = {
  "GET messages": ({ emulator }) => json(200, emulator.accepted),
  "GET requests": ({ emulator }) => json(200, emulator.requests),
  "GET callbacks": ({ emulator }) => json(200, emulator.callbacks),
  "GET inbound": ({ emulator }) => json(200, emulator.inbound),
  "GET events": ({ events }) => events(),
  "GET faults": ({ faults }) => json(200, faults()),
  "PUT faults": (world, request) => setFaults(world, request),
  "DELETE faults": async ({ emulator, faults }) => {
    await emulator.clearFaults();
    return json(200, faults());
  },
  "PUT numbers": ({ emulator }, request, number) => {
    const behaviour = readJson(request);
    emulator.setNumber(number, behaviour as Parameters<TwilioEmulator["setNumber"]>[1]);
    return json(200, { number, ...behaviour as object });
  },
  "DELETE numbers": ({ emulator }, _request, number) => {
    emulator.clearNumber(number);
    return json(200, { number });
  },
  "POST replies": async ({ emulator }, request) => {
    const parsed = replySchema.safeParse(readJson(request));
    if (!parsed.success) {
      throw new TypeError(
        `Could not receive a text: the body ${request.body} is not of the form ` +
          '{"from":"+12025550101","body":"STOP"}, with "to" if another number than the last is meant.',
      );
    }
    const { from, body, to } = parsed.data;
    return json(201, await emulator.reply(from, body, to));
  },
  "POST release": ({ emulator }) => {
    emulator.release();
    return json(200, { released: true });
  },
  "GET settled": async ({ emulator }) => {
    await emulator.settled();
    return json(200, { settled: true });
  },
  "POST reset": ({ emulator }) => {
    emulator.reset();
    return json(200, { reset: true });
  },
};

/**
 * Answers the routes under `/_emulator/`: the emulator's interface for other processes.
 *
 * Bad input is answered with 400 and `{"error": …}`, an unknown route with 404 and the list of
 * those there are.
 */
export async function handleControl(request: Request, world: ControlWorld): Promise<Reply> {
  const [name = "", ...rest] = request.url.pathname.slice("/_emulator/".length).split("/");
  const route = ROUTES[`${request.method} ${name}`];
  if (route === undefined) {
    const routes = Object.keys(ROUTES).map((each) => each.replace(" ", " /_emulator/"));
    return json(404, {
      error: `There is no ${request.method} ${request.url.pathname}. Use one of: ${
        routes.join(", ")
      }.`,
    });
  }
  try {
    return await route(world, request, decodeURIComponent(rest.join("/")));
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) {
      return json(400, { error: error.message });
    }
    throw error;
  }
}

function readJson(request: Request): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    throw new TypeError(
      `Could not read the body of ${request.method} ${request.url.pathname}: ` +
        `"${request.body.slice(0, 80)}" is not JSON. Send a JSON object.`,
    );
  }
}

/** Replaces all faults. Refusing connections starts only after this reply has left. */
async function setFaults({ emulator, faults }: ControlWorld, request: Request): Promise<Reply> {
  const { refuse = false, ...others } = parseFaults(readJson(request));
  if (refuse === true) {
    throw new TypeError(
      "Could not set the fault refuse: true means until it is cleared, and over HTTP nobody could " +
        'reach the emulator to clear it. Use {"refuse": {"forMs": 500}}.',
    );
  }
  await emulator.clearFaults();
  await emulator.setFaults(others);
  const reply = json(200, faults());
  return refuse === false ? reply : { ...reply, onEnd: () => void emulator.setFaults({ refuse }) };
}
