/**
 * Brings the start page to life: the chosen demo user's balance over a plain EventSource, the button that grants, and where a
 * chain came with the demo the one that spends. The key of a grant is made before its first try.
 */
export const homeScript = `const users = document.getElementById('user')
const total = document.getElementById('total')
const state = document.getElementById('state')
const changes = document.getElementById('changes')
const grant = document.getElementById('grant')
const spend = document.getElementById('spend')
let stream

function watch() {
  stream?.close()
  total.textContent = '…'
  changes.replaceChildren()
  stream = new EventSource('/users/' + users.value + '/credits/stream')
  stream.onopen = () => { state.textContent = 'live' }
  stream.onmessage = ({ data }) => show(JSON.parse(data))
  stream.onerror = () => {
    const over = stream.readyState === EventSource.CLOSED
    state.textContent = over ? 'this user has no stream: flagged, or not known' : 'reconnecting'
    if (over) total.textContent = '–'
  }
}

function show({ totalCredits, credits, changes: last }) {
  total.textContent = totalCredits.toLocaleString('en', { maximumFractionDigits: 18 }) + ' MANA'
  state.textContent = 'live, ' + credits.length + ' credits'
  changes.replaceChildren(...last.slice(0, 5).map(({ kind, amountWei, at }) => {
    const item = document.createElement('li')
    item.textContent = new Date(at).toLocaleString() + ': ' + kind + ' ' + Number(amountWei) / 1e18 + ' MANA'
    return item
  }))
}

function explain({ error, details }) {
  return error.replace(/details\\.(\\w+)/g, (name, key) => details?.[key] ?? name)
}

async function post(button, path, body, headers, done) {
  button.disabled = true
  const answer = await fetch('/demo/users/' + users.value + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }).catch((error) => error)
  if (answer.ok) done?.()
  else state.textContent = answer.status ? explain(await answer.json()) : 'the server does not answer'
  button.disabled = false
}

grant.onclick = () => {
  const key = crypto.randomUUID?.() ?? String(Math.random())
  return post(grant, '/credits', {}, { 'Idempotency-Key': key })
}

if (spend) spend.onclick = () => {
  const amount = document.getElementById('amount').value.trim()
  return post(spend, '/spends', { amount }, {}, () => { state.textContent = 'sent, and waiting for its block' })
}

users.onchange = watch
watch()
`
