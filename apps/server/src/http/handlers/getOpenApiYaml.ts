import { documentYaml } from '@credits-server/contract/document'
import type { Handler } from '../Handler.js'

/** Answers getOpenApiYaml: the document as it was written, comments and all. */
export const getOpenApiYaml: Handler<'getOpenApiYaml'> = () => ({
  status: 200,
  type: 'application/yaml',
  body: documentYaml,
})
