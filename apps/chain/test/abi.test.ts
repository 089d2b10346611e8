import { readFileSync } from 'node:fs'
import { creditsManagerAbi } from '@credits-server/onchain'
import type { Abi, AbiParameter } from 'viem'
import { describe, expect, test } from 'vitest'
import { creditsVerifierAbi } from '../src/generated/CreditsVerifier.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

type Named = Exclude<Abi[number], { type: 'constructor' | 'fallback' | 'receive' }>
const named = (abi: Abi) => abi.filter((each): each is Named => 'name' in each)
/** What decides how it is encoded and decoded; the names of a function's own arguments do not, those within a struct do. */
const essence = (each: Named) => ({
  name: each.name,
  type: each.type,
  inputs: each.inputs.map((input) => parameter(input, each.type !== 'function')),
  ...(each.type === 'function'
    ? { stateMutability: each.stateMutability, outputs: each.outputs.map((output) => parameter(output, false)) }
    : {}),
})
function parameter(given: AbiParameter, withName: boolean): object {
  const { type, name, indexed = false } = given as AbiParameter & { readonly indexed?: boolean | undefined }
  const components = 'components' in given ? given.components.map((component) => parameter(component, true)) : []
  return { type, indexed, components, ...(withName ? { name } : {}) }
}
const text = (each: Named) => JSON.stringify(essence(each))

const real = named(creditsManagerAbi as Abi)
const ours = named(creditsVerifierAbi as Abi)

describe('the interface of CreditsVerifier', () => {
  test('behavior: everything it has, the real contract has just so', () => {
    const known = new Set(real.map(text))
    expect(ours.filter((each) => !known.has(text(each))).map(essence)).toEqual([])
  })

  test('behavior: what it lacks is what the README says', () => {
    const known = new Set(ours.map(text))
    // Error and Panic are the language's own: whatever is compiled has them, and no compiler lists them.
    const missing = real.filter((each) => !known.has(text(each)) && !['Error', 'Panic'].includes(each.name))
    expect(missing.length).toBeGreaterThan(20)
    expect(missing.filter(({ name }) => !readme.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([])
  })
})
