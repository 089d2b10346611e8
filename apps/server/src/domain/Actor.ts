/** Who asks for a change: an API client and what its key may do. */
export type Actor = {
  /** The client's immutable name; `root` for the root key. */
  readonly client: string
  readonly scopes: 'all' | readonly Scope[]
}

/** What an API key may be allowed. */
export type Scope = 'credits:grant' | 'flags:write' | 'users:write'

/** Whoever asks a public operation. */
export const anyone: Actor = { client: 'anyone', scopes: [] }
