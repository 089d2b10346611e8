import { createRequire } from 'node:module'

/** What we use of libsecp256k1: signatures by RFC 6979 with s in the lower half, as every one of its is. */
export type NativeSecp256k1 = {
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { readonly signature: Uint8Array; readonly recid: number }
}

/**
 * Loads the native binding of `secp256k1`, or null where it has none for this machine, was not installed or does not load.
 *
 * The package's own entry would fall back to its JavaScript signing, which is several times slower than ours; so that is
 * neither asked for nor installed (`overrides` in pnpm-workspace.yaml).
 */
export function loadNativeSecp256k1(
  require: (module: string) => NativeSecp256k1 = createRequire(import.meta.url),
): NativeSecp256k1 | null {
  try {
    return require('secp256k1/bindings')
  } catch {
    return null
  }
}
