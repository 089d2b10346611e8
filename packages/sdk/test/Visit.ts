/** One request that a client has made, in the hands of a test. */
export type Visit = {
  readonly url: URL
  readonly headers: Headers
  /** When it came, on the clock of performance.now(). */
  readonly atMs: number
  /** Whether the client has left. */
  readonly isGone: boolean
  /** Answers with all there is to say. */
  answer(status: number, headers?: Readonly<Record<string, string>>, body?: string): void
  /** Sends parts of a stream, after a head that says 200 if none went before. */
  send(...parts: readonly (string | Uint8Array)[]): void
  /** Ends the answer. */
  end(): void
  /** Breaks the connection, as a network does. */
  cut(): void
}
