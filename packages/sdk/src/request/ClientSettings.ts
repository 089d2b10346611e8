/** Headers of every request, or a function that gives them anew each time. */
export type HeadersOption =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

/** Where the SDK says what it does; `console` fits. */
export type Logger = {
  debug(message: string, fields: Readonly<Record<string, unknown>>): void
  warn(message: string, fields: Readonly<Record<string, unknown>>): void
}

/** How safe calls, and calls with a key, are repeated. */
export type RetryOptions = {
  /** How often a call is tried in all; 1 turns repetition off. Default 4. */
  readonly tries?: number
  /** Bound of the first wait, which is random and doubles each time. Default 300. */
  readonly firstDelayMs?: number
  /** Bound of all waits, except what the server asks for with Retry-After. Default 10,000. */
  readonly mostDelayMs?: number
}

export type CreditsClientOptions = {
  /** Where the server is, such as `https://credits.decentraland.org`. */
  readonly baseUrl: string
  /** Used for every request; the runtime's own by default. */
  readonly fetch?: typeof fetch
  /** Sent with every request. */
  readonly headers?: HeadersOption
  /** Time for one try, to the last byte of its answer. Default 10,000. */
  readonly timeoutMs?: number
  /** Time for all tries of one call together. Default 30,000. */
  readonly totalTimeoutMs?: number
  readonly retry?: RetryOptions
  readonly logger?: Logger
}

/** The options with their defaults. */
export type ClientSettings = {
  readonly baseUrl: string
  readonly fetch: typeof fetch
  readonly headers: () => Promise<Readonly<Record<string, string>>>
  readonly timeoutMs: number
  readonly totalTimeoutMs: number
  readonly retry: Required<RetryOptions>
  readonly logger: Logger | undefined
}

/** Fills in what was left out. */
export function readSettings(options: CreditsClientOptions): ClientSettings {
  const { baseUrl, headers = {}, timeoutMs = 10_000, totalTimeoutMs = 30_000, retry, logger } = options
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    // Called as nobody's method: a browser's own fetch refuses to be one.
    fetch: (input, init) => (options.fetch ?? globalThis.fetch)(input, init),
    headers: async () => (typeof headers === 'function' ? headers() : headers),
    timeoutMs,
    totalTimeoutMs,
    retry: { tries: 4, firstDelayMs: 300, mostDelayMs: 10_000, ...retry },
    logger,
  }
}
