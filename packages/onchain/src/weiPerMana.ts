/**
 * States how many wei make one MANA.
 *
 * **Units:** wei.
 * **Source:** the MANA token has 18 decimals.
 */
export const WEI_PER_MANA = 10n ** 18n
