import assert from "node:assert/strict";
import { ACCOUNT, answer, create, PATH, request, TOKEN, withEmulator } from "./harness.ts";

Deno.test("wrong credentials and foreign accounts get 401, 20003", () =>
  withEmulator({}, async (emulator) => {
    const wrong = [
      undefined,
      "Basic ",
      `Basic ${btoa(`${ACCOUNT}:wrong`)}`,
      `Basic ${btoa(`AC${"f".repeat(32)}:${TOKEN}`)}`,
      `Bearer ${TOKEN}`,
    ];
    for (const authorization of wrong) {
      const headers = authorization === undefined ? undefined : { authorization };
      const response = await fetch(`${emulator.url}${PATH}.json`, headers ? { headers } : {});
      assert.match(response.headers.get("www-authenticate") ?? "", /^Basic /);
      const [status, body] = await answer(response);
      assert.deepEqual([status, body.code, body.message], [401, 20003, "Authenticate"]);
    }
    const foreign = PATH.replace(ACCOUNT, `AC${"f".repeat(32)}`);
    assert.equal((await answer(await request(emulator, `${foreign}.json`)))[1].code, 20003);
  }));

Deno.test("a path behind which there is nothing gets 404, 20404, and quotes it", () =>
  withEmulator({}, async (emulator) => {
    const paths = [
      `${PATH}/SM${"0".repeat(32)}.json`,
      `${PATH}.xml`,
      PATH.replace(ACCOUNT, "AC123") + ".json",
      PATH.replace(ACCOUNT, "") + ".json",
      `/2010-04-01/Accounts/${ACCOUNT}/Calls.json`,
      "/nothing",
    ];
    for (const path of paths) {
      const [status, body] = await answer(await request(emulator, path));
      assert.deepEqual([status, body.code], [404, 20404]);
      assert.equal(body.message, `The requested resource ${path} was not found`);
    }
  }));

Deno.test("a method that Twilio does not know there gets 405, 20004", () =>
  withEmulator({}, async (emulator) => {
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const [status, body] = await answer(await request(emulator, `${PATH}.json`, { method }));
      assert.deepEqual([status, body.code], [405, 20004]);
    }
  }));

Deno.test("a JSON body is no form: To is missing", () =>
  withEmulator({}, async (emulator) => {
    const response = await request(emulator, `${PATH}.json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ To: "+12025550101", From: "+12025550100", Body: "Hi" }),
    });
    assert.deepEqual((await answer(response))[1].code, 21604);
  }));

Deno.test("a list refuses filters and pages that make no sense, quoting them", () =>
  withEmulator({}, async (emulator) => {
    await (await create(emulator)).body?.cancel();
    const queries = [
      "PageSize=0",
      "PageSize=many",
      "Page=-1",
      "Page=1",
      "Page=1&PageToken=PASM123",
      "DateSent=yesterday",
      "DateSent=2026-02-30",
      "DateSent%3E=21/11/2026",
    ];
    for (const query of queries) {
      const [status, body] = await answer(await request(emulator, `${PATH}.json?${query}`));
      assert.deepEqual([status, body.code], [400, 20001], query);
      assert.match(
        String(body.message),
        /^Invalid parameter '(PageSize|Page|PageToken|DateSent>?)'/,
      );
    }
  }));

Deno.test("a page holds 50 messages unless told otherwise, and 1000 at most", () =>
  withEmulator({}, async (emulator) => {
    for (let i = 0; i < 51; i++) await (await create(emulator)).body?.cancel();
    const [, first] = await answer(await request(emulator, `${PATH}.json`));
    assert.equal((first.messages as unknown[]).length, 50);
    assert.match(String(first.next_page_uri), /^\/2010-04-01\/.*PageSize=50&Page=1&PageToken=PASM/);
    assert.equal(first.previous_page_uri, null);
    const [, all] = await answer(await request(emulator, `${PATH}.json?PageSize=5000`));
    assert.equal((all.messages as unknown[]).length, 51);
    assert.equal(all.page_size, 1000);
    assert.equal(all.next_page_uri, null);
  }));

Deno.test("every reply names its request and how many run at once", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ latencyMs: 100 });
    const responses = await Promise.all([create(emulator), create(emulator), create(emulator)]);
    const counts = responses.map((each) => each.headers.get("twilio-concurrent-requests"));
    assert.ok(counts.includes("3"), String(counts));
    for (const response of responses) {
      assert.match(response.headers.get("twilio-request-id") ?? "", /^RQ[0-9a-f]{32}$/);
      await response.body?.cancel();
    }
    const alone = await create(emulator);
    await alone.body?.cancel();
    assert.equal(alone.headers.get("twilio-concurrent-requests"), "1");
  }));

Deno.test("a request of more than a megabyte is cut off, and creates nothing", () =>
  withEmulator({}, async (emulator) => {
    await assert.rejects(create(emulator, { Body: "x".repeat(1_000_001) }), TypeError);
    assert.equal(emulator.requests.length, 0);
    await (await create(emulator)).body?.cancel();
    assert.equal(emulator.accepted.length, 1);
  }));
