/** Options of a call that has no others. */
export type CallOptions = { readonly signal?: AbortSignal }
