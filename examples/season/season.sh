#!/bin/sh
# The walk of season.ts with curl alone: every call stands here as you would type it. It needs sh, curl, awk and sed; Node does
# nothing but read fields out of JSON (`field`, where you may prefer jq), tell the time and add up in exact wei.
#
#   CREDITS_URL=http://localhost:3000 CREDITS_API_KEY=… ./season.sh
set -eu
url=${CREDITS_URL:-http://localhost:3000}
batchSize=${BATCH_SIZE:-10000}
client=season-walk-$(date +%s)-$$
json='Content-Type: application/json'
root="Authorization: Bearer ${CREDITS_API_KEY:?is to be a key that may make keys}"
files=$(mktemp -d)

step() { printf '\n%s\n' "$1"; }
fail() { echo "It is not so that $1" >&2; exit 1; }
# Reads a field of the answer, such as key.id; an answer without it, such as an error, ends the walk and is shown.
field() {
  node -e 'const text = require("fs").readFileSync(0, "utf8")
    const value = process.argv[1].split(".").reduce((at, name) => at?.[name], JSON.parse(text || "{}"))
    if (value === undefined) { console.error(`No ${process.argv[1]} in ${text}`); process.exit(1) }
    console.log(value)' "$1"
}
newAddress() { echo "0x$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')"; }
# A time as the server takes it, so many seconds from now.
secondsFromNow() { node -p "new Date(Date.now() + $1 * 1000).toISOString().replace(/\..*/, 'Z')"; }

# What is to be done at the end, whatever happened.
tidyUp() {
  [ -z "${ownGoals:-}" ] || for goal in $ownGoals; do curl -sS -X POST "$url/goals/$goal/close" -H "$auth" -o "$files/closed"; done
  [ -z "${ownSeason:-}" ] || if [ "$season" = "$ownSeason" ]
    then curl -sS -X POST "$url/seasons/$ownSeason/close" -H "$auth" -o "$files/closed"
    else curl -sS -X DELETE "$url/seasons/$ownSeason" -H "$auth" -o "$files/closed"
  fi
  [ -z "${keyId:-}" ] || curl -sS -X DELETE "$url/keys/$keyId" -H "$root" -o "$files/closed"
  rm -r "$files"
}
trap tidyUp EXIT

step ' 1  A key of its own: what it may do, and how much it may grant a day'
curl -sS -X POST "$url/keys" -H "$root" -H "$json" -o "$files/key" -d '{
  "client": "'"$client"'",
  "scopes": ["seasons:write", "goals:write", "goals:report", "claims:write", "users:write",
             "credits:read", "credits:grant", "credits:revoke", "flags:read", "flags:write"],
  "dailyQuota": "100"
}'
auth="Authorization: Bearer $(field secret <"$files/key")"
keyId=$(field key.id <"$files/key")
since=$(field key.createdAt <"$files/key")
status=$(curl -sS -X POST "$url/keys" -H "$auth" -H "$json" -o "$files/refused" -w '%{http_code}' -d '{
  "client": "'"$client"'", "scopes": ["credits:read"]
}')
[ "$status" = 403 ] || fail 'a key does only what its scopes allow'
echo "    $client may grant 100 MANA a day; it may not make keys: $(field code <"$files/refused")"

step ' 2  A season, with a budget in all and for a week'
curl -sS "$url/seasons/budgets?limit=100" -H "$auth" -o "$files/seasons"
# The first free time: four weeks from now, or after the last season if one runs now.
free=$(node -e 'const { seasons } = JSON.parse(require("fs").readFileSync(0, "utf8"))
  const others = seasons.filter(({ state }) => state !== "ENDED")
  const running = others.find(({ state }) => state !== "NOT_STARTED")
  const start = running ? Math.max(...others.map(({ endsAt }) => Date.parse(endsAt))) : Date.parse(process.argv[1])
  const next = others.map(({ startsAt }) => Date.parse(startsAt)).filter((ms) => ms > start)
  const times = [start, Math.min(start + 28 * 86400000, ...next)].map((ms) => new Date(ms).toISOString().replace(/\..*/, "Z"))
  console.log(...times, running?.id ?? "")' "$since" <"$files/seasons")
set -- $free
curl -sS -X POST "$url/seasons" -H "$auth" -H "$json" -o "$files/season" -d '{
  "name": "A walk through a season", "startsAt": "'"$1"'", "endsAt": "'"$2"'",
  "budget": "1000", "weeklyBudget": "400"
}'
ownSeason=$(field id <"$files/season")
season=${3:-$ownSeason}
echo "    season $ownSeason, $1 to $2: 1000 MANA, 400 a week"
[ "$season" = "$ownSeason" ] || echo "    season $season runs until then, so the walk goes on in that one"

