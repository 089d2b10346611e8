import { type Audit, auditGrants } from './auditGrants.js'
import type { GrantBook } from './createGrantBook.js'
import { sendGrant } from './sendGrant.js'
import type { Deployment } from './startDeployment.js'

/** How a programme ended. */
export type Closing = {
  /** Grants that were acknowledged in the end. */
  readonly made: number
  /** Grants whose outcome was unknown and that the same key has settled. */
  readonly settled: number
  /** What is wrong, each in words; none when the programme has passed. */
  readonly problems: readonly string[]
  /** For the programme's line: `0 lost, 0 doubled`. */
  readonly verdict: string
}

/**
 * Ends a programme: holds the ledger against the book while outcomes are unknown, settles them by their keys, stops the
 * instances, and holds them against each other again, with every signature that was seen in answers, streams and logs.
 */
export async function closeBook(deployment: Deployment, book: GrantBook): Promise<Closing> {
  const { postgres, balancer, signatures, instances, rootApiKey } = deployment
  const audit = () =>
    auditGrants({
      connectionString: postgres.connectionString,
      grants: book.grants(),
      signatures: signatures.seen(),
    })
  const before = await audit()
  const open = book.grants().filter(({ acked, unknown }) => acked === null && unknown)
  let settled = 0
  for (const { grant } of open) {
    const isSettled = await book.settle(grant, (again) => sendGrant(again, { port: balancer.port, rootApiKey }))
    // Nobody answers any more; the next one would only wait as long.
    if (!isSettled) break
    settled++
  }
  await deployment.stopInstances()
  const after = await audit()

  const acked = book.grants().flatMap((entry) => entry.acked ?? [])
  const problems = [
    ...listProblems('before settling', before),
    ...listProblems('after settling', after),
    ...book.contradictions(),
    ...instances.flatMap((instance) => instance.complaints()),
    ...listUnseen(acked, signatures.seen()),
  ]
  const verdict = Object.entries(after).map(([kind, found]) => `${found.length} ${kind}`)
  return { made: acked.length, settled, problems, verdict: verdict.join(', ') }
}

/** A watch that misses signatures would find no orphans either. */
function listUnseen(bodies: readonly string[], seen: readonly string[]): string[] {
  const known = new Set(seen)
  const signatures = bodies.map((body): string => JSON.parse(body).signature)
  return signatures.filter((signature) => !known.has(signature)).map((signature) => `not seen: ${signature}`)
}

function listProblems(when: string, audit: Audit): string[] {
  return Object.entries(audit).flatMap(([kind, found]) => found.map((what) => `${when}, ${kind}: ${what}`))
}
