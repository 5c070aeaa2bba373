#!/usr/bin/env bash
# Checks a running echo-server with grpcurl, whose TLS and HTTP/2 share no code
# with the server's. Prints each command before its result, ready to be pasted
# into a shell: read the output as a manual too.
set -uo pipefail

usage() {
  cat <<'END'
usage: checks.sh HOST:PORT TLS_DIR

Calls the echo-server at HOST:PORT, which must require client certificates, with
the certificate in TLS_DIR: tls.crt, tls.key, and ca.crt to trust the server by.
Expects it to list its services by reflection, to echo, to name its caller and
to be healthy, and to refuse callers without a certificate and without TLS.

environment:
  SERVER_NAME   a name of the server's certificate; only where HOST is not one

exit status: 0 every check passed, 1 not all or none could run, 64 usage

example, beside  echo-server --listen 127.0.0.1:50051 --tls-dir pki/leaf
  deploy/grpcurl/checks.sh localhost:50051 pki/leaf
END
}

die() { printf 'checks.sh: %s\n' "$2" >&2; exit "$1"; }

case ${1:-} in -h | --help) usage; exit 0 ;; esac
if [ $# -ne 2 ] || [[ $1 != ?*:?* ]]; then die 64 "takes HOST:PORT and TLS_DIR; --help says more"; fi
address=$1 tls_dir=$2
for tool in grpcurl openssl; do
  command -v "$tool" >/dev/null || die 1 "needs $tool on PATH"
done
for file in tls.crt tls.key ca.crt; do
  [ -r "$tls_dir/$file" ] || die 1 "cannot read $tls_dir/$file"
done

number=0 failed=0

# check NAME served|refused PATTERN... -- COMMAND...
# Each PATTERN, an extended regular expression, must match what COMMAND prints.
check() {
  local name=$1 expected=$2 patterns=() pattern output outcome=served faults=()
  shift 2
  while [ "$1" != -- ]; do patterns+=("$1"); shift; done
  shift
  show "$@"
  output=$("$@" 2>&1) || outcome=refused
  [ "$outcome" = "$expected" ] || faults+=("expected: $expected; it was $outcome")
  for pattern in "${patterns[@]}"; do
    grep -Eq -- "$pattern" <<<"$output" || faults+=("nothing in the output matches: $pattern")
  done
  number=$((number + 1))
  if [ ${#faults[@]} -eq 0 ]; then
    printf 'ok %d - %s\n\n' "$number" "$name"
  else
    failed=$((failed + 1))
    printf 'not ok %d - %s\n' "$number" "$name"
    printf '# %s\n' "${faults[@]}"
    printf '#   %s\n\n' "${output//$'\n'/$'\n'#   }"
  fi
}

# show COMMAND...: as a line for a shell, with quotes only where they are needed.
show() {
  local word separator=''
  for word; do
    [[ $word =~ ^[A-Za-z0-9_./:=,@%+-]+$ ]] || word=${word@Q}
    printf '%s%s' "$separator" "$word"
    separator=' '
  done
  echo
}

trust=(-cacert "$tls_dir/ca.crt" ${SERVER_NAME:+-authority "$SERVER_NAME"})
mutual=(grpcurl -connect-timeout 5 -max-time 10 "${trust[@]}" -cert "$tls_dir/tls.crt" -key "$tls_dir/tls.key")

# grpcurl takes a refused connection for one to try again, until its time-out,
# and keeps the reason to itself. grpc-go's log tells a server that hangs up from
# one that is silent or away, and the checks after these two show that it hangs
# up on these callers alone.
refused=(env GRPC_GO_LOG_SEVERITY_LEVEL=warning grpcurl -connect-timeout 2 -max-time 10)
hung_up='EOF|broken pipe|connection reset|remote error: tls'

check 'reflection lists the echo and the health service' \
  served '^echo\.v1\.EchoService$' '^grpc\.health\.v1\.Health$' -- \
  "${mutual[@]}" "$address" list

check 'a caller without a certificate is refused' \
  refused "$hung_up" -- \
  "${refused[@]}" "${trust[@]}" "$address" list

check 'a caller without TLS is refused' \
  refused "$hung_up" -- \
  "${refused[@]}" -plaintext "$address" list

# "AAH/" is the bytes 00 01 FF: no text, so nothing may have taken them for one.
check 'Echo sends text and bytes back' \
  served '"message": *"hi"' '"payload": *"AAH/"' -- \
  "${mutual[@]}" -d '{"message":"hi","payload":"AAH/"}' "$address" echo.v1.EchoService/Echo

# gRPC C++ describes its messages without their JSON names, so grpcurl may print
# those of the .proto.
show openssl x509 -in "$tls_dir/tls.crt" -noout -fingerprint -sha256
fingerprint=$(openssl x509 -in "$tls_dir/tls.crt" -noout -fingerprint -sha256) || die 1 "openssl cannot read $tls_dir/tls.crt"
check 'WhoAmI names the caller, verified, by the fingerprint that openssl prints' \
  served '"verified": *true' "\"sha256_?[fF]ingerprint\": *\"${fingerprint#*=}\"" -- \
  "${mutual[@]}" "$address" echo.v1.EchoService/WhoAmI

check 'the health service answers SERVING' \
  served '"status": *"SERVING"' -- \
  "${mutual[@]}" "$address" grpc.health.v1.Health/Check

echo "1..$number"
[ $failed -eq 0 ] || die 1 "$failed of $number checks failed"
