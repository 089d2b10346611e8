/**
 * Presents what the server's router and the clients need to know of each operation, as a TypeScript module.
 * @param {any} document
 */
export function presentOperationTable(document) {
  /** @type {Record<string, unknown>} */
  const table = {}
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'put', 'post', 'patch', 'delete']) {
      const operation = item[method]
      if (operation) table[operation.operationId] = presentOperation(document, path, method, operation)
    }
  }
  return `/** Every operation of the contract by its id. */
export const operationTable = ${JSON.stringify(table, null, 2)} as const

/** What an API key may be allowed, by the name of the scope. */
export const scopes = ${JSON.stringify(document.components.securitySchemes.bearer['x-scopes'], null, 2)} as const
`
}

/** @param {any} document @param {string} path @param {string} method @param {any} operation */
function presentOperation(document, path, method, operation) {
  const responses = Object.entries(operation.responses).map(([status, response]) => [
    status,
    resolve(document, response),
  ])
  const served = responses.find(([status]) => status.startsWith('2'))?.[1]
  return {
    method: method.toUpperCase(),
    path,
    access: accessOf(document, operation),
    scope: securityOf(document, operation)[0]?.bearer[0] ?? null,
    writes: writes(document, method, operation),
    statuses: responses.map(([status]) => Number(status)),
    /** Media types of the answer when it succeeds; what `Accept` is held against. */
    mediaTypes: Object.keys(served?.content ?? {}),
    errors: responses.flatMap(([, response]) => response['x-codes'] ?? []),
  }
}

/** @param {any} document @param {any} operation */
function accessOf(document, operation) {
  if (securityOf(document, operation).length > 0) return 'bearer'
  return operation['x-same-origin'] ? 'same-origin' : 'public'
}

/** @param {any} document @param {string} method @param {any} operation */
function writes(document, method, operation) {
  return method !== 'get' && accessOf(document, operation) === 'bearer' && operation['x-writes'] !== false
}

/** @param {any} document @param {any} operation */
function securityOf(document, operation) {
  return operation.security ?? document.security
}

/** @param {any} document @param {any} node */
function resolve(document, node) {
  if (!node.$ref) return node
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], document)
}
