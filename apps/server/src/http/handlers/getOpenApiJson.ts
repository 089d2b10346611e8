import type { JsonText } from '@credits-server/contract'
import { documentJson } from '@credits-server/contract/document'
import type { Handler } from '../Handler.js'

type OpenApiDocument = Record<string, never>

/** Answers getOpenApiJson: the document this build was made from. */
export const getOpenApiJson: Handler<'getOpenApiJson'> = () => ({
  status: 200,
  type: 'application/json',
  body: documentJson as JsonText<OpenApiDocument>,
})
