/** What went wrong, by who can mend it. */
export type ErrorCode =
  /** The caller's request is wrong. */
  | "bad_request"
  | "method_not_allowed"
  /** The caller did not prove who they are. */
  | "forbidden"
  /** A setting of this installation is missing or malformed. */
  | "configuration"
  /** Twilio did not answer as it should. */
  | "provider"
  /** The database answered with an error. */
  | "database"
  /** The database did not answer. */
  | "database_unreachable";

const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  method_not_allowed: 405,
  forbidden: 403,
  configuration: 500,
  provider: 502,
  database: 500,
  database_unreachable: 503,
};

/**
 * The one error that functions throw on purpose. Its message says what was tried, what was wrong
 * with the quoted value, and what to do; http.ts renders it.
 */
export class RundownError extends Error {
  override name = "RundownError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions & { readonly problems?: readonly string[] } = {},
  ) {
    super(message, options);
    this.problems = options.problems ?? [];
  }

  /** Every single problem, where there can be several. */
  readonly problems: readonly string[];

  get status(): number {
    return STATUS[this.code];
  }
}
