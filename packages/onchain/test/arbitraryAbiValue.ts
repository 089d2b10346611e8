import fc from 'fast-check'
import type { AbiParameter } from 'viem'
import { MAX_UINT256 } from '../src/index.js'
import { arbitraryHex } from './arbitraryHex.js'

/** Generates values that viem encodes for a parameter. */
export function arbitraryAbiValue(parameter: AbiParameter): fc.Arbitrary<unknown> {
  const { type } = parameter
  if (type.endsWith('[]'))
    return fc.array(arbitraryAbiValue({ ...parameter, type: type.slice(0, -2) }), { maxLength: 3 })
  if ('components' in parameter) {
    return fc.record(Object.fromEntries(parameter.components.map((each) => [each.name ?? '', arbitraryAbiValue(each)])))
  }
  if (type === 'uint256') return fc.bigInt({ min: 0n, max: MAX_UINT256 })
  if (type === 'bool') return fc.boolean()
  if (type === 'string') return fc.string({ unit: 'grapheme', maxLength: 80 })
  if (type === 'address') return arbitraryHex(20)
  if (type === 'bytes') return fc.nat({ max: 100 }).chain(arbitraryHex)
  return arbitraryHex(Number(type.slice('bytes'.length)))
}
