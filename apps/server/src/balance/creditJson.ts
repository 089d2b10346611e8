/**
 * Returns SQL for the JSON text of the credit row `alias` at the moment `now` (an SQL expression). The database writes the
 * text because that costs a third of rows turned into objects and objects into text, and because numeric never rounds.
 *
 * Nothing needs escaping: every text column in it is held to plain characters by its domain or check.
 *
 * `isShown` (an SQL condition) says whether the signature is; without it whoever calls it has seen to that.
 *
 * **Units:** `amount` and `availableAmount` are MANA as exact decimals; `onChain` is wei and unix seconds.
 * **Source:** `#/components/schemas/Credit`.
 */
export function creditJson(alias: string, now: string, isShown?: string): string {
  const c = alias
  const signature = `',"signature":"' || ${c}.signature || '"'`
  return `'{"id":"' || ${c}.id
    || '","amount":' || ${manaNumber(`${c}.value_wei`)}
    || ',"status":"' || ${creditStatus(c, now)}
    || '","createdAt":"' || ${momentText(`${c}.created_at`)}
    || '","expiresAt":"' || ${secondText(`${c}.expires_at`)} || '"'
    || ${isShown === undefined ? signature : `case when ${isShown} then ${signature} else '' end`}
    || coalesce(',"seasonId":' || ${c}.season_id, '')
    || coalesce(',"goalId":"' || ${c}.goal_id || '"', '')
    || ',"availableAmount":' || ${manaNumber(`${c}.value_wei - ${c}.spent_wei`)}
    || ',"onChain":{"chainId":' || ${c}.chain_id
    || ',"contract":"' || ${c}.contract
    || '","value":"' || ${c}.value_wei
    || '","spent":"' || ${c}.spent_wei
    || '","expiresAt":' || ${unixSeconds(`${c}.expires_at`)}
    || ',"salt":"' || ${c}.salt || '"}}'`
}

/** [chain] `block.timestamp >= expiresAt` reverts CreditExpired: expired from that very second on. */
function creditStatus(c: string, now: string): string {
  return `case
      when ${c}.spent_wei = ${c}.value_wei then 'USED'
      when ${c}.expires_at <= ${now} then 'EXPIRED'
      when ${c}.spent_wei > 0 then 'PARTIALLY_USED'
      else 'AVAILABLE' end`
}

/** MANA as a JSON number. [V] `wei / 1e18` would round 123456789.123456789123456789 to 123456789.12345679. */
export const manaNumber = (wei: string) => `trim_scale((${wei}) * 1e-18)`

/** Whole seconds, UTC. */
export const secondText = (time: string) => `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

/** Milliseconds, UTC. */
export const momentText = (time: string) => `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export const unixSeconds = (time: string) => `extract(epoch from ${time})::bigint`

/** Unix milliseconds, with what the clock has beyond. */
export const unixMs = (time: string) => `extract(epoch from ${time}) * 1000`
