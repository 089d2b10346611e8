// Long, because an interface is one value: typed as a whole, and dropped as a whole by a bundler that does not need it.
const CREDIT = [
  { name: 'value', type: 'uint256' },
  { name: 'expiresAt', type: 'uint256' },
  { name: 'salt', type: 'bytes32' },
] as const
const EXTERNAL_CALL = [
  { name: 'target', type: 'address' },
  { name: 'selector', type: 'bytes4' },
  { name: 'data', type: 'bytes' },
  { name: 'expiresAt', type: 'uint256' },
  { name: 'salt', type: 'bytes32' },
] as const
const ASSET = [
  { name: 'assetType', type: 'uint256' },
  { name: 'contractAddress', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'beneficiary', type: 'address' },
  { name: 'extra', type: 'bytes' },
] as const

/**
 * Lists all that can be called, read, caught and watched on the CreditsManager contract, typed for viem and ethers.
 *
 * **Shape:** as the deployed build has it, without its constructor, and with `Error` and `Panic`, which every contract can
 * revert with. ABIs that call a `denyUser`, a `revokeCredit` or a `SIGNER_ROLE` are of builds before April 2025.
 * **Source:** what solc 0.8.20 prints for CreditsManagerPolygon of decentraland/offchain-marketplace-contract (2025-10-31)
 * with OpenZeppelin 5.0.2; the test has its selectors.
 */
