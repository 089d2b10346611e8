import { bytesToHex, bytesToUtf8 } from '@noble/hashes/utils.js'
import { type AbiType, type AbiValue, isDynamic, isList } from './AbiType.js'

/**
 * Decodes what `abi.encode` has encoded.
 *
 * **Shape:** addresses and bytes in lower-case. What stands behind the encoding is not looked at.
 * **Errors:** `RangeError` when the bytes are no encoding of that type.
 * **Source:** Solidity's contract ABI specification.
 */
export function decodeAbi<Type extends AbiType>(type: Type, data: Uint8Array): AbiValue<Type> {
  // Bytes from a node may be anybody's. An encoding reads each byte once at most, so one whose offsets point at the same
  // place again and again, to make gigabytes of a few kilobytes, comes to its end here.
  let unread = data.length

  function take(at: number, length: number): Uint8Array {
    unread -= length
    if (at + length > data.length || unread < 0) throw new RangeError('The data ends early, or points at itself.')
    return data.subarray(at, at + length)
  }

  function takeUint(at: number): bigint {
    return BigInt(`0x${bytesToHex(take(at, 32))}`)
  }

  /** A length or an offset; none is beyond the data. */
  function takeSize(at: number): number {
    const size = takeUint(at)
    if (size > data.length) throw new RangeError('The data points beyond its end.')
    return Number(size)
  }

  /** `length` bytes of a word whose other bytes are zero. */
  function takePart(at: number, from: number, length: number): string {
    const word = take(at, 32)
    if (word.some((byte, index) => byte !== 0 && (index < from || index >= from + length))) {
      throw new RangeError('There is something where the padding should be.')
    }
    return `0x${bytesToHex(word.subarray(from, from + length))}`
  }

  function decodeMembers(types: readonly AbiType[], base: number): unknown[] {
    let head = base
    return types.map((member) => {
      const value = decode(member, isDynamic(member) ? base + takeSize(head) : head)
      head += headBytes(member)
      return value
    })
  }

  function decode(each: AbiType, at: number): unknown {
    if (isList(each)) return decodeMembers(new Array<AbiType>(takeSize(at)).fill(each[0]), at + 32)
    if (typeof each !== 'string') {
      const values = decodeMembers(Object.values(each), at)
      return Object.fromEntries(Object.keys(each).map((name, index) => [name, values[index]]))
    }
    if (each === 'uint256') return takeUint(at)
    if (each === 'address') return takePart(at, 12, 20)
    if (each === 'bytes4') return takePart(at, 0, 4)
    if (each === 'bytes32') return takePart(at, 0, 32)
    if (each === 'bool') return takePart(at, 31, 1) !== '0x00'
    const bytes = take(at + 32, takeSize(at))
    return each === 'string' ? bytesToUtf8(bytes) : `0x${bytesToHex(bytes)}`
  }

  return decode(type, 0) as AbiValue<Type>
}

function headBytes(type: AbiType): number {
  if (typeof type === 'string' || isDynamic(type)) return 32
  return Object.values(type).reduce<number>((sum, member) => sum + headBytes(member), 0)
}
