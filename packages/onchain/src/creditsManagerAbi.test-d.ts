// Compiled by `check`: viem infers from the ABI what a call takes and gives, and each line below `@ts-expect-error` is an error.
import type {
  ContractErrorArgs,
  ContractErrorName,
  ContractEventArgsFromTopics,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
} from 'viem'
import type { creditsManagerAbi } from './creditsManagerAbi.js'
import type { Hex } from './Hex.js'
import type { UseCreditsArgs } from './UseCreditsArgs.js'

type Abi = typeof creditsManagerAbi
declare const planned: readonly [UseCreditsArgs]
declare const spentWei: ContractFunctionReturnType<Abi, 'view', 'spentValue'>
declare const used: ContractEventArgsFromTopics<Abi, 'CreditUsed'>

export const args: ContractFunctionArgs<Abi, 'nonpayable', 'useCredits'> = planned
export const wei: bigint = spentWei
export const salt: Hex | undefined = used._credit?.salt
export const expired: ContractErrorArgs<Abi, 'CreditExpired'> = ['0x']
export const error: ContractErrorName<Abi> = 'MaxManaCreditedPerHourExceeded'

// @ts-expect-error credits without all that goes with them
export const halfArgs: ContractFunctionArgs<Abi, 'nonpayable', 'useCredits'> = [{ credits: [] }]
// @ts-expect-error of a build before April 2025
export const old: ContractFunctionName<Abi> = 'denyUser'
// @ts-expect-error an amount is no number
export const number: number = spentWei