export const creditsManagerAbi = [
  // Spending
  {
    type: 'function',
    name: 'useCredits',
    stateMutability: 'nonpayable',
    inputs: [
      {
        name: '_args',
        type: 'tuple',
        components: [
          { name: 'credits', type: 'tuple[]', components: CREDIT },
          { name: 'creditsSignatures', type: 'bytes[]' },
          { name: 'externalCall', type: 'tuple', components: EXTERNAL_CALL },
          { name: 'customExternalCallSignature', type: 'bytes' },
          { name: 'maxUncreditedValue', type: 'uint256' },
          { name: 'maxCreditedValue', type: 'uint256' },
        ],
      },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'executeMetaTransaction',
    stateMutability: 'payable',
    inputs: [
      { name: '_userAddress', type: 'address' },
      { name: '_functionData', type: 'bytes' },
      { name: '_signature', type: 'bytes' },
    ],
    outputs: [{ name: '', type: 'bytes' }],
  },
  {
    type: 'function',
    name: 'getNonce',
    stateMutability: 'view',
    inputs: [{ name: '_signer', type: 'address' }],
    outputs: [{ name: '', type: 'uint256' }],
  },

  // What the contract knows of a credit, of a user and of a custom call
  {
    type: 'function',
    name: 'spentValue',
    stateMutability: 'view',
    inputs: [{ name: '', type: 'bytes32' }],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'isRevoked',
    stateMutability: 'view',
    inputs: [{ name: '', type: 'bytes32' }],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'isDenied',
    stateMutability: 'view',
    inputs: [{ name: '', type: 'address' }],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'usedCustomExternalCall',
    stateMutability: 'view',
    inputs: [{ name: '', type: 'bytes32' }],
    outputs: [{ name: '', type: 'bool' }],
  },

  // The budget of the hour
  {
    type: 'function',
    name: 'maxManaCreditedPerHour',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'manaCreditedThisHour',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'hourOfLastManaCredit',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },

  // What may be bought, and where
  { type: 'function', name: 'paused', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'bool' }] },
  {
    type: 'function',
    name: 'primarySalesAllowed',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'secondarySalesAllowed',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'marketplaces',
    stateMutability: 'view',
    inputs: [{ name: '', type: 'address' }],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'allowedCustomExternalCalls',
    stateMutability: 'view',
    inputs: [
      { name: '', type: 'address' },
      { name: '', type: 'bytes4' },
    ],
    outputs: [{ name: '', type: 'bool' }],
  },
  { type: 'function', name: 'mana', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'address' }] },
  {
    type: 'function',
    name: 'legacyMarketplace',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'address' }],
  },
  {
    type: 'function',
    name: 'collectionStore',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'address' }],
  },
  {
    type: 'function',
    name: 'collectionFactory',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'address' }],
  },
  {
    type: 'function',
    name: 'collectionFactoryV3',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'address' }],
  },

  // Who may do what
  {
    type: 'function',
    name: 'hasRole',
    stateMutability: 'view',
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'getRoleAdmin',
    stateMutability: 'view',
    inputs: [{ name: 'role', type: 'bytes32' }],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'grantRole',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'revokeRole',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'renounceRole',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'callerConfirmation', type: 'address' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'DEFAULT_ADMIN_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'CREDITS_SIGNER_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'CREDITS_REVOKER_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'USER_DENIER_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'PAUSER_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'EXTERNAL_CALL_SIGNER_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },
  {
    type: 'function',
    name: 'EXTERNAL_CALL_REVOKER_ROLE',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'bytes32' }],
  },

  // What operators do
  {
    type: 'function',
    name: 'denyUsers',
    stateMutability: 'nonpayable',
    inputs: [
      { name: '_users', type: 'address[]' },
      { name: '_areDenied', type: 'bool[]' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'revokeCredits',
    stateMutability: 'nonpayable',
    inputs: [{ name: '_creditHashes', type: 'bytes32[]' }],
    outputs: [],
  },
  {
    type: 'function',
    name: 'revokeCustomExternalCalls',
    stateMutability: 'nonpayable',
    inputs: [{ name: '_customExternalCallHashes', type: 'bytes32[]' }],
    outputs: [],
  },
  {
    type: 'function',
    name: 'updateMaxManaCreditedPerHour',
    stateMutability: 'nonpayable',
    inputs: [{ name: '_maxManaCreditedPerHour', type: 'uint256' }],
    outputs: [],
  },
  {
    type: 'function',
    name: 'updatePrimarySalesAllowed',
    stateMutability: 'nonpayable',
    inputs: [{ name: '_primarySalesAllowed', type: 'bool' }],
    outputs: [],
  },
  {
    type: 'function',
    name: 'updateSecondarySalesAllowed',
    stateMutability: 'nonpayable',
    inputs: [{ name: '_secondarySalesAllowed', type: 'bool' }],
    outputs: [],
  },
  {
    type: 'function',
    name: 'allowMarketplaces',
    stateMutability: 'nonpayable',
    inputs: [
      { name: '_target', type: 'address[]' },
      { name: '_allowed', type: 'bool[]' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'allowCustomExternalCall',
    stateMutability: 'nonpayable',
    inputs: [
      { name: '_target', type: 'address' },
      { name: '_selector', type: 'bytes4' },
      { name: '_allowed', type: 'bool' },
    ],
    outputs: [],
  },
  { type: 'function', name: 'pause', stateMutability: 'nonpayable', inputs: [], outputs: [] },
  { type: 'function', name: 'unpause', stateMutability: 'nonpayable', inputs: [], outputs: [] },
  {
    type: 'function',
    name: 'withdrawERC20',
    stateMutability: 'nonpayable',
    inputs: [
      { name: '_token', type: 'address' },
      { name: '_amount', type: 'uint256' },
      { name: '_to', type: 'address' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'withdrawERC721',
    stateMutability: 'nonpayable',
    inputs: [
      { name: '_token', type: 'address' },
      { name: '_tokenId', type: 'uint256' },
      { name: '_to', type: 'address' },
    ],
    outputs: [],
  },

  // The rest
  {
    type: 'function',
    name: 'onERC721Received',
    stateMutability: 'pure',
    inputs: [
      { name: '', type: 'address' },
      { name: '', type: 'address' },
      { name: '', type: 'uint256' },
      { name: '', type: 'bytes' },
    ],
    outputs: [{ name: '', type: 'bytes4' }],
  },
  {
    type: 'function',
    name: 'supportsInterface',
    stateMutability: 'view',
    inputs: [{ name: 'interfaceId', type: 'bytes4' }],
    outputs: [{ name: '', type: 'bool' }],
  },
  {
    type: 'function',
    name: 'ASSET_TYPE_ERC20',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'ASSET_TYPE_USD_PEGGED_MANA',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'ASSET_TYPE_ERC721',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'ASSET_TYPE_COLLECTION_ITEM',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },

  // Events
  {
    type: 'event',
    name: 'CreditRevoked',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_creditId', type: 'bytes32', indexed: true },
    ],
  },
  {
    type: 'event',
    name: 'CreditUsed',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_creditId', type: 'bytes32', indexed: true },
      { name: '_credit', type: 'tuple', components: CREDIT },
      { name: '_value', type: 'uint256' },
    ],
  },
  {
    type: 'event',
    name: 'CreditsUsed',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_manaTransferred', type: 'uint256' },
      { name: '_creditedValue', type: 'uint256' },
    ],
  },
  {
    type: 'event',
    name: 'CustomExternalCallAllowed',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_target', type: 'address', indexed: true },
      { name: '_selector', type: 'bytes4', indexed: true },
      { name: '_allowed', type: 'bool' },
    ],
  },
  {
    type: 'event',
    name: 'CustomExternalCallRevoked',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_customExternalCallHash', type: 'bytes32', indexed: true },
    ],
  },
  {
    type: 'event',
    name: 'ERC20Withdrawn',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_token', type: 'address', indexed: true },
      { name: '_amount', type: 'uint256' },
      { name: '_to', type: 'address', indexed: true },
    ],
  },
  {
    type: 'event',
    name: 'ERC721Withdrawn',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_token', type: 'address', indexed: true },
      { name: '_tokenId', type: 'uint256', indexed: true },
      { name: '_to', type: 'address' },
    ],
  },
  {
    type: 'event',
    name: 'MarketplaceAllowed',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_target', type: 'address', indexed: true },
      { name: '_allowed', type: 'bool' },
    ],
  },
  {
    type: 'event',
    name: 'MaxManaCreditedPerHourUpdated',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_maxManaCreditedPerHour', type: 'uint256' },
    ],
  },
  {
    type: 'event',
    name: 'MetaTransactionExecuted',
    inputs: [
      { name: '_userAddress', type: 'address', indexed: true },
      { name: '_relayerAddress', type: 'address', indexed: true },
      { name: '_functionData', type: 'bytes' },
    ],
  },
  { type: 'event', name: 'Paused', inputs: [{ name: 'account', type: 'address' }] },
  {
    type: 'event',
    name: 'PrimarySalesAllowedUpdated',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_primarySalesAllowed', type: 'bool' },
    ],
  },
  {
    type: 'event',
    name: 'RoleAdminChanged',
    inputs: [
      { name: 'role', type: 'bytes32', indexed: true },
      { name: 'previousAdminRole', type: 'bytes32', indexed: true },
      { name: 'newAdminRole', type: 'bytes32', indexed: true },
    ],
  },
  {
    type: 'event',
    name: 'RoleGranted',
    inputs: [
      { name: 'role', type: 'bytes32', indexed: true },
      { name: 'account', type: 'address', indexed: true },
      { name: 'sender', type: 'address', indexed: true },
    ],
  },
  {
    type: 'event',
    name: 'RoleRevoked',
    inputs: [
      { name: 'role', type: 'bytes32', indexed: true },
      { name: 'account', type: 'address', indexed: true },
      { name: 'sender', type: 'address', indexed: true },
    ],
  },
  {
    type: 'event',
    name: 'SecondarySalesAllowedUpdated',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_secondarySalesAllowed', type: 'bool' },
    ],
  },
  { type: 'event', name: 'Unpaused', inputs: [{ name: 'account', type: 'address' }] },
  {
    type: 'event',
    name: 'UserDenied',
    inputs: [
      { name: '_sender', type: 'address', indexed: true },
      { name: '_user', type: 'address', indexed: true },
      { name: '_isDenied', type: 'bool' },
    ],
  },

  // Errors of its own
  { type: 'error', name: 'CreditConsumed', inputs: [{ name: '_creditId', type: 'bytes32' }] },
  { type: 'error', name: 'CreditExpired', inputs: [{ name: '_creditId', type: 'bytes32' }] },
  { type: 'error', name: 'CustomExternalCallExpired', inputs: [{ name: '_expiresAt', type: 'uint256' }] },
  {
    type: 'error',
    name: 'CustomExternalCallNotAllowed',
    inputs: [
      { name: '_target', type: 'address' },
      { name: '_selector', type: 'bytes4' },
    ],
  },
  { type: 'error', name: 'DeniedUser', inputs: [{ name: '_user', type: 'address' }] },
  {
    type: 'error',
    name: 'ExternalCallFailed',
    inputs: [{ name: '_externalCall', type: 'tuple', components: EXTERNAL_CALL }],
  },
  { type: 'error', name: 'InvalidAreDeniedLength', inputs: [] },
  { type: 'error', name: 'InvalidAssetsLength', inputs: [] },
  { type: 'error', name: 'InvalidBeneficiary', inputs: [] },
  { type: 'error', name: 'InvalidCreditValue', inputs: [] },
  { type: 'error', name: 'InvalidCreditsSignaturesLength', inputs: [] },
  {
    type: 'error',
    name: 'InvalidCustomExternalCallSignature',
    inputs: [{ name: '_recoveredSigner', type: 'address' }],
  },
  {
    type: 'error',
    name: 'InvalidExternalCallSelector',
    inputs: [
      { name: '_target', type: 'address' },
      { name: '_selector', type: 'bytes4' },
    ],
  },
  {
    type: 'error',
    name: 'InvalidSignature',
    inputs: [
      { name: '_creditId', type: 'bytes32' },
      { name: '_recoveredSigner', type: 'address' },
    ],
  },
  {
    type: 'error',
    name: 'InvalidTrade',
    inputs: [
      {
        name: '_trade',
        type: 'tuple',
        components: [
          { name: 'signer', type: 'address' },
          { name: 'signature', type: 'bytes' },
          {
            name: 'checks',
            type: 'tuple',
            components: [
              { name: 'uses', type: 'uint256' },
              { name: 'expiration', type: 'uint256' },
              { name: 'effective', type: 'uint256' },
              { name: 'salt', type: 'bytes32' },
              { name: 'contractSignatureIndex', type: 'uint256' },
              { name: 'signerSignatureIndex', type: 'uint256' },
              { name: 'allowedRoot', type: 'bytes32' },
              { name: 'allowedProof', type: 'bytes32[]' },
              {
                name: 'externalChecks',
                type: 'tuple[]',
                components: [
                  { name: 'contractAddress', type: 'address' },
                  { name: 'selector', type: 'bytes4' },
                  { name: 'value', type: 'bytes' },
                  { name: 'required', type: 'bool' },
                ],
              },
            ],
          },
          { name: 'sent', type: 'tuple[]', components: ASSET },
          { name: 'received', type: 'tuple[]', components: ASSET },
        ],
      },
    ],
  },
  { type: 'error', name: 'InvalidTradesLength', inputs: [] },
  { type: 'error', name: 'InvalidUsersLength', inputs: [] },
  {
    type: 'error',
    name: 'MaxCreditedValueExceeded',
    inputs: [
      { name: '_creditedValue', type: 'uint256' },
      { name: '_maxCreditedValue', type: 'uint256' },
    ],
  },
  { type: 'error', name: 'MaxCreditedValueZero', inputs: [] },
  {
    type: 'error',
    name: 'MaxManaCreditedPerHourExceeded',
    inputs: [
      { name: '_creditableManaThisHour', type: 'uint256' },
      { name: '_creditedValue', type: 'uint256' },
    ],
  },
  {
    type: 'error',
    name: 'MaxUncreditedValueExceeded',
    inputs: [
      { name: '_uncreditedValue', type: 'uint256' },
      { name: '_maxUncreditedValue', type: 'uint256' },
    ],
  },
  { type: 'error', name: 'MetaTransactionFailedWithoutReason', inputs: [] },
  { type: 'error', name: 'NoCredits', inputs: [] },
  { type: 'error', name: 'NoMANATransfer', inputs: [] },
  { type: 'error', name: 'NotDecentralandCollection', inputs: [{ name: '_contractAddress', type: 'address' }] },
  { type: 'error', name: 'PrimarySalesNotAllowed', inputs: [] },
  { type: 'error', name: 'RevokedCredit', inputs: [{ name: '_creditId', type: 'bytes32' }] },
  { type: 'error', name: 'SecondarySalesNotAllowed', inputs: [] },
  { type: 'error', name: 'SenderBalanceChanged', inputs: [] },
  { type: 'error', name: 'SignerAndSignatureDoNotMatch', inputs: [] },
  { type: 'error', name: 'Unauthorized', inputs: [{ name: '_sender', type: 'address' }] },
  { type: 'error', name: 'UsedCustomExternalCall', inputs: [{ name: '_customExternalCallHash', type: 'bytes32' }] },

  // Errors of OpenZeppelin 5.0.2
  { type: 'error', name: 'AccessControlBadConfirmation', inputs: [] },
  {
    type: 'error',
    name: 'AccessControlUnauthorizedAccount',
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'neededRole', type: 'bytes32' },
    ],
  },
  { type: 'error', name: 'AddressEmptyCode', inputs: [{ name: 'target', type: 'address' }] },
  { type: 'error', name: 'AddressInsufficientBalance', inputs: [{ name: 'account', type: 'address' }] },
  { type: 'error', name: 'ECDSAInvalidSignature', inputs: [] },
  { type: 'error', name: 'ECDSAInvalidSignatureLength', inputs: [{ name: 'length', type: 'uint256' }] },
  { type: 'error', name: 'ECDSAInvalidSignatureS', inputs: [{ name: 's', type: 'bytes32' }] },
  { type: 'error', name: 'EnforcedPause', inputs: [] },
  { type: 'error', name: 'ExpectedPause', inputs: [] },
  { type: 'error', name: 'FailedInnerCall', inputs: [] },
  { type: 'error', name: 'ReentrancyGuardReentrantCall', inputs: [] },
  { type: 'error', name: 'SafeERC20FailedOperation', inputs: [{ name: 'token', type: 'address' }] },
  { type: 'error', name: 'StringTooLong', inputs: [{ name: 'str', type: 'string' }] },

  // Errors of the language: `revert` and `require` with a text, and what the compiler checks
  { type: 'error', name: 'Error', inputs: [{ name: 'reason', type: 'string' }] },
  { type: 'error', name: 'Panic', inputs: [{ name: 'code', type: 'uint256' }] },
] as const
