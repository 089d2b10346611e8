import { claimCredits } from '../../domain/claimCredits.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

/** Answers claimCredits: the claimed credits with their signatures. */
export function createClaimCredits(deps: Parameters<typeof claimCredits>[0]): Handler<'claimCredits'> {
  return async function answerClaimCredits({ path, body }, { actor }) {
    const claim = await claimCredits(deps, { actor, address: readAddress(path.address), creditIds: body.creditIds })
    return { status: 200, type: 'application/json', body: claim }
  }
}
