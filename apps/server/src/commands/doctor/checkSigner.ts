import { type Hex, recoverCreditSigner } from '@credits-server/onchain'
import type { Config } from '../../config/parseConfig.js'
import { createLocalSigner } from '../../voucher/createLocalSigner.js'
import { loadNativeSecp256k1 } from '../../voucher/loadNativeSecp256k1.js'
import { type Finding, ok, problem, warning } from './Finding.js'

const check = 'signer'

/** Signs a hash and recovers who signed it. Whether the address holds the role is a question for the chain. */
export async function checkSigner({ signerPrivateKey }: Pick<Config, 'signerPrivateKey'>): Promise<Finding[]> {
  const signer = createLocalSigner(signerPrivateKey)
  const hash: Hex = `0x${'5a'.repeat(32)}`
  const recovered = recoverCreditSigner(hash, await signer.sign(hash))
  if (recovered !== signer.address) {
    return [
      problem(check, `it signs as ${recovered} and not as ${signer.address}`, 'Report this; nothing may be granted.'),
    ]
  }
  const found = [ok(check, `${signer.address}; it must hold CREDITS_SIGNER_ROLE of the CreditsManager`)]
  if (loadNativeSecp256k1() !== null) return found
  const slow = 'the native curve is not installed; signing is several times slower'
  return [...found, warning(check, slow, 'Install the optional dependency secp256k1 where its build runs.')]
}
