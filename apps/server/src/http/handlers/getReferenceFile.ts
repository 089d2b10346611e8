import { readReferenceFiles } from '../../pages/readReferenceFiles.js'
import type { Handler } from '../Handler.js'

/** Answers getReferenceFile: the files are read once, at start. */
export function createGetReferenceFile(): Handler<'getReferenceFile'> {
  const files = readReferenceFiles()
  return ({ path: { file } }) => ({
    status: 200,
    type: file.endsWith('.css') ? 'text/css' : 'text/javascript',
    body: files[file],
  })
}
