import { createHmac } from "node:crypto";

/**
 * The `X-Twilio-Signature` of a form-encoded webhook: base64 of the HMAC-SHA1, keyed with the
 * account's auth token, over the URL followed by every parameter's name and value, parameters
 * sorted by name in code-unit order.
 *
 * `url` is signed as configured: query and port stay, the fragment and `user:password@` do not
 * count. Source: Twilio docs, "Webhooks security".
 */
export function signWebhook(
  authToken: string,
  url: string,
  params: Readonly<Record<string, string | readonly string[]>>,
): string {
  let data = url.replace(/#.*$/s, "").replace(/^(https?:\/\/)[^/?#@]*@/i, "$1");
  for (const name of Object.keys(params).sort()) {
    const value = params[name] ?? "";
    const values = typeof value === "string" ? [value] : [...new Set(value)].sort();
    for (const each of values) data += name + each;
  }
  return createHmac("sha1", authToken).update(data, "utf8").digest("base64");
}
