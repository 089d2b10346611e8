/** A command cannot go on. The message is for the operator: what happened and what to do; it is printed without a stack. */
export class CommandError extends Error {
  override name = 'CommandError'
}
