import { bytesToHex } from '@noble/hashes/utils.js'
import { type AbiType, type AbiValue, isDynamic, isList } from './AbiType.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'
import { MAX_UINT256 } from './maxUint256.js'

/**
 * Encodes a value as `abi.encode` does, to hex digits without `0x`.
 *
 * **Shape:** of a struct, its members, as the arguments of a call are; whoever passes a struct as one argument wraps it in one.
 * `name` says in errors what it is. Of texts and booleans there are none in what this package sends.
 * **Errors:** `RangeError` when a value does not fit its type, naming it: `credits[1].salt`.
 * **Source:** Solidity's contract ABI specification.
 */
export function encodeAbi<Type extends AbiType>(type: Type, value: AbiValue<Type, Hex>, name: string): string {
  return encode(type, value, name)
}

// What `AbiValue` has checked above is taken as it is below: the compiler cannot follow it through the recursion.
function encode(type: AbiType, value: unknown, name: string): string {
  if (isList(type)) {
    const list = value as readonly unknown[]
    const members = list.map((each, index): Member => [type[0], each, `${name}[${index}]`])
    return uintWord(BigInt(list.length), name) + encodeMembers(members)
  }
  if (typeof type !== 'string') {
    const struct = value as { readonly [member: string]: unknown }
    const prefix = name === '' ? '' : `${name}.`
    return encodeMembers(Object.entries(type).map(([key, each]): Member => [each, struct[key], prefix + key]))
  }
  if (type === 'uint256') return uintWord(value as bigint, name)
  if (type === 'address') return bytesToHex(fixedBytes(value as Hex, 20, name)).padStart(64, '0')
  if (type === 'bytes4') return bytesToHex(fixedBytes(value as Hex, 4, name)).padEnd(64, '0')
  if (type === 'bytes32') return bytesToHex(fixedBytes(value as Hex, 32, name))
  const digits = bytesToHex(fixedBytes(value as Hex, Math.floor((value as Hex).length / 2) - 1, name))
  return uintWord(BigInt(digits.length / 2), name) + digits.padEnd(Math.ceil(digits.length / 64) * 64, '0')
}

type Member = readonly [type: AbiType, value: unknown, name: string]

/** [spec] First the heads, in which what is dynamic has its offset from the start of the heads; then the tails. */
function encodeMembers(members: readonly Member[]): string {
  const encoded = members.map(([type, value, name]) => ({
    dynamic: isDynamic(type),
    digits: encode(type, value, name),
  }))
  let tailAt = encoded.reduce((sum, { dynamic, digits }) => sum + (dynamic ? 64 : digits.length), 0) / 2
  let heads = ''
  let tails = ''
  for (const { dynamic, digits } of encoded) {
    heads += dynamic ? uintWord(BigInt(tailAt), 'offset') : digits
    if (!dynamic) continue
    tails += digits
    tailAt += digits.length / 2
  }
  return heads + tails
}

function uintWord(value: bigint, name: string): string {
  if (typeof value !== 'bigint' || value < 0n || value > MAX_UINT256) {
    throw new RangeError(`${name} must be a bigint of at least 0 and below 2^256.`)
  }
  return value.toString(16).padStart(64, '0')
}
