#!/bin/sh
# What `npm start` runs when the server is built. With `--chain` a chain comes with it, which is installed and built only then.
# Node takes the place of this shell, so signals reach the server itself.
set -eu
cd "$(dirname "$0")/../.."

chain=false
for word in "$@"; do
  shift
  if [ "$word" = --chain ]; then chain=true; else set -- "$@" "$word"; fi
done

if [ "$chain" = false ]; then exec node apps/server/dist/cli.js serve "$@"; fi
npx --yes pnpm@10.34.9 install --frozen-lockfile --filter . --filter @credits-server/chain...
turbo run build --filter=@credits-server/chain --output-logs=errors-only
exec node apps/chain/dist/cli.js serve "$@"
