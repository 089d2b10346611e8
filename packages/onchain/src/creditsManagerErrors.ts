// Long, because it is one table: a row for each error that a call can end with.
import type { AbiStruct } from './AbiType.js'
import { EXTERNAL_CALL } from './UseCreditsArgs.js'

type Row = {
  /** The first four bytes of keccak256 of its signature. */
  readonly selector: string
  readonly args: AbiStruct
  /** What happened. */
  readonly message: string
  /** What to do now. */
  readonly remedy: string
  /** Whether the very same call may be accepted later, because what stood against it passes by itself. */
  readonly retryable: boolean
}

const CHECKS = {
  uses: 'uint256',
  expiration: 'uint256',
  effective: 'uint256',
  salt: 'bytes32',
  contractSignatureIndex: 'uint256',
  signerSignatureIndex: 'uint256',
  allowedRoot: 'bytes32',
  allowedProof: ['bytes32'],
  externalChecks: [{ contractAddress: 'address', selector: 'bytes4', value: 'bytes', required: 'bool' }],
} as const
const ASSET = {
  assetType: 'uint256',
  contractAddress: 'address',
  value: 'uint256',
  beneficiary: 'address',
  extra: 'bytes',
} as const
const TRADE = { signer: 'address', signature: 'bytes', checks: CHECKS, sent: [ASSET], received: [ASSET] } as const

// Whole sentences: a bundler keeps a text that is put together, and the table with it, where nobody asks for it.
const FAULT = 'This is a fault of who built the call: report it with the call data.'
const CHECK_MANA =
  'Check that the user has the MANA that credits do not cover, and has approved the contract to take it.'
const LEAVE_OUT = 'Leave it out. Read the balance again and plan the spend anew.'

/**
 * Lists every error that a call of the CreditsManager can revert with, and what to tell people of each.
 *
 * **Shape:** in the order in which the contract comes to them, then what its parts bring with them, then what is not its own.
 * **Source:** CreditsManagerPolygon; OpenZeppelin 5.0.2.
 */