step ' 3  Three goals: two for each week, one for the season'
makeGoal() {
  curl -sS -X POST "$url/seasons/$season/goals" -H "$auth" -H "$json" -o "$files/goal" -d "$1"
  [ "$season" = "$ownSeason" ] || ownGoals="${ownGoals:-} $(field id <"$files/goal")"
  echo "    $(field title <"$files/goal"): $(field reward <"$files/goal") MANA"
}
makeGoal '{ "id": "'"$client"'-log-in", "title": "Log in on 3 days", "period": "weekly", "steps": 3, "reward": "2" }'
makeGoal '{ "id": "'"$client"'-visit", "title": "Visit the place of the week", "period": "weekly", "steps": 1, "reward": "0.5" }'
makeGoal '{ "id": "'"$client"'-tour", "title": "Take the tour", "period": "once", "steps": 1, "reward": "1.25" }'

step ' 4  Three users'
alice=$(newAddress) bob=$(newAddress) carol=$(newAddress)
for address in "$alice" "$bob" "$carol"; do
  status=$(curl -sS -X POST "$url/users" -H "$auth" -H "$json" -d '{ "address": "'"$address"'" }' | field status)
  echo "    $address is $status"
done

step ' 5  What they do is reported, each event under a name of its own'
report() { # goal, user, event
  curl -sS -X POST "$url/goals/$client-$1/progress" -H "$auth" -H "$json" -o "$files/report" -d '{
    "address": "'"$2"'", "eventId": "'"$3:$2"'"
  }'
  field progress.completedSteps <"$files/report"
}
[ "$(report log-in "$alice" monday)" = 1 ] || fail 'the first step counts'
[ "$(report log-in "$alice" tuesday)" = 2 ] || fail 'the second step counts'
[ "$(report log-in "$alice" tuesday)" = 2 ] || fail 'an event that is reported twice counts once'
echo '    log-in reported for Monday, Tuesday and Tuesday again: 2 steps'
[ "$(report log-in "$alice" friday)" = 3 ] || fail 'the third step counts'
reward=$(field creditId <"$files/report")
report tour "$alice" tour >"$files/steps"
report visit "$bob" visit >"$files/steps"
report visit "$carol" visit >"$files/steps"
curl -sS "$url/users/$alice/progress" -o "$files/progress"
[ "$(field pendingCredits.length <"$files/progress")" = 2 ] || fail 'the rewards of two goals wait to be claimed'
echo "    the third step earned $reward, which is pending"

step ' 6  Who claims can spend: each credit is signed for the contract'
for address in "$alice" "$bob"; do
  curl -sS -X POST "$url/users/$address/claims" -H "$auth" -H "$json" -d '{}' -o "$files/claim"
  echo "    $(field credits.length <"$files/claim") credits, the first one signed with $(field credits.0.signature <"$files/claim" | cut -c 1-20)…"
done
echo '    season.ts verifies them with @credits-server/sdk/onchain'

step " 7  A batch of $batchSize: planned, looked at, and done as planned"
{ printf '%s\n' "$alice" "$bob" "$carol"; awk -v n="$batchSize" 'BEGIN { for (i = 0; i < n - 3; i++) printf "0x5ea50%035d\n", i }'; } |
  awk -v season="$season" '
    BEGIN { printf "{\"mode\":\"all\",\"items\":[" }
    { printf "%s{\"address\":\"%s\",\"type\":\"on-demand\",\"amount\":\"0.001\",\"reason\":\"A prize of the walk\",\"seasonId\":%d}", sep, $1, season; sep = ",\n" }
    END { printf "]}" }' >"$files/planned.json"
curl -sS -X POST "$url/credits/batch/plan" -H "$auth" -H "$json" --data-binary "@$files/planned.json" -o "$files/plan"
hash=$(field hash <"$files/plan")
echo "    the plan takes $(field grantedMana <"$files/plan") MANA and refuses $(field refused <"$files/plan")"
sed '1s/^{/{"planHash":"'"$hash"'",/' "$files/planned.json" >"$files/batch.json"
curl -sS -X POST "$url/credits/batch" -H "$auth" -H "$json" -H "Idempotency-Key: $client-prizes" \
  --data-binary "@$files/batch.json" -o "$files/batch"
[ "$(field granted <"$files/batch")" = "$batchSize" ] || fail 'what was planned is what was done'
echo "    $batchSize credits granted, with plan $(echo "$hash" | cut -c 1-12)…"

step ' 8  What was granted by mistake is taken back, one credit or all that somebody has'
credit=$(field results.1.credit.id <"$files/batch")
one=$(curl -sS -X POST "$url/credits/$credit/revoke" -H "$auth" -H "$json" -d '{ "reason": "Granted by mistake" }' | field amountWei)
echo "    of Bob one credit: $one wei"
curl -sS -X POST "$url/users/$carol/credits/revoke" -H "$auth" -H "$json" -d '{ "reason": "Left the program" }' -o "$files/revoked"
[ "$(field creditCount <"$files/revoked")" = 2 ] || fail 'what is not claimed yet is taken back too'
echo "    of Carol 2 credits: $(field amountWei <"$files/revoked") wei"
curl -sS "$url/admin/revocations?state=pending&limit=100" -H "$auth" -o "$files/revocations"
echo "    the chain does not know yet of $(field revocations.length <"$files/revocations") or more, and is to be sent:"
curl -sS "$url/admin/revocations/calldata" -H "$auth" -o "$files/calls"
echo "    $(field calls.0.data <"$files/calls" | cut -c 1-74)… to $(field calls.0.contract <"$files/calls")"

