import type { RoleAnswer, SignerPlace } from './askSignerRole.js'

/** What is wrong with a signer, and what to do about it. */
export type RoleProblem = { readonly problem: string; readonly remedy: string }

/** Explains why the contract does not accept what a signer signs; null where it does, or where nobody knows. */
export function explainRole(answer: RoleAnswer, { address, chainId, contract }: SignerPlace): RoleProblem | null {
  switch (answer.state) {
    case 'missing':
      return {
        problem: `${address} does not hold CREDITS_SIGNER_ROLE of ${contract}, which refuses all that it signs.`,
        remedy: 'Grant it the role, or correct SIGNER_PRIVATE_KEY or CREDITS_MANAGER_ADDRESS.',
      }
    case 'noContract':
      return {
        problem: `There is no CreditsManager at ${contract} on chain ${chainId}.`,
        remedy: 'Correct CREDITS_MANAGER_ADDRESS or CHAIN_ID.',
      }
    case 'otherChain':
      return {
        problem: `The node of RPC_URL is one of chain ${answer.chainId}, and credits are signed for chain ${chainId}.`,
        remedy: 'Correct RPC_URL or CHAIN_ID.',
      }
    default:
      return null
  }
}
