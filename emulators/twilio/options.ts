import type { TwilioEmulatorOptions } from "./interface.ts";
import { isPlausibleE164 } from "./phone-numbers.ts";

/** Throws a TypeError that names every option that is wrong, with its value. */
export function checkOptions(options: TwilioEmulatorOptions): void {
  const { port = 0, accountSid, authToken, senders = [], messagingServices = {} } = options;
  const { advancedOptOut = {}, inboundWebhookUrl, inboundFallbackUrl, labels = {} } = options;
  const problems: string[] = [];
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`port ${port} must be a whole number from 0 to 65535`);
  }
  if (!/^AC[0-9a-fA-F]{32}$/.test(accountSid)) {
    problems.push(`accountSid "${accountSid}" must be AC and 32 hexadecimal digits`);
  }
  if (authToken === "") problems.push('authToken "" must not be empty');
  for (const sid of Object.keys(messagingServices)) {
    if (!/^MG[0-9a-fA-F]{32}$/.test(sid)) {
      problems.push(`messaging service "${sid}" must be MG and 32 hexadecimal digits`);
    }
  }
  for (const sid of Object.keys(advancedOptOut).filter((each) => !(each in messagingServices))) {
    problems.push(`advancedOptOut names "${sid}", which is none of the messagingServices`);
  }
  const numbers = [senders, ...Object.values(messagingServices), Object.keys(labels)].flat();
  for (const number of numbers.filter((each) => !isPlausibleE164(each))) {
    problems.push(`"${number}" must be a number in E.164, like +12025550101`);
  }
  for (const [name, url] of Object.entries({ inboundWebhookUrl, inboundFallbackUrl })) {
    if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
      problems.push(`${name} "${url}" must begin with http:// or https://`);
    }
  }
  if (problems.length > 0) {
    throw new TypeError(`Could not start the Twilio emulator: ${problems.join("; ")}.`);
  }
}
