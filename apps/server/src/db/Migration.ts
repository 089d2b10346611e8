/** One change of the schema: what it does and how it is undone, in SQL. Never edited after it has landed. */
export type Migration = {
  /** Number and subject; knex records it. */
  readonly name: string
  readonly up: string
  readonly down: string
}
