import type { ErrorCode } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import {
  ask,
  expectError,
  expectFlagged,
  expectNothingGivenAway,
  insertUser,
  origin,
  readsOf,
  send,
} from './badInputTools.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const fresh = demoUsers.fresh.address
const flagged = demoUsers.flagged.address
const unknown = `0x${'a5'.repeat(20)}`
const optedOut = `0x${'0d'.repeat(20)}` as Address
const flaggedUnknown = `0x${'f1'.repeat(20)}` as Address
const flaggedOptedOut = `0x${'f2'.repeat(20)}` as Address

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  await insertUser(server, optedOut, { optedOut: true })
  await insertUser(server, flaggedUnknown, { known: false, flag: 'One person.' })
  await insertUser(server, flaggedOptedOut, { optedOut: true, flag: 'Two persons.' })
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

const [credits, stream, credit] = readsOf(fresh)
const [badCredits, badStream, badCredit, badEntries] = readsOf('0X')
const [flaggedCredits, flaggedStream, flaggedCredit, flaggedEntries] = readsOf(flagged)

const garbage = 'no header'
const tooMany = Array<string>(70).fill('a:')
const tooLarge = `X: ${'x'.repeat(9_000)}`
const badHost = 'Host: a@b'
const long = `?${'x'.repeat(3_000)}`
const html = 'Accept: text/html'
const json = 'Accept: application/json'
const any = 'If-None-Match: *'

type Case = [breaks: string, request: [method: string, path: string, ...headers: string[]], first: number | ErrorCode]

