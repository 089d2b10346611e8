// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Sells nothing in particular, for MANA.
contract TestShop {
    IERC20 public immutable mana;

    constructor(IERC20 manaToken) {
        mana = manaToken;
    }

    /// @notice Takes the price from whoever calls, as a marketplace does.
    function buy(uint256 priceWei) external {
        mana.transferFrom(msg.sender, address(this), priceWei);
    }

    /// @notice Takes the price and gives part of it away, as a marketplace does with royalties and with a seller's share.
    function buyFrom(address seller, uint256 priceWei) external {
        mana.transferFrom(msg.sender, seller, priceWei);
    }
}
