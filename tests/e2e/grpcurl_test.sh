#!/usr/bin/env bash
# deploy/grpcurl/checks.sh holds against a real server in each of its modes: a client by
# other hands confirms reflection, both calls, health, limits and the refusals.
# usage: grpcurl_test.sh SOURCE_DIR PROGRAMS_DIR
set -euo pipefail
source_dir=$1 programs=$2

if ! command -v grpcurl >/dev/null; then
  if [ "${CI:-}" = true ] && [[ $(go env GOVERSION 2>/dev/null) =~ ^go1\.([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 21 ]; then
    echo "there is no grpcurl, although ./dev setup could have built it with the Go that is here"
    exit 1
  fi
  echo "SKIPPED: there is no grpcurl on PATH (./dev setup builds it where Go 1.21 or later is)"
  exit 77
fi

dir=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill -KILL "$server" 2>/dev/null; rm -rf -- "$dir"' EXIT
"$programs/certgen" init --dir "$dir/pki"

# serve MODE: starts a server and leaves its addresses in $address and $health.
serve() {
  rm -f "$dir/stdout"
  mkfifo "$dir/stdout"
  "$programs/echo-server" --listen 127.0.0.1:0 --health-listen 127.0.0.1:0 --log-format json \
    --tls-dir "$dir/pki/leaf" --client-cert "$1" >"$dir/stdout" 2>/dev/null &
  server=$!
  exec 3<"$dir/stdout"
  local line
  IFS= read -r -t 30 line <&3
  [[ $line =~ '"health_listen":"'([0-9.:]+) ]] && health=${BASH_REMATCH[1]}
  [[ $line =~ '"listen":["127.0.0.1:'([0-9]+) ]] && address=localhost:${BASH_REMATCH[1]}
}

stop() {
  kill -TERM "$server"
  wait "$server"
  server=''
}

# check MODE: against the server that runs.
check() {
  HEALTH_ADDRESS=$health "$source_dir/deploy/grpcurl/checks.sh" "$address" "$dir/pki/leaf" "$1"
}

# must_fail MODE NAME: the check NAME fails where the server has another mode than MODE.
must_fail() {
  if check "$1" >"$dir/checks" 2>&1; then
    echo "checks.sh passes as $1 although the server has another mode"
    exit 1
  fi
  grep -q "^not ok .* $2" "$dir/checks"
}

for mode in none request verify-if-given require-any require; do
  echo "=== --client-cert $mode"
  serve "$mode"
  check "$mode"
  case $mode in
    none) must_fail require 'without a certificate is refused' ;;
    request) must_fail verify-if-given 'certificate is refused' ;;
    require-any) must_fail require 'certificate is refused' ;;
    require) must_fail none 'without a certificate is served' ;;
  esac
  stop
done
