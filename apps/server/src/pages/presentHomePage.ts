/** A user of the demo and what is special about it. */
export type DemoUser = { readonly address: string; readonly story: string }

/** What the start page shows. */
export type HomePage = {
  /** Empty unless the demo is seeded. */
  readonly demoUsers: readonly DemoUser[]
  /** Whether a chain came with the demo. */
  readonly canSpend: boolean
}

/** Presents the start page: what this server is, in plain words, and what there is to see. */
export function presentHomePage({ demoUsers, canSpend }: HomePage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Credits Server</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>Credits Server</h1>
<p>This server keeps <em>credits</em>: vouchers in MANA that people earn in a season or are given. Each is signed, so the
marketplace contract accepts it, and each runs out at a fixed second. Ask for a person's credits once and you get
<a href="/docs#/Credits/getCredits">JSON</a>; keep the line open and every change arrives by itself, as a
<a href="/docs#/Credits/getCreditsStream">stream of events</a>.</p>
<ul>
<li><a href="/docs">The reference</a>, to read and to try calls from</li>
<li><a href="/openapi.yaml">openapi.yaml</a> and <a href="/openapi.json">openapi.json</a>, the contract itself</li>
</ul>
${demoUsers.length === 0 ? '' : presentDemo(demoUsers, canSpend)}</main>
</body>
</html>
`
}

function presentDemo(demoUsers: readonly DemoUser[], canSpend: boolean): string {
  const rows = demoUsers.map(
    ({ address, story }) => `<tr>
<td><code>${address}</code><br>${story}</td>
<td><a href="/users/${address}/credits">balance</a></td>
<td><a href="/users/${address}/credits/stream">stream</a></td>
</tr>`,
  )
  const options = demoUsers.map(({ address, story }) => `<option value="${address}">${story}</option>`)
  return `<h2>Watch one live</h2>
<p><select id="user" aria-label="Demo user">
${options.join('\n')}
</select></p>
<p><output id="total">…</output> <button id="grant">Grant 1 MANA</button>${canSpend ? spend : ''}<br>
<small id="state">connecting</small></p>
<ul id="changes"></ul>
<script src="/docs/home.js" defer></script>
<h2>Demo users</h2>
<p>Made up for this demo, with keys that everybody knows. Their vouchers are signed with a demo key that
${canSpend ? 'the contract on the demo’s own chain accepts, and no other' : 'no contract accepts'}.</p>
<table>
${rows.join('\n')}
</table>
`
}

const spend = `
<input id="amount" value="0.5" inputmode="decimal" size="6" aria-label="MANA to spend"> <button id="spend">Spend</button>`

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent) }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif }
main { max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem }
h1 { margin: 0 0 .5rem; font-size: 2rem }
h2 { margin-top: 2.5rem; font-size: 1.25rem }
table { width: 100%; border-collapse: collapse }
#user { max-width: 100%; font: inherit }
#total { font-size: 2rem; font-variant-numeric: tabular-nums }
#grant, #spend, #amount { font: inherit }
#grant, #amount { margin-left: 1rem }
td { padding: .6rem .75rem .6rem 0; border-top: 1px solid var(--line); vertical-align: top }
code { font-size: .85rem; overflow-wrap: anywhere }
`
