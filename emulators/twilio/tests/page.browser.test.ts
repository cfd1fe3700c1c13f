import assert from "node:assert/strict";
import { type Browser, launchChromium, type Page, withoutChromium } from "../../chromium/mod.ts";
import type { TwilioEmulator, TwilioEmulatorOptions } from "../mod.ts";
import { ANA, BEN, create, SENDER, withEmulator, withReceiver } from "./harness.ts";

const ignore = withoutChromium("the tests of the phone page");

/** Opens the phone page; fails if anything on it asked another origin or wrote an error. */
async function withPage(
  browser: Browser,
  body: (page: Page, emulator: TwilioEmulator) => Promise<void>,
  options: Partial<TwilioEmulatorOptions> = {},
): Promise<void> {
  await withEmulator({ labels: { [ANA]: "Coach Ana" }, ...options }, async (emulator) => {
    const context = await browser.newContext({ timezoneId: "America/New_York", locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    const strange: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== emulator.url) strange.push(request.url());
    });
    page.on("pageerror", (error) => strange.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") strange.push(message.text());
    });
    page.on("dialog", (dialog) => {
      strange.push(dialog.message());
      dialog.dismiss();
    });
    await page.goto(emulator.url);
    await page.getByRole("status").getByText("Live").waitFor();
    await body(page, emulator);
    await context.close();
    assert.deepEqual(strange, []);
  });
}

async function text(emulator: TwilioEmulator, body: string, to = ANA): Promise<void> {
  const response = await create(emulator, { Body: body, To: to });
  await response.body?.cancel();
  await emulator.settled();
}

Deno.test({
  name: "the phone page in a browser",
  ignore,
  // The browser and its connection live as long as the whole test.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const browser = await launchChromium();
    try {
      await t.step(
        "an empty page says what to do",
        () =>
          withPage(browser, async (page, emulator) => {
            await page.getByRole("heading", { name: "No texts yet" }).waitFor();
            assert.match(await page.locator("#empty-hint").innerText(), /sender.*send a message/s);
            assert.equal(await page.locator("#base").innerText(), emulator.url);
          }),
      );

      await t.step(
        "texts appear live, with status, code in words and segments",
        () =>
          withPage(browser, async (page, emulator) => {
            await text(emulator, "Hey coach!");
            await page.getByRole("button", { name: /Coach Ana.*Hey coach!.*1 unread/s }).click();
            const bubbles = page.locator(".bubble");
            assert.match(await bubbles.first().innerText(), /Hey coach!.*Delivered.*1 segment$/s);
            await text(emulator, "x".repeat(161));
            await bubbles.nth(1).getByText("2 segments").waitFor();
            emulator.setNumber(ANA, { callbackErrorCode: 30003 });
            await text(emulator, "Are you there?");
            const words = "Undelivered: 30003 Unreachable destination handset";
            await bubbles.nth(2).getByText(words).waitFor();
            await text(emulator, "Hi Ben", BEN);
            await page.getByRole("button", { name: /\+1 202 555 0102.*Hi Ben.*1 unread/s })
              .waitFor();
            assert.equal(await page.title(), "(1) Phones");
          }),
      );

      await t.step(
        "Enter sends what was typed, and it is on record",
        () =>
          withPage(browser, async (page, emulator) => {
            await text(emulator, "How did it go?");
            await page.getByRole("button", { name: /Coach Ana/ }).click();
            const box = page.getByRole("textbox", { name: "Reply as this phone" });
            await box.fill("Well");
            await box.press("Shift+Enter");
            await box.pressSequentially("and you?");
            await box.press("Enter");
            await page.locator(".bubble.typed").getByText("Well\nand you?").waitFor();
            assert.equal(await box.inputValue(), "");
            const [record] = emulator.inbound;
            assert.deepEqual([record?.from, record?.to, record?.body], [
              ANA,
              SENDER,
              "Well\nand you?",
            ]);
          }),
      );

      await t.step(
        "STOP shows Twilio's answer and a badge, START takes the badge away",
        () =>
          withPage(browser, async (page, emulator) => {
            await text(emulator, "Hello");
            await page.getByRole("button", { name: /Coach Ana/ }).click();
            await page.getByRole("button", { name: "STOP", exact: true }).click();
            await page.locator("#opted-out").waitFor();
            await page.locator("#phones .badge").waitFor();
            await page.locator(".bubble.automatic").getByText("You have successfully").waitFor();
            assert.ok(emulator.isOptedOut(ANA, SENDER));
            await page.getByRole("button", { name: "START", exact: true }).click();
            await page.locator("#opted-out").waitFor({ state: "hidden" });
            await page.locator("#phones .badge").waitFor({ state: "detached" });
          }),
      );

      await t.step("markup in a text is inert", () =>
        withPage(browser, async (page, emulator) => {
          const evil = "<img src=x onerror=\"alert('boo')\"><script>alert(1)</script>";
          await text(emulator, evil);
          await page.getByRole("button", { name: /Coach Ana/ }).click();
          assert.equal(await page.locator(".bubble .text").innerText(), evil);
          assert.equal(await page.locator(".phone .last").innerText(), evil);
          assert.equal(await page.locator("img, body script").count(), 0);
        }));

      await t.step(
        "a reload shows the same conversation, at the same phone",
        () =>
          withPage(browser, async (page, emulator) => {
            await text(emulator, "One");
            await text(emulator, "Two", BEN);
            await page.getByRole("button", { name: /Coach Ana/ }).click();
            await page.reload();
            await page.getByRole("heading", { name: "Coach Ana" }).waitFor();
            assert.equal(await page.locator(".bubble").count(), 1);
            emulator.reset();
            await page.getByRole("heading", { name: "No texts yet" }).waitFor();
          }),
      );

      await t.step(
        "a webhook that does not take the reply is said",
        () =>
          withReceiver((receiver) =>
            withPage(browser, async (page, emulator) => {
              await text(emulator, "Hello");
              await page.getByRole("button", { name: /Coach Ana/ }).click();
              await page.getByRole("button", { name: "DONE", exact: true }).click();
              const words = "Rundown did not take it. 11200: the webhook answered with HTTP 500";
              await page.getByRole("alert").getByText(words).waitFor();
            }, { inboundWebhookUrl: receiver.url }), () => new Response(null, { status: 500 })),
      );

      await t.step(
        "on a narrow screen the list and the conversation take turns",
        () =>
          withPage(browser, async (page, emulator) => {
            await page.setViewportSize({ width: 360, height: 640 });
            await page.getByRole("heading", { name: "No texts yet" }).waitFor();
            await text(emulator, "Hello");
            await page.getByRole("button", { name: /Coach Ana/ }).click();
            await page.locator("#phones").waitFor({ state: "hidden" });
            await page.getByRole("button", { name: "Back to all phones" }).click();
            await page.locator("#phones").waitFor();
            await page.locator("#thread").waitFor({ state: "hidden" });
            const wide = await page.evaluate("document.documentElement.scrollWidth");
            assert.equal(wide, 360);
          }),
      );
    } finally {
      await browser.close();
    }
  },
});

Deno.test("the page allows nothing from elsewhere", () =>
  withEmulator({}, async (emulator) => {
    for (const path of ["/", "/conversation.css", "/page.css", "/page.js"]) {
      const response = await fetch(emulator.url + path);
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'self';/);
      const body = await response.text();
      assert.doesNotMatch(body, /https?:\/\/|innerHTML|@import/, path);
    }
  }));