step ' 9  A user is flagged; the public is told that, and not why we think so'
until=$(secondsFromNow 4)
curl -sS -X POST "$url/flag" -H "$auth" -H "$json" -o "$files/flag" -d '{
  "addresses": ["'"$alice"'"], "type": "captcha", "until": "'"$until"'",
  "reason": { "message": "Three wrong answers.", "ip": "203.0.113.7", "linkedAddresses": ["'"$bob"'"] }
}'
[ "$(field users.0.changed <"$files/flag")" = true ] || fail 'the flag is made'
status=$(curl -sS "$url/users/$alice/credits" -o "$files/public" -w '%{http_code}')
[ "$status" = 401 ] || fail 'public reads of a flagged user are refused'
! grep -q -e 203.0.113.7 -e "$bob" "$files/public" || fail 'neither IP address nor linked addresses are public'
echo "    the public: $(cat "$files/public")"
curl -sS "$url/admin/flags?address=$alice&active=true" -H "$auth" -o "$files/flags"
echo "    operators: from $(field flags.0.reason.ip <"$files/flags"), linked to $(field flags.0.reason.linkedAddresses.0 <"$files/flags")"
curl -sS -X POST "$url/flag" -H "$auth" -H "$json" -o "$files/flag" -d '{
  "addresses": ["'"$bob"'"], "type": "multi-account", "reason": { "message": "One person." }
}'
curl -sS -X POST "$url/unflag" -H "$auth" -H "$json" -o "$files/flag" -d '{
  "addresses": ["'"$bob"'"], "type": "multi-account"
}'
echo "    Bob's flag is lifted: $(curl -sS "$url/users/$bob/credits" | field totalCredits) MANA"
while [ "$(curl -sS "$url/users/$alice/credits" -o "$files/public" -w '%{http_code}')" = 401 ]; do sleep 1; done
echo "    Alice's has ended by itself: $(field totalCredits <"$files/public") MANA"

step "10  Alice's history, newest first"
curl -sS "$url/users/$alice/entries?limit=50" -o "$files/history"
echo "    $(field entries.length <"$files/history") entries, the newest one: $(field entries.0.kind <"$files/history")"

step '11  The ledger of the walk, as NDJSON and as CSV'
mkdir -p exports
curl -sS "$url/entries/export?format=ndjson&from=$since" -H "$auth" -o "exports/$client.ndjson"
curl -sS "$url/entries/export?format=csv&from=$since" -H "$auth" -o "exports/$client.csv"
curl -sS "$url/credits/export?format=ndjson&createdFrom=$since" -H "$auth" -o "$files/credits.ndjson"
curl -sS "$url/admin/users/$alice/credits" -H "$auth" -o "$files/balance"
head -2 "exports/$client.csv" | cut -c 1-110 | sed 's/^/    /'
# Without its last line an export is not whole.
for file in "exports/$client.ndjson" "$files/credits.ndjson"; do
  tail -1 "$file" | field end >"$files/end"
done

step '12  Not one wei is lost'
node -e 'const [client, alice, balanceWei, ...files] = process.argv.slice(1)
  const read = (file) => require("fs").readFileSync(file, "utf8").trim().split("\n").slice(0, -1).map((line) => JSON.parse(line))
  const [entries, credits] = files.map(read).map((rows) => rows.filter(({ actor }) => actor === client))
  const signs = { granted: 1n, restored: 1n, spent: -1n, revoked: -1n }
  const addUp = (rows, weiOf) => rows.reduce((sum, row) => sum + weiOf(row), 0n)
  const moved = ({ kind, amountWei }) => (signs[kind] ?? 0n) * BigInt(amountWei)
  const held = ({ state, amountWei, spentWei }) => (state === "revoked" ? 0n : BigInt(amountWei) - BigInt(spentWei))
  const left = addUp(entries, moved)
  const difference = left - addUp(credits, held)
  const ofAlice = addUp(entries.filter(({ address }) => address === alice), moved)
  console.log(`    ${entries.length} entries leave ${left} wei, ${credits.length} credits hold as much: difference ${difference} wei`)
  console.log(`    Alice: entries ${ofAlice} wei, balance ${balanceWei} wei`)
  if (difference !== 0n || left === 0n || ofAlice !== BigInt(balanceWei)) process.exit(1)' \
  "$client" "$alice" "$(field totalCreditsWei <"$files/balance")" "exports/$client.ndjson" "$files/credits.ndjson" ||
  fail 'entries, credits and balances agree to the wei'
printf '\nAll as told.\n'
