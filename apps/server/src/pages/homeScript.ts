/**
 * Brings the start page to life: the chosen demo user's balance over a plain EventSource, and the button that grants. The
 * key of a grant is made before its first try.
 */
export const homeScript = `const users = document.getElementById('user')
const total = document.getElementById('total')
const state = document.getElementById('state')
const changes = document.getElementById('changes')
const button = document.getElementById('grant')
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

button.onclick = async () => {
  button.disabled = true
  const answer = await fetch('/demo/users/' + users.value + '/credits', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID?.() ?? String(Math.random()) },
    body: '{}',
  }).catch((error) => error)
  if (!answer.ok) state.textContent = answer.status ? (await answer.json()).error : 'the server does not answer'
  button.disabled = false
}

users.onchange = watch
watch()
`
