/** Signs the demo's credits. It is the first account of every local EVM node, known to all, and refused in production. */
export const demoSignerKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
