// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A contract wallet: the user of its credits is the contract, so one transaction can hold several uses of one credit.
contract TestWallet {
    /// @notice Makes the calls in turn, all or none; what one reverts with is what the transaction reverts with.
    function multicall(address target, bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, bytes memory answer) = target.call(calls[i]);
            if (!ok) {
                assembly {
                    revert(add(answer, 32), mload(answer))
                }
            }
        }
    }
}
