/** A client that follows one balance through whatever happens to it, as a program that knows only the contract would. */
export type Follower = {
  readonly address: string
  /** The latest balance, byte for byte; null before the first. */
  readonly data: string | null
  /** performance.now() at which it came. */
  readonly atMs: number
  /** Whether it was answered in a way that ends a native EventSource for good. */
  readonly over: boolean
  close(): void
}
