import type { BreakKind } from '../contractBreak.js'
import type { JsonObject } from '../jsonValue.js'
import { applyChange, type BreakingChange, type Changed, drop, gain, remove, rename, set } from './change.js'
import { listDocumentChanges } from './listDocumentChanges.js'
import { listOperationChanges, listParameterChanges, listPathChanges } from './listOperationChanges.js'
import { listSchemaChanges } from './listSchemaChanges.js'
import { listSites, type Site } from './listSites.js'

/**
 * A candidate that is the baseline with one breaking change.
 *
 * **Shape:** `kind` must be reported at `pointer`, and nothing may be reported outside `place`.
 */
export interface Plant extends Changed {
  kind: BreakKind
  pointer: string
}

/** Plants every breaking change we can name at every node of a document where it makes sense, one per candidate. */
export function listPlants(baseline: JsonObject): Plant[] {
  return listSites(baseline).flatMap((site) =>
    listChanges(site).map((change) => ({
      ...applyChange(baseline, site, change),
      kind: change.kind,
      pointer: site.pointer + change.at,
    })),
  )
}

function listChanges(site: Site): BreakingChange[] {
  switch (site.role) {
    case 'document':
      return listDocumentChanges(site.node)
    case 'path':
      return listPathChanges()
    case 'operation':
      return listOperationChanges(site.node)
    case 'parameter':
      return listParameterChanges(site.node)
    case 'status':
      return [
        remove('status-removed'),
        rename('299', 'status-removed'),
        set('description', 'changed', 'description-changed'),
        drop('description', 'description-changed'),
        gain('futureKeyword', true),
      ]
    case 'header':
      return [
        remove('header-removed'),
        rename('X-Renamed', 'header-removed'),
        set('description', 'changed', 'description-changed'),
        drop('description', 'description-changed'),
        gain('required', true, 'required-changed'),
        gain('style', 'simple'),
        gain('futureKeyword', true),
      ]
    case 'media-type':
      return [
        remove('media-type-removed'),
        rename('text/csv', 'media-type-removed'),
        gain('encoding', {}),
        gain('futureKeyword', true),
      ]
    default:
      return listSchemaChanges(site)
  }
}
