import type { Hex } from './Hex.js'
import type { Address } from './parseAddress.js'

/**
 * Describes what the ABI encodes: a word, bytes, a text, a list `[of one type]`, or a struct by the names of its members.
 *
 * **Shape:** the members of a struct stand in the contract's order.
 */
export type AbiType =
  | 'address'
  | 'bool'
  | 'bytes'
  | 'bytes4'
  | 'bytes32'
  | 'string'
  | 'uint256'
  | readonly [AbiType]
  | AbiStruct

/** Describes a struct, or what a function or an error is given. */
export type AbiStruct = { readonly [name: string]: AbiType }

/** Names the value of a type; `Account` is what an address is taken or given as. */
export type AbiValue<Type extends AbiType, Account extends Hex = Address> = Type extends 'uint256'
  ? bigint
  : Type extends 'address'
    ? Account
    : Type extends 'bool'
      ? boolean
      : Type extends 'string'
        ? string
        : Type extends 'bytes' | 'bytes4' | 'bytes32'
          ? Hex
          : Type extends readonly [infer Element extends AbiType]
            ? readonly AbiValue<Element, Account>[]
            : Type extends AbiStruct
              ? { readonly [Name in keyof Type]: AbiValue<Type[Name], Account> }
              : never

/** Tells a list from a struct; `Array.isArray` does not, where arrays are read-only. */
export function isList(type: AbiType): type is readonly [AbiType] {
  return Array.isArray(type)
}

/**
 * Asks whether a type has no fixed size, so that where it belongs there is only an offset to it.
 *
 * **Source:** Solidity's contract ABI specification, "Formal Specification of the Encoding".
 */
export function isDynamic(type: AbiType): boolean {
  if (typeof type === 'string') return type === 'bytes' || type === 'string'
  return isList(type) || Object.values(type).some(isDynamic)
}
