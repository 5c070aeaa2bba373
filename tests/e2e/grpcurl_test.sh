#!/usr/bin/env bash
# deploy/grpcurl/checks.sh holds against a real server: a client by other hands
# confirms reflection, both calls, health and the refusals.
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

# serve MODE: starts a server and leaves its port in $port.
serve() {
  rm -f "$dir/stdout"
  mkfifo "$dir/stdout"
  "$programs/echo-server" --listen 127.0.0.1:0 --tls-dir "$dir/pki/leaf" --client-cert "$1" \
    >"$dir/stdout" &
  server=$!
  exec 3<"$dir/stdout"
  local line
  IFS= read -r -t 30 line <&3
  port=${line##*:}
}

stop() {
  kill -TERM "$server"
  wait "$server"
  server=''
}

serve require
"$source_dir/deploy/grpcurl/checks.sh" "localhost:$port" "$dir/pki/leaf"
stop

# The negative: where anybody is let in, the check for a refusal must fail.
serve none
if "$source_dir/deploy/grpcurl/checks.sh" "localhost:$port" "$dir/pki/leaf" >"$dir/checks"; then
  echo "checks.sh passes although the server asks for no certificate"
  exit 1
fi
grep -q '^not ok .* without a certificate is refused' "$dir/checks"
stop