export const creditsManagerErrors = {
  // Before anything is looked at
  ReentrancyGuardReentrantCall: {
    selector: '0x3ee5aeb5',
    args: {},
    message: 'The call that the credits pay for calls the contract again.',
    remedy: 'Pay for something that does not use credits itself.',
    retryable: false,
  },
  EnforcedPause: {
    selector: '0xd93c0665',
    args: {},
    message: 'The contract is paused.',
    remedy: 'Wait until the operators resume it, or pay in MANA.',
    retryable: true,
  },
  DeniedUser: {
    selector: '0xd9b4d323',
    args: { user: 'address' },
    message: 'This user may not use credits.',
    remedy: 'Ask the operators why; only they can lift it. Until then pay in MANA.',
    retryable: false,
  },

  // What is bought
  InvalidExternalCallSelector: {
    selector: '0x898006f6',
    args: { target: 'address', selector: 'bytes4' },
    message: 'Of this marketplace or store credits do not pay for that function.',
    remedy:
      'Call executeOrder of the legacy marketplace, accept or acceptWithCoupon of a marketplace, or buy of the store.',
    retryable: false,
  },
  SecondarySalesNotAllowed: {
    selector: '0x112aa548',
    args: {},
    message: 'Credits do not pay for what somebody resells.',
    remedy: 'Buy from its creator, or pay in MANA.',
    retryable: false,
  },
  PrimarySalesNotAllowed: {
    selector: '0x638c1424',
    args: {},
    message: 'Credits do not pay for what a creator sells for the first time.',
    remedy: 'Pay in MANA.',
    retryable: false,
  },
  InvalidTradesLength: {
    selector: '0xcee80697',
    args: {},
    message: 'The call to the marketplace has no trade in it.',
    remedy: 'Put at least one trade into it.',
    retryable: false,
  },
  InvalidTrade: {
    selector: '0x25c52641',
    args: { trade: TRADE },
    message:
      'Credits pay for a trade only if its signer gets one asset, MANA, and gives collection items or their tokens.',
    remedy: 'Choose a listing with a price in MANA, or pay in MANA.',
    retryable: false,
  },
  InvalidAssetsLength: {
    selector: '0xb6ea7e27',
    args: {},
    message: 'The purchase has nothing in it.',
    remedy: 'Name at least one item to buy.',
    retryable: false,
  },
  InvalidBeneficiary: {
    selector: '0x5566df5c',
    args: {},
    message: 'The trade does not say who receives what is bought.',
    remedy: "Set each sent asset's beneficiary to the user: without one the contract would get it.",
    retryable: false,
  },
  NotDecentralandCollection: {
    selector: '0x20609a31',
    args: { contractAddress: 'address' },
    message: 'What is bought is of a collection that no Decentraland factory has made.',
    remedy: 'Buy of a Decentraland collection, or pay in MANA.',
    retryable: false,
  },
  CustomExternalCallNotAllowed: {
    selector: '0x01d37c9a',
    args: { target: 'address', selector: 'bytes4' },
    message: 'Credits do not pay for this function of this contract.',
    remedy: 'Check target and selector. Only the operators of the contract can change that.',
    retryable: false,
  },
  CustomExternalCallExpired: {
    selector: '0xc6a88d7e',
    args: { expiresAt: 'uint256' },
    message: 'The authorisation of this call has expired.',
    remedy: 'Ask its signer for a new one.',
    retryable: false,
  },
  UsedCustomExternalCall: {
    selector: '0x44bc3a75',
    args: { customExternalCallHash: 'bytes32' },
    message: 'This call was made already, or its authorisation was revoked.',
    remedy: 'Look whether the purchase went through before you ask for a new authorisation.',
    retryable: false,
  },
  InvalidCustomExternalCallSignature: {
    selector: '0xaea20aa4',
    args: { recoveredSigner: 'address' },
    message: 'Nobody who may has authorised this very call for this user.',
    remedy: 'Send it from the user, with the target, selector, data, expiresAt and salt that were signed.',
    retryable: false,
  },

  // The purchase itself
  ExternalCallFailed: {
    selector: '0xaaba2c43',
    args: { externalCall: EXTERNAL_CALL },
    message: 'The purchase itself failed; the contract does not hand on why.',
    // [chain] The target is approved for no more than maxUncreditedValue and what is left of the hour.
    remedy:
      'Check that it is still for sale, costs no more than planned, and that the contract may credit as much in this hour; then simulate it alone, paid in MANA.',
    retryable: false,
  },
  SenderBalanceChanged: {
    selector: '0x55dd312d',
    args: {},
    message:
      "The purchase moved the user's own MANA: credits do not pay for what the user sells or earns royalties from.",
    remedy: 'Pay in MANA.',
    retryable: false,
  },
  NoMANATransfer: {
    selector: '0xeb065c5d',
    args: {},
    message: 'The purchase took no MANA, so there is nothing to pay with credits.',
    remedy: 'Make the call directly, without credits.',
    retryable: false,
  },

  // The credits
  NoCredits: {
    selector: '0x3eb21795',
    args: {},
    message: 'No credit was given.',
    remedy: 'Give at least one credit, or pay in MANA.',
    retryable: false,
  },
  InvalidCreditsSignaturesLength: {
    selector: '0xdc33f192',
    args: {},
    message: 'There are not as many signatures as credits.',
    remedy: 'Give one signature for each credit, in the same order.',
    retryable: false,
  },
  MaxCreditedValueZero: {
    selector: '0x6716fb4e',
    args: {},
    message: 'The call says that credits may pay nothing.',
    remedy: 'Set maxCreditedValue to what they are to pay, or pay in MANA.',
    retryable: false,
  },
  InvalidCreditValue: {
    selector: '0x5bcb849b',
    args: {},
    message: 'One of the credits is of no value.',
    remedy: 'Leave it out.',
    retryable: false,
  },
  CreditExpired: {
    selector: '0xce59fc10',
    args: { creditId: 'bytes32' },
    message: 'One of the credits has expired.',
    remedy: LEAVE_OUT,
    retryable: false,
  },
  RevokedCredit: {
    selector: '0xaf05f0bb',
    args: { creditId: 'bytes32' },
    message: 'One of the credits was revoked.',
    remedy: LEAVE_OUT,
    retryable: false,
  },
  InvalidSignature: {
    selector: '0x78d50c7f',
    args: { creditId: 'bytes32', recoveredSigner: 'address' },
    message:
      'One of the credits was not signed, as it stands, by anyone who may sign credits for this user and contract.',
    remedy:
      'Send it from the user it belongs to, to the contract and on the chain it names; verifyCredit says which one it is.',
    retryable: false,
  },
  ECDSAInvalidSignature: {
    selector: '0xf645eedf',
    args: {},
    message: 'A signature is one that no key can have made.',
    remedy: 'Pass signatures on as they came; verifyCredit says which one it is.',
    retryable: false,
  },
  ECDSAInvalidSignatureLength: {
    selector: '0xfce698f7',
    args: { length: 'uint256' },
    message: 'A signature is not 65 bytes long.',
    remedy: 'Pass signatures on as they came; the short form of 64 bytes is not accepted.',
    retryable: false,
  },
  ECDSAInvalidSignatureS: {
    selector: '0xd78bce0c',
    args: { s: 'bytes32' },
    message: 'A signature has its s in the upper half of the order.',
    remedy: 'Pass signatures on as they came.',
    retryable: false,
  },
  CreditConsumed: {
    selector: '0xc8cea8a4',
    args: { creditId: 'bytes32' },
    message: 'One of the credits is spent whole, or was given twice.',
    remedy: LEAVE_OUT,
    retryable: false,
  },
  MaxCreditedValueExceeded: {
    selector: '0x109fe97a',
    args: { creditedValue: 'uint256', maxCreditedValue: 'uint256' },
    message: 'Credits would pay more than the call allows them to.',
    remedy: 'The price has moved: plan the spend anew, with slippageWei where it is fixed in dollars.',
    retryable: false,
  },
  MaxManaCreditedPerHourExceeded: {
    selector: '0x9defda3f',
    args: { creditableManaThisHour: 'uint256', creditedValue: 'uint256' },
    message: 'Credits would pay more than the contract has left for everybody in this hour.',
    remedy: 'Wait for the next full hour (UTC), or plan the spend with that as its maxCreditedWei.',
    retryable: true,
  },
  MaxUncreditedValueExceeded: {
    selector: '0x874e4135',
    args: { uncreditedValue: 'uint256', maxUncreditedValue: 'uint256' },
    message: 'Credits pay less than the call counted on, and it does not allow the user to pay the rest.',
    remedy: 'The price has moved or a credit has less left: read the balance again and plan the spend anew.',
    retryable: false,
  },

  // Meta transactions
  SignerAndSignatureDoNotMatch: {
    selector: '0xd8697994',
    args: {},
    message: 'The meta transaction was not signed, as it stands, by the user it names.',
    remedy: 'Sign it anew, with the nonce of getNonce.',
    retryable: false,
  },
  MetaTransactionFailedWithoutReason: {
    selector: '0x138ac193',
    args: {},
    message: 'The call inside the meta transaction failed and does not say why.',
    remedy: 'Simulate that call alone, from the user.',
    retryable: false,
  },

  // What operators do
  Unauthorized: {
    selector: '0x8e4a23d6',
    args: { sender: 'address' },
    message: 'The sender may not do this.',
    remedy: 'Send it from an account that has the role for it, or is an admin.',
    retryable: false,
  },
  AccessControlUnauthorizedAccount: {
    selector: '0xe2517d3f',
    args: { account: 'address', neededRole: 'bytes32' },
    message: 'The sender lacks the role for this.',
    remedy: 'Send it from an account that has neededRole, or have an admin grant it.',
    retryable: false,
  },
  AccessControlBadConfirmation: {
    selector: '0x6697b232',
    args: {},
    message: "One can give up only a role of one's own.",
    remedy: 'Name the sender itself as callerConfirmation, or have an admin revoke the role.',
    retryable: false,
  },
  InvalidUsersLength: {
    selector: '0xcaa95228',
    args: {},
    message: 'No user was named.',
    remedy: 'Name at least one user.',
    retryable: false,
  },
  InvalidAreDeniedLength: {
    selector: '0xf70686e6',
    args: {},
    message: 'It is not said of each user whether to deny them.',
    remedy: 'Give as many values as users, in the same order.',
    retryable: false,
  },
  ExpectedPause: {
    selector: '0x8dfc202b',
    args: {},
    message: 'The contract is not paused.',
    remedy: 'There is nothing to resume.',
    retryable: false,
  },

  // Tokens and calls, which are OpenZeppelin's
  SafeERC20FailedOperation: {
    selector: '0x5274afe7',
    args: { token: 'address' },
    message: 'The token refused a transfer or an approval and does not say why.',
    remedy: CHECK_MANA,
    retryable: false,
  },
  AddressEmptyCode: {
    selector: '0x9996b315',
    args: { target: 'address' },
    message: 'There is no contract where the token should be.',
    remedy: 'Check the chain. This is a fault of who built the call: report it with the call data.',
    retryable: false,
  },
  AddressInsufficientBalance: {
    selector: '0xcd786059',
    args: { account: 'address' },
    message: "The contract lacks the chain's own coin for a call.",
    remedy: FAULT,
    retryable: false,
  },
  FailedInnerCall: {
    selector: '0x1425ea42',
    args: {},
    message: 'A call that the contract made to a token failed and does not say why.',
    remedy: CHECK_MANA,
    retryable: false,
  },
  StringTooLong: {
    selector: '0x305a27a9',
    args: { str: 'string' },
    message: 'A name that the contract is deployed with is too long.',
    remedy: 'Deploy it with a name of at most 31 bytes; no call reverts with this.',
    retryable: false,
  },

  // What comes from the token or the language
  ERC20InsufficientAllowance: {
    selector: '0xfb8f41b2',
    args: { spender: 'address', allowance: 'uint256', needed: 'uint256' },
    message: 'The user has not approved the contract to take the MANA that credits do not cover.',
    remedy: 'Have the user approve the contract for maxUncreditedValue of MANA first.',
    retryable: false,
  },
  ERC20InsufficientBalance: {
    selector: '0xe450d38c',
    args: { sender: 'address', balance: 'uint256', needed: 'uint256' },
    message: 'There is not enough MANA: the user lacks what credits do not cover, or the contract what they do.',
    remedy: 'If sender is the user, they need more MANA or a lower price; if it is the contract, tell its operators.',
    retryable: false,
  },
  Error: {
    selector: '0x08c379a0',
    args: { reason: 'string' },
    message: 'A contract on the way refused, for the reason it gives; as a rule it is the MANA token.',
    remedy: CHECK_MANA,
    retryable: false,
  },
  Panic: {
    selector: '0x4e487b71',
    args: { code: 'uint256' },
    message: 'The contract calculated with what cannot be.',
    remedy:
      'If code is 17, the budget of this hour was lowered below what is used of it: wait for the next full hour. Else: This is a fault of who built the call: report it with the call data.',
    retryable: false,
  },
} as const satisfies { readonly [name: string]: Row }
