import { createRequire } from 'node:module'

/**
 * Answers the anvil to run: the binary that was installed from npm, which there is for Linux on x64; elsewhere the one of
 * Foundry, by its name.
 *
 * **Shape:** the binary itself and not the launcher beside it: a signal to that one does not reach anvil.
 */
export function locateAnvil(): string {
  try {
    return createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil')
  } catch {
    return 'anvil'
  }
}
