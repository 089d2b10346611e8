import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from './Figure.js'

/** P11: the bytes a page loads for it, minified and compressed, all dependencies in; peer: the two libraries alone. */
export async function measureSdkSize(): Promise<Figure[]> {
  const libraries = await bytesOf(
    "import create from 'openapi-fetch'; import { EventSource } from 'eventsource'; console.log(create, EventSource)",
  )
  const fetchOnly = await bytesOf("import create from 'openapi-fetch'; console.log(create)")
  const reader = await bytesOf(
    "import { createCreditsReader } from '@credits-server/sdk'; console.log(createCreditsReader)",
  )
  const client = await bytesOf(
    "import { createCreditsClient } from '@credits-server/sdk'; console.log(createCreditsClient)",
  )
  return [
    figure('P11 reads', 'SDK that only reads, min+gzip; peer: openapi-fetch alone', reader, fetchOnly, 5),
    figure('P11 all', 'SDK with streams, min+gzip; peer: openapi-fetch and eventsource alone', client, libraries, 9),
  ]
}

function figure(id: string, what: string, ours: number, peer: number, goal: number): Figure {
  const kB = (bytes: number) => `${(bytes / 1_000).toFixed(2)} kB`
  return { id, what, ours: kB(ours), peer: kB(peer), value: ours / 1_000, spread: null, goal, bound: 'at most' }
}

async function bytesOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '').length
}
