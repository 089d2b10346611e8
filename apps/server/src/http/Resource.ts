import type { OperationId, operationTable } from '@credits-server/contract'
import type { CompiledOperation } from '../contract/compileContract.js'
import type { AnyAnswer, RequestContext } from './Handler.js'

/** An operation with all that is needed to serve it. */
export type ServedOperation = Omit<(typeof operationTable)[OperationId], 'path'> &
  CompiledOperation & {
    readonly id: OperationId
    handle(request: never, context: RequestContext): Promise<AnyAnswer> | AnyAnswer
  }

/** A path and its operations by method. */
export type Resource = {
  readonly path: string
  readonly operations: Map<string, ServedOperation>
}
