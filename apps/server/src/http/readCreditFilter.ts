import type { operations } from '@credits-server/contract'
import type { CreditFilter } from '../ledger/creditFilter.js'
import { readAddress } from './readAddress.js'
import { readMoment } from './readMoment.js'

type Query = NonNullable<operations['exportCredits']['parameters']['query']>

/** Reads the filters of listCredits and exportCredits. */
export function readCreditFilter(query: Query): CreditFilter {
  const { address, seasonId, goalId, issuer, signer, state, createdFrom, createdTo, expiresFrom, expiresTo } = query
  return {
    ...(address === undefined ? {} : { address: readAddress(address) }),
    ...(seasonId === undefined ? {} : { seasonId }),
    ...(goalId === undefined ? {} : { goalId }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(signer === undefined ? {} : { signer: readAddress(signer) }),
    ...(state === undefined ? {} : { state }),
    ...(createdFrom === undefined ? {} : { createdFrom: readMoment(createdFrom) }),
    ...(createdTo === undefined ? {} : { createdTo: readMoment(createdTo) }),
    ...(expiresFrom === undefined ? {} : { expiresFrom: readMoment(expiresFrom) }),
    ...(expiresTo === undefined ? {} : { expiresTo: readMoment(expiresTo) }),
  }
}
