/** Keys of the local stack. Public on purpose: they open nothing but a stack on this machine. */
export const LOCAL_KEYS = {
  publishable: "sb_publishable_local_rundown",
  secret: "sb_secret_local_rundown",
  cron: "sb_secret_local_rundown_cron",
  jwtSecret: "a-secret-of-the-local-stack-and-of-nothing-else",
  twilioAccountSid: "AC00000000000000000000000000000000",
  twilioAuthToken: "a-token-of-the-local-emulator-only",
  twilioPhoneNumber: "+12025550100",
} as const;
