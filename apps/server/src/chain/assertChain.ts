import { type ChainNode, NodeContradiction } from './ChainNode.js'

/**
 * Asserts that a node is one of the chain that credits are signed for.
 *
 * **Errors:** NodeContradiction; those of ChainNode.
 */
export async function assertChain(node: ChainNode, chainId: number): Promise<void> {
  const found = await node.readChainId()
  if (found !== chainId) throw new NodeContradiction(`the node is one of chain ${found}, not of ${chainId}`)
}