/** The checks in their order, each beside the next one that a request can fail as well. */
const adjacent: Case[] = [
  // What could not be parsed comes before all; within it, what is wrong with the syntax before what is too large.
  ['a malformed head and a head too large', ['GET', credits, garbage, tooLarge], 'MALFORMED_REQUEST'],
  ['a malformed head and Host', ['GET', credits, badHost, garbage], 'MALFORMED_REQUEST'],
  ['a head too large and Host', ['GET', credits, badHost, tooLarge], 'HEADERS_TOO_LARGE'],
  ['a head too large and an unknown path', ['GET', '/nowhere', tooLarge], 'HEADERS_TOO_LARGE'],
  ['too many lines and a long URL', ['GET', credits + long, ...tooMany], 'HEADERS_TOO_LARGE'],
  ['too many lines and Host', ['GET', credits, badHost, ...tooMany], 'HEADERS_TOO_LARGE'],
  ['a long URL and Host', ['GET', credits + long, badHost], 'URI_TOO_LONG'],
  ['a long URL and an unknown path', ['GET', `/nowhere${long}`], 'URI_TOO_LONG'],
  ['a long URL and OPTIONS', ['OPTIONS', credits + long], 'URI_TOO_LONG'],
  ['a fragment and Host', ['GET', `${credits}#`, badHost], 'MALFORMED_REQUEST'],
  ['Host and Expect', ['GET', credits, badHost, 'Expect: x'], 'INVALID_HOST'],
  ['Host and an unknown path', ['GET', '/nowhere', badHost], 'INVALID_HOST'],
  ['Host and OPTIONS', ['OPTIONS', credits, badHost], 'INVALID_HOST'],
  ['Host and OPTIONS *', ['OPTIONS', '*', badHost], 'INVALID_HOST'],
  ['Host and the method', ['PUT', credits, badHost], 'INVALID_HOST'],
  ['Host and the address', ['GET', badStream, badHost], 'INVALID_HOST'],
  ['Expect and an unknown path', ['GET', '/nowhere', 'Expect: x'], 'EXPECTATION_FAILED'],
  ['an unknown path and OPTIONS', ['OPTIONS', '/nowhere'], 'NOT_FOUND'],
  ['an unknown path and a preflight', ['OPTIONS', '/nowhere', 'Access-Control-Request-Method: GET'], 'NOT_FOUND'],
  ['an unknown path and the method', ['PUT', '/nowhere'], 'NOT_FOUND'],
  ['an unknown path and Accept', ['GET', `${credits}/`, html], 'NOT_FOUND'],
  ['an unknown path and a broken segment', ['GET', '/users/%zz/nothing'], 'NOT_FOUND'],
  ['an unknown path and a flagged user', ['GET', `${flaggedCredits}/`], 'NOT_FOUND'],
  ['OPTIONS and Accept', ['OPTIONS', credits, html], 204],
  ['OPTIONS and the address', ['OPTIONS', badStream], 204],
  ['OPTIONS and a broken segment', ['OPTIONS', '/users/%zz/credits'], 204],
  ['OPTIONS and a flagged user', ['OPTIONS', flaggedCredits], 204],
  ['the method and Accept', ['PUT', credits, html], 'METHOD_NOT_ALLOWED'],
  ['the method and Accept of the stream', ['POST', stream, json], 'METHOD_NOT_ALLOWED'],
  ['the method and the address', ['DELETE', badCredit], 'METHOD_NOT_ALLOWED'],
  ['the method and a broken segment', ['PATCH', '/users/%zz/credits'], 'METHOD_NOT_ALLOWED'],
  ['the method and a flagged user', ['POST', flaggedStream], 'METHOD_NOT_ALLOWED'],
  ['Accept and the address', ['GET', badCredits, html], 'NOT_ACCEPTABLE'],
  ['Accept of the stream and the address', ['GET', badStream, json], 'NOT_ACCEPTABLE'],
  ['Accept and the credit id', ['GET', `${credits}/x`, html], 'NOT_ACCEPTABLE'],
  ['Accept and a broken segment', ['GET', '/users/%zz/credits', html], 'NOT_ACCEPTABLE'],
  ['Accept and the filter', ['GET', `${credits}?status=x`, html], 'NOT_ACCEPTABLE'],
  ['Accept and a flagged user', ['GET', flaggedCredits, html], 'NOT_ACCEPTABLE'],
  ['Accept of the stream and an unknown user', ['GET', readsOf(unknown)[1], json], 'NOT_ACCEPTABLE'],
  ['a broken segment and the filter', ['GET', '/users/%zz/credits?status=x', any], 'MALFORMED_PATH'],
  ['the address and the filter', ['GET', `${badCredits}?status=x`, any], 'INVALID_ADDRESS'],
  ['the address and a filter given twice', ['GET', `${badCredits}?status=x&status=y`], 'INVALID_ADDRESS'],
  ['the address and the credit id', ['GET', `${badCredits}/x`], 'INVALID_ADDRESS'],
  ['the address and the limit', ['GET', `${badEntries}?limit=0`], 'INVALID_ADDRESS'],
  ['the address and the cursor', ['GET', `${badEntries}?cursor=x`], 'INVALID_ADDRESS'],
  ['the limit and the cursor', ['GET', `${flaggedEntries}?cursor=x&limit=0`], 'INVALID_LIMIT'],
  ['the cursor and a flagged user', ['GET', `${flaggedEntries}?cursor=x`], 'INVALID_CURSOR'],
  ['the cursor and an unknown user', ['GET', `${readsOf(unknown)[3]}?cursor=x`], 'INVALID_CURSOR'],
  ['the filter and a flagged user', ['GET', `${flaggedCredits}?status=x`], 'INVALID_STATUS'],
  ['a filter given twice and a flagged user', ['GET', `${flaggedCredits}?status=x&status=x`], 'DUPLICATE_PARAMETER'],
  ['the filter and an unknown user', ['GET', `${readsOf(unknown)[0]}?status=x`, any], 'INVALID_STATUS'],
  ['the credit id and a flagged user', ['GET', `${flaggedCredits}/x`], 'INVALID_CREDIT_ID'],
  ['the credit id and an unknown user', ['GET', `${readsOf(unknown)[0]}/x`], 'INVALID_CREDIT_ID'],
  ['flagged and unknown', ['GET', readsOf(flaggedUnknown)[0]], 'USER_FLAGGED'],
  ['flagged and unknown, the stream', ['GET', readsOf(flaggedUnknown)[1], 'Last-Event-ID: x'], 'USER_FLAGGED'],
  ['flagged and opted out', ['GET', readsOf(flaggedOptedOut)[0]], 'USER_FLAGGED'],
  ['flagged and opted out, the stream', ['GET', readsOf(flaggedOptedOut)[1]], 'USER_FLAGGED'],
  ['flagged and opted out, the history', ['GET', readsOf(flaggedOptedOut)[3]], 'USER_FLAGGED'],
  ['flagged and If-None-Match', ['GET', flaggedCredits, any], 'USER_FLAGGED'],
  ['flagged and no such credit', ['GET', flaggedCredit], 'USER_FLAGGED'],
  ['unknown and If-None-Match', ['GET', readsOf(unknown)[0], any], 'USER_NOT_FOUND'],
  ['opted out and If-None-Match', ['GET', readsOf(optedOut)[0], any], 'USER_NOT_FOUND'],
  ['unknown and no such credit', ['GET', readsOf(unknown)[2]], 'USER_NOT_FOUND'],
  ['opted out and no such credit', ['GET', readsOf(optedOut)[2]], 'USER_NOT_FOUND'],
  ['no such credit and If-None-Match', ['GET', credit, any], 'CREDIT_NOT_FOUND'],
  ['If-None-Match and a filter', ['GET', `${credits}?status=AVAILABLE`, any], 304],
]

test.each(adjacent)('order of checks: %s', async (_, [method, path, ...headers], first) => {
  const lines = headers.some((line) => line.startsWith('Host')) ? headers : ['Host: localhost', ...headers]
  const answer = await send(server, [`${method} ${path} HTTP/1.1`, `Origin: ${origin}`, 'Connection: close', ...lines])
  if (typeof first === 'number') {
    expect({ status: answer.status, body: answer.body }).toEqual({ status: first, body: '' })
    return
  }
  if (first === 'USER_FLAGGED') return expectFlagged(answer)
  const unparsed = headers.includes(garbage) || headers.includes(tooLarge)
  const { details } = JSON.parse(answer.body)
  expectError(answer, first, { parsed: !unparsed, details })
})

test('order of checks: with nothing wrong a read is 200', async () => {
  expect((await ask(server, 'GET', credits)).status).toBe(200)
})
