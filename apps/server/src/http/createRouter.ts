import { METHODS } from 'node:http'
import { type OperationId, operationTable } from '@credits-server/contract'
import Router from '@koa/router'
import type { CompiledOperation } from '../contract/compileContract.js'
import type { HandlerTable } from './Handler.js'
import type { Resource } from './Resource.js'
import { serveResource } from './serveResource.js'

type Deps = Omit<Parameters<typeof serveResource>[0], 'resource'> & {
  readonly contract: Readonly<Record<OperationId, CompiledOperation>>
  readonly handlers: HandlerTable
}

/**
 * Creates the router from the contract's operation table; there are no other routes. A path has one route for all methods,
 * because what comes before the method (404, OPTIONS, 405) belongs to the path. Literal segments win over parameters.
 */
export function createRouter({ contract, handlers, ...deps }: Deps): Router {
  const router = new Router({ strict: true, sensitive: true })
  for (const resource of resources(contract, handlers)) {
    router.register(resource.path.replace(/\{(\w+)\}/g, ':$1'), METHODS, serveResource({ ...deps, resource }))
  }
  return router
}

function resources(contract: Deps['contract'], handlers: HandlerTable): Resource[] {
  const byPath = new Map<string, Resource>()
  for (const id of Object.keys(operationTable) as OperationId[]) {
    const { path, ...operation } = operationTable[id]
    const resource = byPath.get(path) ?? { path, operations: new Map() }
    resource.operations.set(operation.method, { id, ...operation, ...contract[id], handle: handlers[id] })
    byPath.set(path, resource)
  }
  return [...byPath.values()].sort((a, b) => order(a.path).localeCompare(order(b.path)))
}

/** A parameter sorts behind every literal of its place. */
const order = (path: string) => path.replace(/\{\w+\}/g, '\uffff')
