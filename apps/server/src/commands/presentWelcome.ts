import type { RootKey } from '../config/loadRootKey.js'
import type { Config } from '../config/parseConfig.js'
import { demoUsers } from '../seed/demoUsers.js'
import type { RunningServer } from '../startServer.js'

type Welcome = {
  readonly config: Pick<Config, 'seedDemo' | 'chainId' | 'creditsManagerAddress' | 'demoShopAddress' | 'rpcUrl'>
  readonly server: Pick<RunningServer, 'url' | 'opsUrl'>
  readonly rootKey: RootKey
}

/** Presents what `serve` prints when it is ready: what to open, who there is, what to try. */
export function presentWelcome({ config, server, rootKey }: Welcome): string {
  const lines = [
    '',
    `Credits Server  ${server.url}`,
    `  reference     ${server.url}/docs`,
    `  contract      ${server.url}/openapi.yaml`,
    `  health        ${server.opsUrl}/health/ready   metrics ${server.opsUrl}/metrics`,
    `  signs for     chain ${config.chainId}, contract ${config.creditsManagerAddress}`,
  ]
  if (config.demoShopAddress !== null) lines.push(`  chain         ${config.rpcUrl}`)
  if (rootKey.file !== null) lines.push(`  root key      ${rootKey.key}`, `                kept in ${rootKey.file}`)
  if (config.seedDemo) {
    lines.push('', 'Demo users', ...Object.values(demoUsers).map(({ address, story }) => `  ${address}  ${story}`))
    lines.push('', 'Try', `  curl ${server.url}/users/${demoUsers.fresh.address}/credits`)
    lines.push(`  curl ${server.url}/users/${demoUsers.earning.address}/progress`)
    lines.push(`  curl -N ${server.url}/users/${demoUsers.expiring.address}/credits/stream`)
    if (config.demoShopAddress !== null) {
      const json = `-H 'Content-Type: application/json' -d '{ "amount": "0.5" }'`
      lines.push(`  curl ${json} ${server.url}/demo/users/${demoUsers.fresh.address}/spends`)
    }
  }
  return `${lines.join('\n')}\n`
}
