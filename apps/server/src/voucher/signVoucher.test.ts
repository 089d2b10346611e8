import type { Hex } from '@credits-server/onchain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryAddress } from '../../../../packages/onchain/test/arbitraryAddress.js'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { openAllowance } from '../../test/createTestIssuance.js'
import { demoSignerKey } from '../config/demoSignerKey.js'
import { createLocalSigner } from './createLocalSigner.js'
import { creditId } from './creditId.js'
import { Permit } from './Permit.js'
import { signVoucher } from './signVoucher.js'

/** Two processes with one key. */
const signers = [createLocalSigner(demoSignerKey as Hex), createLocalSigner(demoSignerKey as Hex)] as const
const contract = '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5' as never

const key = fc.stringMatching(/^[!-~]{1,255}$/)
/** Whatever a credit is named by: a key, an item of a batch, a goal of a user in a period. */
const reference = fc.oneof(
  key.map((text) => `idem:${text}`),
  fc.tuple(key, fc.nat(9_999)).map(([text, index]) => `batch:${text}:${index}`),
  fc
    .tuple(arbitraryAddress(), fc.stringMatching(/^[a-z0-9-]{1,64}$/))
    .map(([user, id]) => `goal:${user}:${id}:season:5`),
)
const name = fc.record({ issuer: fc.stringMatching(/^[a-z0-9-]{1,64}$/), reference })
const terms = fc.record({
  user: arbitraryAddress(),
  valueWei: fc.bigInt(1n, 2n ** 256n - 1n),
  expiresAtSeconds: fc.integer({ min: 1, max: 253_402_300_799 }),
})

describe('signVoucher', () => {
  test('A5: of one issuer, reference and terms it is one voucher, whoever signs it and how often; of another, another', async () => {
    await fc.assert(
      fc.asyncProperty(name, name, terms, async (one, other, of) => {
        fc.pre(one.issuer !== other.issuer || one.reference !== other.reference)
        const sign = ({ issuer, reference }: typeof one, signer: (typeof signers)[number]) =>
          signVoucher(
            { creditId: creditId(issuer, reference), ...of },
            { chainId: 137, contract, signer },
            new Permit(openAllowance, { ...of, wei: of.valueWei, at: null }),
          )
        const [first, again, another] = await Promise.all([
          sign(one, signers[0]),
          sign(one, signers[1]),
          sign(other, signers[0]),
        ])
        expect(again).toEqual(first)
        expect([another.salt === first.salt, another.hash === first.hash]).toEqual([false, false])
      }),
      { numRuns: fuzzRuns(500) },
    )
  })
})
