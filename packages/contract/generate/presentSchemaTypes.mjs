import { pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

/** Presents the types of openapi-typescript for the document in this file. @param {string} file */
export async function presentSchemaTypes(file) {
  return astToString(await openapiTS(pathToFileURL(file), { silent: true }))
}
