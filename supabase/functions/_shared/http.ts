import { z } from "zod";
import { RundownError } from "./errors.ts";
import type { Logger } from "./log.ts";

/** Wraps a handler so that what it throws becomes one JSON shape: `{ error: { code, message } }`. */
export function renderErrors(
  log: Logger,
  handler: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof RundownError) {
        log.error("request refused", { code: error.code, message: error.message });
        return errorResponse(error);
      }
      log.error("request failed", { message: String(error) });
      return Response.json(
        { error: { code: "internal", message: "An unexpected error; the log tells which" } },
        { status: 500 },
      );
    }
  };
}

function errorResponse({ code, message, problems, status }: RundownError): Response {
  return Response.json(
    { error: { code, message, ...(problems.length > 0 ? { problems } : {}) } },
    { status, headers: code === "method_not_allowed" ? { allow: "POST" } : {} },
  );
}

/** @throws {RundownError} `method_not_allowed` for anything but POST. */
export function requirePost(request: Request): void {
  if (request.method !== "POST") {
    throw new RundownError(
      "method_not_allowed",
      `Cannot handle ${request.method}: call this function with POST`,
    );
  }
}

/**
 * The JSON body in the given shape; an empty body counts as `{}`.
 *
 * @throws {RundownError} `bad_request`, naming what is wrong.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new RundownError(
      "bad_request",
      `Cannot read the body: "${text.slice(0, 100)}" is not JSON`,
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message
  );
  throw new RundownError("bad_request", `Cannot read the body: ${problems.join("; ")}`, {
    problems,
  });
}
