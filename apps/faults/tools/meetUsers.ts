import type { GrantBook } from './createGrantBook.js'
import type { Grants } from './createGrants.js'
import { sendGrant } from './sendGrant.js'
import type { Deployment } from './startDeployment.js'

/** Grants until every user is known, so that no later read may say 404. */
export async function meetUsers({ balancer, rootApiKey }: Deployment, book: GrantBook, grants: Grants): Promise<void> {
  for (const address of grants.users) {
    await book.settle({ ...grants.next(), address }, (grant) => sendGrant(grant, { port: balancer.port, rootApiKey }))
  }
}
