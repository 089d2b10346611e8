import { createHash } from 'node:crypto'
import { documentJson } from '@credits-server/contract/document'
import { snapshotStatement } from './snapshotStatement.js'

/**
 * Names this build's way of writing a balance. It is part of the ETag, so that a copy written by an older build is never
 * confirmed by a newer one that would write it otherwise.
 */
export const revision = createHash('sha256')
  .update(documentJson)
  .update(snapshotStatement.text)
  .digest('hex')
  .slice(0, 8)
