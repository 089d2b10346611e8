/** Where the text of a long answer comes from: pulled, so that nothing is made that the client does not take. */
export type TextFeed = {
  /** Returns the next piece, null at the end. */
  next(): Promise<string | null>
  /** Gives back what is held for it, whether it is over or not. */
  close(): Promise<void>
}
