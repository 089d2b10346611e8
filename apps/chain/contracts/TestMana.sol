// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Stands in for MANA; anyone may make as much of it as a test needs.
contract TestMana is ERC20("Test MANA", "MANA") {
    function mint(address to, uint256 value) external {
        _mint(to, value);
    }
}
