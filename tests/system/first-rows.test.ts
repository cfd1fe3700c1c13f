/**
 * Whoever calls a stack first may call it many times at once: as an app does, and Twilio after a
 * restart.
 */
import assert from "node:assert/strict";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { withWorld } from "./world.ts";

Deno.test("the first sixteen requests for rows come at once, and each is answered", () =>
  withWorld({}, async ({ apiUrl }) => {
    const statuses = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const response = await fetch(`${apiUrl}/rest/v1/users?select=id`, {
          headers: { apikey: LOCAL_KEYS.secret, authorization: `Bearer ${LOCAL_KEYS.secret}` },
        });
        await response.body?.cancel();
        return response.status;
      }),
    );
    assert.deepEqual([...new Set(statuses)], [200]);
  }));
