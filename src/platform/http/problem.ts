/** One field at fault: where it is (RFC 6901 pointer into the body, or `?name` for a query parameter), why, and a sentence. */
export interface FieldFault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** What happened in this case and what to do about it, for the person who reads it. */
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  /** Members beyond those of RFC 9457, for example the transitions that are allowed now. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A failure that is answered to the caller as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: string,
    readonly status: number,
    readonly title: string,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? title, { cause: options.cause });
  }

  /** The body of the answer; `instance` is the path that was asked for. */
  body(instance: string, requestId: string): Record<string, unknown> {
    return {
      type: problemType(this.code),
      title: this.title,
      status: this.status,
      detail: this.options.detail ?? this.title,
      instance,
      code: this.code,
      requestId,
      ...(this.options.errors ? { errors: this.options.errors } : {}),
      ...this.options.extra,
    };
  }
}

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every kind of problem that the program can answer, by code; filled as the modules load, read by the documentation. */
export const problemCatalogue = new Map<string, ProblemKind>();

/** The `type` of a problem: the address of the page that explains it. */
export function problemType(code: string): string {
  return `/api/problems/${code}`;
}

/**
 * Declares a module's closed list of problems and answers one maker per code, so that a problem cannot be thrown
 * without being in the list. Codes are unique over the whole program.
 */
export function defineProblems<const T extends Record<string, ProblemKind>>(
  kinds: T,
): { [K in keyof T]: (options?: ProblemOptions | string) => Problem } {
  const makers = {} as { [K in keyof T]: (options?: ProblemOptions | string) => Problem };
  for (const name of Object.keys(kinds) as (keyof T & string)[]) {
    const code = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (problemCatalogue.has(code)) throw new Error(`the problem "${code}" is declared twice`);
    const kind = kinds[name]!;
    problemCatalogue.set(code, kind);
    makers[name] = (options = {}) =>
      new Problem(code, kind.status, kind.title, typeof options === 'string' ? { detail: options } : options);
  }
  return makers;
}

/** Problems that any route can answer. */
export const httpProblems = defineProblems({
  malformedRequest: { status: 400, title: 'The request cannot be read' },
  unknownField: { status: 400, title: 'The request has a field that does not exist' },
  notSignedIn: { status: 401, title: 'Sign-in is needed' },
  notAllowed: { status: 403, title: 'This is not among your rights' },
  notFound: { status: 404, title: 'There is no such thing' },
  methodNotAllowed: { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'This conflicts with what is there' },
  versionIsStale: { status: 412, title: 'Somebody changed this in the meantime' },
  tooLarge: { status: 413, title: 'The request is too large' },
  mediaTypeNotSupported: { status: 415, title: 'This media type is not understood here' },
  againstTheRules: { status: 422, title: 'Some fields are not as they must be' },
  idempotencyKeyReused: { status: 422, title: 'This Idempotency-Key was used with another request' },
  versionIsMissing: { status: 428, title: 'The version that you change is missing' },
  tooManyRequests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available for the moment' },
});
