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

# serve MODE FLAG...: starts a server and leaves its addresses in $address and $health.
serve() {
  rm -f "$dir/stdout"
  mkfifo "$dir/stdout"
  "$programs/echo-server" --listen 127.0.0.1:0 --health-listen 127.0.0.1:0 --log-format json \
    --tls-dir "$dir/pki/leaf" --client-cert "$@" >"$dir/stdout" 2>/dev/null &
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

# refused CODE FLAG... METHOD: grpcurl's call, or its list of services, ends with UNAUTHENTICATED and
# that code, as an error by other hands shows it.
refused() {
  local code=$1
  shift
  if grpcurl -insecure -connect-timeout 20 "$@" >"$dir/reply" 2>&1; then
    echo "a refused caller was answered: $*"
    exit 1
  fi
  if ! grep -qE '(code = |Code: )Unauthenticated' "$dir/reply" || ! grep -qF "$code: " "$dir/reply"; then
    echo "not $code: $*"
    cat "$dir/reply"
    exit 1
  fi
}

echo '=== --explain-refusals'
"$programs/certgen" leaf server-only --dir "$dir/pki" --usage server
serve require --explain-refusals
check_flags=(-import-path "$source_dir/proto" -proto echo/v1/echo.proto -proto grpc/health/v1/health.proto)
wrong=(-cert "$dir/pki/server-only/tls.crt" -key "$dir/pki/server-only/tls.key")
for method in echo.v1.EchoService/Echo echo.v1.EchoService/WhoAmI grpc.health.v1.Health/Check grpc.health.v1.Health/Watch; do
  refused CLIENT_CERTIFICATE_MISSING "${check_flags[@]}" "$address" "$method"
  refused CERTIFICATE_WRONG_PURPOSE "${wrong[@]}" "${check_flags[@]}" "$address" "$method"
done
refused CLIENT_CERTIFICATE_MISSING "$address" list
refused CERTIFICATE_WRONG_PURPOSE "${wrong[@]}" "$address" list
grpcurl -cacert "$dir/pki/leaf/ca.crt" -cert "$dir/pki/leaf/tls.crt" -key "$dir/pki/leaf/tls.key" "$address" list >/dev/null
stop
