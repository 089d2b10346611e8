import { defineConfig } from 'tsup'

const bundled = ['@credits-server/contract', '@credits-server/onchain']

export default defineConfig({
  entry: { index: 'src/index.ts', admin: 'src/admin/index.ts', onchain: 'src/onchain/index.ts' },
  format: ['esm', 'cjs'],
  // What two entries share they share in CommonJS too: an error that `admin` throws is a CreditsApiError of the index. And
  // without it CommonJS takes all of openapi-fetch for its default export, and its first call throws.
  splitting: true,
  // Node 20 and browsers of 2023: AbortSignal.any is what they have in common last.
  target: 'es2022',
  // The workspace's own packages are not published: what is used of them goes in, code and types.
  noExternal: bundled,
  dts: { resolve: [/^@credits-server\//, /^\.\//] },
  sourcemap: true,
  clean: true,
})
