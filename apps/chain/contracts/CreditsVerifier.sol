// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title Judges and spends credits by the rules of Decentraland's CreditsManager, on a chain of one's own.
/// @notice Names, selectors, events and errors are those of the real contract; README.md says what is left out.
contract CreditsVerifier is AccessControl, Pausable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Credit {
        uint256 value;
        uint256 expiresAt;
        bytes32 salt;
    }

    struct ExternalCall {
        address target;
        bytes4 selector;
        bytes data;
        uint256 expiresAt;
        bytes32 salt;
    }

    struct UseCreditsArgs {
        Credit[] credits;
        bytes[] creditsSignatures;
        ExternalCall externalCall;
        bytes customExternalCallSignature;
        uint256 maxUncreditedValue;
        uint256 maxCreditedValue;
    }

    event CreditUsed(address indexed _sender, bytes32 indexed _creditId, Credit _credit, uint256 _value);
    event CreditsUsed(address indexed _sender, uint256 _manaTransferred, uint256 _creditedValue);
    event CreditRevoked(address indexed _sender, bytes32 indexed _creditId);
    event UserDenied(address indexed _sender, address indexed _user, bool _isDenied);
    event MaxManaCreditedPerHourUpdated(address indexed _sender, uint256 _maxManaCreditedPerHour);

    error Unauthorized(address _sender);
    error InvalidUsersLength();
    error InvalidAreDeniedLength();
    error DeniedUser(address _user);
    error ExternalCallFailed(ExternalCall _externalCall);
    error SenderBalanceChanged();
    error NoMANATransfer();
    error NoCredits();
    error InvalidCreditsSignaturesLength();
    error MaxCreditedValueZero();
    error InvalidCreditValue();
    error CreditExpired(bytes32 _creditId);
    error RevokedCredit(bytes32 _creditId);
    error InvalidSignature(bytes32 _creditId, address _recoveredSigner);
    error CreditConsumed(bytes32 _creditId);
    error MaxCreditedValueExceeded(uint256 _creditedValue, uint256 _maxCreditedValue);
    error MaxManaCreditedPerHourExceeded(uint256 _creditableManaThisHour, uint256 _creditedValue);
    error MaxUncreditedValueExceeded(uint256 _uncreditedValue, uint256 _maxUncreditedValue);

    bytes32 public constant CREDITS_SIGNER_ROLE = keccak256("CREDITS_SIGNER_ROLE");
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 public constant USER_DENIER_ROLE = keccak256("USER_DENIER_ROLE");
    bytes32 public constant CREDITS_REVOKER_ROLE = keccak256("CREDITS_REVOKER_ROLE");

    IERC20 public immutable mana;

    mapping(address user => bool) public isDenied;
    mapping(bytes32 creditHash => bool) public isRevoked;
    mapping(bytes32 creditHash => uint256) public spentValue;

    uint256 public maxManaCreditedPerHour;
    uint256 public manaCreditedThisHour;
    uint256 public hourOfLastManaCredit;

    /// @param owner Holds every admin right; it grants the other roles.
    constructor(address owner, IERC20 manaToken, uint256 maxManaPerHour) {
        mana = manaToken;
        _grantRole(DEFAULT_ADMIN_ROLE, owner);
        _setMaxManaCreditedPerHour(maxManaPerHour);
    }

    /// @notice Makes a call that costs MANA and pays for it with the caller's credits, in the order given, until it is covered.
    /// @dev The order of the checks is part of the rules: a client tells from the first error what to mend first.
    function useCredits(UseCreditsArgs calldata args) external nonReentrant whenNotPaused {
        if (isDenied[msg.sender]) revert DeniedUser(msg.sender);

        uint256 hourBudget = _openHour();
        uint256 paid = _callAndMeasure(args, hourBudget);
        uint256 credited = _spendCredits(args, paid);

        if (credited > args.maxCreditedValue) revert MaxCreditedValueExceeded(credited, args.maxCreditedValue);
        if (credited > hourBudget) revert MaxManaCreditedPerHourExceeded(hourBudget, credited);
        manaCreditedThisHour += credited;
        emit CreditsUsed(msg.sender, paid, credited);

        uint256 uncredited = paid - credited;
        if (uncredited > args.maxUncreditedValue) revert MaxUncreditedValueExceeded(uncredited, args.maxUncreditedValue);
        if (uncredited < args.maxUncreditedValue) mana.safeTransfer(msg.sender, args.maxUncreditedValue - uncredited);
    }

    function revokeCredits(bytes32[] calldata creditHashes) external {
        _requireRole(CREDITS_REVOKER_ROLE);
        for (uint256 i = 0; i < creditHashes.length; i++) {
            isRevoked[creditHashes[i]] = true;
            emit CreditRevoked(msg.sender, creditHashes[i]);
        }
    }

    /// @param areDenied Unlike a revocation, a denial can be taken back.
    function denyUsers(address[] calldata users, bool[] calldata areDenied) external {
        if (users.length == 0) revert InvalidUsersLength();
        if (users.length != areDenied.length) revert InvalidAreDeniedLength();
        _requireRole(USER_DENIER_ROLE);
        for (uint256 i = 0; i < users.length; i++) {
            isDenied[users[i]] = areDenied[i];
            emit UserDenied(msg.sender, users[i], areDenied[i]);
        }
    }

    function pause() external {
        _requireRole(PAUSER_ROLE);
        _pause();
    }

    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    function updateMaxManaCreditedPerHour(uint256 maxManaPerHour) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setMaxManaCreditedPerHour(maxManaPerHour);
    }

    /// @dev What may still be credited in the hour of this block. An admin who lowers the cap below what this hour has
    /// used makes the subtraction revert until the hour is over.
    function _openHour() private returns (uint256) {
        uint256 hour = block.timestamp / 3600;
        if (hour != hourOfLastManaCredit) {
            hourOfLastManaCredit = hour;
            manaCreditedThisHour = 0;
        }
        return maxManaCreditedPerHour - manaCreditedThisHour;
    }

    /// @dev Lets the target take what the caller allows and answers what it took. The caller's own balance must not move,
    /// or a credit would be MANA for whoever buys from himself.
    function _callAndMeasure(UseCreditsArgs calldata args, uint256 hourBudget) private returns (uint256 paid) {
        ExternalCall calldata call = args.externalCall;
        if (args.maxUncreditedValue > 0) mana.safeTransferFrom(msg.sender, address(this), args.maxUncreditedValue);
        uint256 creditable = args.maxCreditedValue < hourBudget ? args.maxCreditedValue : hourBudget;
        mana.forceApprove(call.target, args.maxUncreditedValue + creditable);

        uint256 ownBefore = mana.balanceOf(address(this));
        uint256 senderBefore = mana.balanceOf(msg.sender);
        (bool ok,) = call.target.call(bytes.concat(call.selector, call.data));
        if (!ok) revert ExternalCallFailed(call);
        if (mana.balanceOf(msg.sender) != senderBefore) revert SenderBalanceChanged();

        paid = ownBefore - mana.balanceOf(address(this));
        if (paid == 0) revert NoMANATransfer();
        mana.forceApprove(call.target, 0);
    }

    /// @dev Greedy: each credit gives all it has left or all that is still owed. Those after the last one needed are
    /// neither checked nor spent.
    function _spendCredits(UseCreditsArgs calldata args, uint256 owed) private returns (uint256 credited) {
        if (args.credits.length == 0) revert NoCredits();
        if (args.credits.length != args.creditsSignatures.length) revert InvalidCreditsSignaturesLength();
        if (args.maxCreditedValue == 0) revert MaxCreditedValueZero();

        for (uint256 i = 0; i < args.credits.length && credited < owed; i++) {
            Credit calldata credit = args.credits[i];
            (bytes32 creditHash, uint256 left) = _judge(credit, args.creditsSignatures[i]);
            uint256 share = left < owed - credited ? left : owed - credited;
            spentValue[creditHash] += share;
            credited += share;
            emit CreditUsed(msg.sender, creditHash, credit, share);
        }
    }

    /// @dev Answers what is left of a good credit, and reverts for any other. It is dead at the very second it expires.
    function _judge(Credit calldata credit, bytes calldata signature) private view returns (bytes32, uint256) {
        if (credit.value == 0) revert InvalidCreditValue();
        bytes32 creditHash = keccak256(abi.encode(msg.sender, block.chainid, address(this), credit));
        if (block.timestamp >= credit.expiresAt) revert CreditExpired(creditHash);
        if (isRevoked[creditHash]) revert RevokedCredit(creditHash);

        address signer = ECDSA.recover(MessageHashUtils.toEthSignedMessageHash(creditHash), signature);
        if (!hasRole(CREDITS_SIGNER_ROLE, signer)) revert InvalidSignature(creditHash, signer);

        uint256 left = credit.value - spentValue[creditHash];
        if (left == 0) revert CreditConsumed(creditHash);
        return (creditHash, left);
    }

    function _setMaxManaCreditedPerHour(uint256 maxManaPerHour) private {
        maxManaCreditedPerHour = maxManaPerHour;
        emit MaxManaCreditedPerHourUpdated(msg.sender, maxManaPerHour);
    }

    /// @dev An admin may do whatever a role may.
    function _requireRole(bytes32 role) private view {
        if (!hasRole(DEFAULT_ADMIN_ROLE, msg.sender) && !hasRole(role, msg.sender)) revert Unauthorized(msg.sender);
    }
}
