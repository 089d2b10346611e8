import { type Balance, CreditsApiError, createCreditsClient } from '@credits-server/sdk'

const baseUrl: string = import.meta.env['VITE_CREDITS_URL'] ?? 'http://localhost:3000'
const address = new URLSearchParams(location.search).get('address') ?? '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'

show('address', address)
createCreditsClient({ baseUrl }).watchCredits(address, {
  onBalance: showBalance,
  onState: ({ name }) => show('state', name),
  onError: (error) => show('state', error instanceof CreditsApiError ? error.message : String(error)),
})

function showBalance({ totalCredits, credits }: Balance): void {
  show('total', `${totalCredits} MANA`)
  const items = credits.map(({ availableAmount, expiresAt }) => {
    const item = document.createElement('li')
    item.textContent = `${availableAmount} MANA until ${new Date(expiresAt ?? 0).toLocaleString()}`
    return item
  })
  document.getElementById('credits')?.replaceChildren(...items)
}

function show(id: string, text: string): void {
  const element = document.getElementById(id)
  if (element) element.textContent = text
}
