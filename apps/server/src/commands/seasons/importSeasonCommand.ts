import type { Command } from '../Command.js'
import { CommandError } from '../CommandError.js'
import { apiOptions, openApi } from '../openApi.js'
import { importSeason } from './importSeason.js'
import { countOutcomes, presentImport } from './presentImport.js'
import { readSeasonFile } from './readSeasonFile.js'

const again = 'Import the file again; what is as it says stays as it is.'

/** Makes a season and its goals what a file says. Source: createSeason, editSeason, createGoal, editGoal. */
export const importSeasonCommand: Command = {
  about: 'Make a season and its goals as a YAML file says, or edit them; the same file again changes nothing.',
  operands: ['file.yaml'],
  options: { 'dry-run': { about: 'Say what it would change, and change nothing.' }, ...apiOptions },
  async run(invocation) {
    const { operands, isSet, report } = invocation
    const [path = ''] = operands
    const file = readSeasonFile(path)
    const isDry = isSet('dry-run')
    const { season, goals, failure } = await importSeason({
      api: openApi(invocation),
      file,
      isDry,
      progress: report.progress,
    })
    const items = [season, ...goals]
    const counts = countOutcomes(items)
    const { refused = 0, unknown = 0 } = counts
    const ok = refused + unknown === 0
    report.result({ ok, dryRun: isDry, season, goals, counts }, presentImport(items, isDry))
    if (failure instanceof CommandError)
      throw new CommandError('IMPORT_STOPPED', failure.message, again, { cause: failure })
    if (failure !== null) throw failure
    if (refused > 0) throw new CommandError('IMPORT_REFUSED', `${refused} of ${items.length} were refused.`, null)
  },
}
