import assert from "node:assert/strict";
import { z } from "zod";
import { type ErrorCode, RundownError } from "../../supabase/functions/_shared/errors.ts";
import { readJson, renderErrors, requirePost } from "../../supabase/functions/_shared/http.ts";
import { recordingLogger } from "./recording-logger.ts";

const URL = "http://127.0.0.1/message-sender";
const shape = z.strictObject({ wait: z.boolean().default(false) });
const post = (body: string) => new Request(URL, { method: "POST", body });

const failure = (code: ErrorCode, message: string, problems: string[] = []) => (error: unknown) => {
  assert.ok(error instanceof RundownError);
  assert.deepEqual([error.code, error.message, error.problems], [code, message, problems]);
  return true;
};

Deno.test("an answer passes through untouched, and nothing is logged", async () => {
  const { log, lines } = recordingLogger();
  const response = new Response(null, { status: 204 });
  const handle = renderErrors(log, () => Promise.resolve(response));
  assert.equal(await handle(post("")), response);
  assert.deepEqual(lines, []);
});

Deno.test("every error on purpose becomes its status, its code and its message", async () => {
  const statuses: Record<ErrorCode, number> = {
    bad_request: 400,
    method_not_allowed: 405,
    forbidden: 403,
    configuration: 500,
    provider: 502,
    database: 500,
    database_unreachable: 503,
  };
  for (const [code, status] of Object.entries(statuses) as [ErrorCode, number][]) {
    const { log, entries } = recordingLogger();
    const handle = renderErrors(log, () => Promise.reject(new RundownError(code, "Cannot do it")));
    const response = await handle(post(""));
    assert.equal(response.status, status, code);
    assert.deepEqual(await response.json(), { error: { code, message: "Cannot do it" } });
    assert.deepEqual(entries(), [
      { level: "error", event: "request refused", code, message: "Cannot do it" },
    ]);
    assert.equal(response.headers.get("allow"), status === 405 ? "POST" : null);
  }
});

Deno.test("problems are listed one by one", async () => {
  const { log } = recordingLogger();
  const handle = renderErrors(
    log,
    () => Promise.reject(new RundownError("bad_request", "No", { problems: ["a", "b"] })),
  );
  assert.deepEqual(await (await handle(post(""))).json(), {
    error: { code: "bad_request", message: "No", problems: ["a", "b"] },
  });
});

Deno.test("an unexpected error tells the log what happened and the caller nothing", async () => {
  for (const thrown of [new TypeError("inner details"), "inner details"]) {
    const { log, entries } = recordingLogger();
    const response = await renderErrors(log, () => Promise.reject(thrown))(post(""));
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), {
      error: { code: "internal", message: "An unexpected error; the log tells which" },
    });
    assert.deepEqual(entries(), [
      { level: "error", event: "request failed", message: String(thrown) },
    ]);
  }
});

Deno.test("only POST is handled", () => {
  assert.doesNotThrow(() => requirePost(post("")));
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    assert.throws(
      () => requirePost(new Request(URL, { method })),
      failure("method_not_allowed", `Cannot handle ${method}: call this function with POST`),
    );
  }
});

Deno.test("a body is read in its shape, and no body is an empty object", async () => {
  assert.deepEqual(await readJson(post('{"wait": true}'), shape), { wait: true });
  assert.deepEqual(await readJson(post("{}"), shape), { wait: false });
  assert.deepEqual(await readJson(post(""), shape), { wait: false });
});

Deno.test("a body that is not JSON is quoted, as far as its first 100 characters", async () => {
  await assert.rejects(
    readJson(post("wait=true"), shape),
    failure("bad_request", 'Cannot read the body: "wait=true" is not JSON'),
  );
  await assert.rejects(
    readJson(post("x".repeat(5_000)), shape),
    failure("bad_request", `Cannot read the body: "${"x".repeat(100)}" is not JSON`),
  );
});

Deno.test("every field that is wrong or unknown is named", async () => {
  const problems = async (body: string): Promise<readonly string[]> => {
    const error = await readJson(post(body), shape).catch((error) => error);
    assert.ok(error instanceof RundownError, body);
    assert.equal(error.code, "bad_request");
    return error.problems;
  };
  assert.match((await problems('{"wait": "yes"}')).join(), /^wait: .*expected boolean/);
  assert.match((await problems('{"wiat": true}')).join(), /"wiat"/);
  assert.equal((await problems('{"wait": 1, "other": 2}')).length, 2);
  for (const body of ["[]", "null", "1", '"wait"']) {
    assert.match((await problems(body)).join(), /expected object/);
  }
});
