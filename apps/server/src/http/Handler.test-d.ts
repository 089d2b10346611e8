// Compiled by `check`: each line below `@ts-expect-error` must be an error, or the binding has a hole.
import type { Balance, JsonText } from '@credits-server/contract'
import type { JsonBytes } from '../balance/JsonBytes.js'
import type { StreamFeed } from '../stream/StreamFeed.js'
import type { Handler, HandlerTable, OperationAnswer } from './Handler.js'

declare const balance: Balance
declare const balanceText: JsonText<Balance>
declare const balanceBytes: JsonBytes<Balance>
declare const otherText: JsonText<{ id: string }>
declare const table: HandlerTable
declare const events: StreamFeed

// What the contract declares compiles, as a value and as text or bytes that are serialised already.
export const value: Handler<'getCredits'> = () => ({ status: 200, type: 'application/json', body: balance })
export const text: Handler<'getCredits'> = async () => ({ status: 200, type: 'application/json', body: balanceText })
export const bytes: Handler<'getCredits'> = async () => ({ status: 200, type: 'application/json', body: balanceBytes })
export const notModified: Handler<'getCredits'> = () => ({ status: 304, headers: { ETag: '"a"' } })
export const declaredError: Handler<'getCredits'> = () => ({
  status: 404,
  type: 'application/json',
  body: { error: 'e' },
})
export const stream: Handler<'getCreditsStream'> = () => ({ status: 200, type: 'text/event-stream', body: events })
export const input: Handler<'getCredits'> = ({ path, query, headers }) => {
  const address: string = path.address
  const status: 'AVAILABLE' | 'PARTIALLY_USED' | undefined = query.status
  const tag: string | undefined = headers['If-None-Match']
  return { status: 304, headers: { ETag: `${address}${status}${tag}` } }
}

const json = { type: 'application/json' } as const

// @ts-expect-error a status that the contract does not declare
export const undeclared: Handler<'getCredits'> = () => ({ ...json, status: 201, body: balance })

// @ts-expect-error a status that another operation declares
export const foreignStatus: Handler<'getCredits'> = () => ({ ...json, status: 410, body: { error: 'e' } })

// @ts-expect-error a body without a required property
export const missing: Handler<'getCredits'> = () => ({ ...json, status: 200, body: { credits: [] } })

// @ts-expect-error a property of another type
export const wrong: Handler<'getCredits'> = () => ({ ...json, status: 200, body: { ...balance, totalCredits: '0' } })

// @ts-expect-error an error's body where the balance belongs
export const foreignBody: Handler<'getCredits'> = () => ({ ...json, status: 200, body: { error: 'e' } })

// @ts-expect-error text that was serialised from another type
export const foreignText: Handler<'getCredits'> = () => ({ ...json, status: 200, body: otherText })

// @ts-expect-error text that was serialised from nobody knows what
export const plainText: Handler<'getCredits'> = () => ({ ...json, status: 200, body: '{}' })

// @ts-expect-error another media type
export const otherType: Handler<'getCredits'> = () => ({ status: 200, type: 'text/html', body: '' })

// @ts-expect-error a stream where JSON is declared
export const notAStream: Handler<'getCredits'> = () => ({ status: 200, type: 'text/event-stream', body: events })

// A property that the contract does not have is an error where the answer's type is written down. In a function that is
// only typed from outside TypeScript lets it pass; there the check of answers in tests and development refuses it.
export const invented: OperationAnswer<'getCredits'> = {
  status: 200,
  type: 'application/json',
  // @ts-expect-error bonus is not in the contract
  body: { credits: [], totalCredits: 0, bonus: 1 },
}

// @ts-expect-error an input that the contract does not have
export const inventedInput: Handler<'getCredits'> = ({ query }) => ({ status: 304, headers: { ETag: query.sort } })

// A table without one of its handlers, or with one that is not in the contract.
const { getCredits: _, ...withoutGetCredits } = table
// @ts-expect-error getCredits is missing
export const incomplete: HandlerTable = withoutGetCredits
// @ts-expect-error getEverything is not in the contract
export const overfull: HandlerTable = { ...table, getEverything: value }
// @ts-expect-error a handler of another operation
export const swapped: HandlerTable = { ...table, getCredits: table.getCredit }
