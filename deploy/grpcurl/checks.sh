#!/usr/bin/env bash
# Checks a running echo-server with grpcurl, whose TLS and HTTP/2 share no code
# with the server's. Prints each command before its result, ready to be pasted
# into a shell: read the output as a manual too. (What is in the temporary directory,
# a stranger's certificate and a large message, is gone at the end.)
set -uo pipefail

usage() {
  cat <<'END'
usage: checks.sh HOST:PORT TLS_DIR [MODE]

Calls the echo-server at HOST:PORT with the certificate in TLS_DIR (tls.crt,
tls.key, and ca.crt to trust the server by), with one that a stranger made in the
root's name, without one, and without TLS, and expects of each what the server's
MODE promises:

  MODE              no certificate   that of TLS_DIR   a stranger's
  none              served           served, unseen    served, unseen
  request           served           seen, a claim     seen, a claim
  verify-if-given   served           verified          refused
  require-any       refused          seen, a claim     seen, a claim
  require           refused          verified          refused

MODE is what the server was started with as --client-cert; without it, that of
ECHO_CLIENT_CERT, else require. In every mode: reflection, each method,
metadata, a deadline, health, the limit of a message, and that no caller without TLS, without trust in the
server's root or with another name in mind gets through.

environment:
  SERVER_NAME      a name of the server's certificate; only where HOST is not one,
                   as behind kubectl port-forward
  HEALTH_ADDRESS   HOST:PORT of the server's --health-listen, to check that too
  REFUSAL_TIMEOUT  how long, in seconds, a refused caller tries again before it tells
                   why. Default: 1; a port-forward is late to tell, and needs 4

Output is TAP (testanything.org). Needs grpcurl and openssl on PATH.

exit status: 0 every check passed, 1 not all or none could run, 64 usage

examples:
  echo-server --tls-dir pki/leaf &
  deploy/grpcurl/checks.sh localhost:50051 pki/leaf

  while true; do kubectl port-forward service/echo 50051; sleep 1; done &
  SERVER_NAME=echo REFUSAL_TIMEOUT=4 deploy/grpcurl/checks.sh localhost:50051 pki/echo-tls
END
}

die() { printf 'checks.sh: %s\n' "$2" >&2; exit "$1"; }

case ${1:-} in -h | --help) usage; exit 0 ;; esac
if [ $# -lt 2 ] || [ $# -gt 3 ] || [[ ! $1 =~ ^[^/]+:[0-9]+$ ]]; then
  die 64 "takes HOST:PORT, TLS_DIR and perhaps MODE; --help says more"
fi
refusal_timeout=${REFUSAL_TIMEOUT:-1}
[[ $refusal_timeout =~ ^[0-9]+(\.[0-9]+)?$ ]] || die 64 "REFUSAL_TIMEOUT '$refusal_timeout' is no number of seconds"
address=$1 tls_dir=$2 mode=${3:-${ECHO_CLIENT_CERT:-require}}
# What becomes of a caller without a certificate, of ours, and of a stranger.
case $mode in
  none) anonymous=served ours=unseen stranger=unseen ;;
  request) anonymous=served ours=claim stranger=claim ;;
  verify-if-given) anonymous=served ours=verified stranger=refused ;;
  require-any) anonymous=refused ours=claim stranger=claim ;;
  require) anonymous=refused ours=verified stranger=refused ;;
  *) die 64 "no mode '$mode'; --help lists them" ;;
esac
command -v grpcurl >/dev/null || die 1 "needs grpcurl on PATH (./dev setup builds it into .cache/bin)"
command -v openssl >/dev/null || die 1 "needs openssl on PATH"
for file in tls.crt tls.key ca.crt; do
  [ -r "$tls_dir/$file" ] || die 1 "cannot read $tls_dir/$file"
done

scratch=$(mktemp -d) || die 1 "cannot make a temporary directory"
trap 'rm -rf -- "$scratch"' EXIT
number=0 failed=0 message=''

# check NAME served|refused PATTERN... -- COMMAND...
# Each PATTERN, an extended regular expression, must match what COMMAND prints; one
# that begins with ! must not. $message, if set, is a file for COMMAND's input.
check() {
  local name=$1 expected=$2 patterns=() pattern output outcome faults=() _
  shift 2
  while [ "$1" != -- ]; do patterns+=("$1"); shift; done
  shift
  show "$@"
  for _ in {1..10}; do
    outcome=served
    output=$("$@" 2>&1 <"${message:-/dev/null}") || outcome=refused
    # Nobody listens for a moment when a port-forward is started again.
    if [ -z "${REFUSAL_TIMEOUT:-}" ] || ! grep -q 'connect: connection refused' <<<"$output"; then break; fi
    sleep 1
  done
  [ "$outcome" = "$expected" ] || faults+=("expected: $expected; it was $outcome")
  for pattern in "${patterns[@]}"; do
    if [[ $pattern == !* ]]; then
      ! grep -Eq -- "${pattern#!}" <<<"$output" || faults+=("the output should not match: ${pattern#!}")
    else
      grep -Eq -- "$pattern" <<<"$output" || faults+=("nothing in the output matches: $pattern")
    fi
  done
  number=$((number + 1))
  if [ ${#faults[@]} -eq 0 ]; then
    printf 'ok %d - %s\n\n' "$number" "$name"
  else
    failed=$((failed + 1))
    output=${output:0:4000}
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
  echo "${message:+ <${message@Q}}"
}

# fingerprint FILE: SHA-256 of its first certificate, as openssl prints it.
fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'; }

# A stranger: a key of its own, $scratch/tls.key, and $scratch/tls.crt, which bears the
# name of the server's root. Go's TLS would not present one of another issuer than the
# server asks for.
make_stranger() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$scratch/tls.key" &&
    openssl x509 -in "$tls_dir/ca.crt" -x509toreq -signkey "$scratch/tls.key" -out "$scratch/tls.csr" &&
    echo 'extendedKeyUsage=clientAuth' >"$scratch/extensions" &&
    openssl x509 -req -in "$scratch/tls.csr" -signkey "$scratch/tls.key" -days 1 \
      -extfile "$scratch/extensions" -out "$scratch/tls.crt"
} >"$scratch/openssl.log" 2>&1

name=(${SERVER_NAME:+-authority "$SERVER_NAME"})
trust=(-cacert "$tls_dir/ca.crt" "${name[@]}")
certificate=(-cert "$tls_dir/tls.crt" -key "$tls_dir/tls.key")
patient=(grpcurl -connect-timeout 5 -max-time 10)
call=("${patient[@]}" "${trust[@]}" "${certificate[@]}")
make_stranger || die 1 "openssl cannot make a stranger's certificate: $(cat "$scratch/openssl.log")"
stranger_certificate=(-cert "$scratch/tls.crt" -key "$scratch/tls.key")

# grpcurl takes a refused connection for one to try again, until its time-out,
# and keeps the reason to itself. grpc-go's log tells a server that hangs up from
# one that is silent or away, and the other checks show that it hangs up on these
# callers alone.
impatient=(env GRPC_GO_LOG_SEVERITY_LEVEL=warning grpcurl -connect-timeout "$refusal_timeout" -max-time 10)
hung_up='EOF|broken pipe|connection reset|remote error: tls'

# --- Who gets through ----------------------------------------------------------

# whoami WHO verified|claim|unseen|refused FILE FLAGS...: calls WhoAmI with FLAGS,
# which present the certificate in FILE.
whoami() {
  local who=$1 expected=$2 seen method
  seen="\"sha256_?[fF]ingerprint\": *\"$(fingerprint "$3")\""
  shift 3
  method=("${trust[@]}" "$@" "$address" echo.v1.EchoService/WhoAmI)
  case $expected in
    verified)
      check "$who is served, verified by the server" \
        served '"verified": *true' "$seen" -- "${patient[@]}" "${method[@]}" ;;
    claim)
      check "$who is served, and its certificate is only a claim" \
        served '!"verified": *true' "$seen" -- "${patient[@]}" "${method[@]}" ;;
    unseen)
      check "$who is served, and its certificate is not asked for" \
        served '!ingerprint' -- "${patient[@]}" "${method[@]}" ;;
    refused)
      check "$who is refused" refused "$hung_up" -- "${impatient[@]}" "${method[@]}" ;;
  esac
}

whoami 'a caller with a certificate of the root' "$ours" "$tls_dir/tls.crt" "${certificate[@]}"
whoami "a caller with a stranger's certificate" "$stranger" "$scratch/tls.crt" "${stranger_certificate[@]}"
if [ $anonymous = served ]; then
  check 'a caller without a certificate is served, and is nobody' \
    served '!"verified": *true' '!ingerprint' -- \
    "${patient[@]}" "${trust[@]}" "$address" echo.v1.EchoService/WhoAmI
else
  check 'a caller without a certificate is refused' \
    refused "$hung_up" -- \
    "${impatient[@]}" "${trust[@]}" "$address" echo.v1.EchoService/WhoAmI
fi

check 'a caller without TLS is refused' \
  refused "$hung_up" -- \
  "${impatient[@]}" -plaintext "$address" list

check 'a caller that trusts another root refuses the server' \
  refused 'certificate signed by unknown authority' -- \
  "${impatient[@]}" -cacert "$scratch/tls.crt" "${name[@]}" "${certificate[@]}" "$address" list

check 'a caller that wants another name refuses the server' \
  refused 'x509: certificate is valid for .*, not other\.invalid' -- \
  "${impatient[@]}" -cacert "$tls_dir/ca.crt" -authority other.invalid "${certificate[@]}" "$address" list

# --- Reflection ----------------------------------------------------------------

check 'reflection lists the echo and the health service' \
  served '^echo\.v1\.EchoService$' '^grpc\.health\.v1\.Health$' -- \
  "${call[@]}" "$address" list

check 'reflection lists the methods of the echo service' \
  served '^echo\.v1\.EchoService\.Echo$' '\.ServerStreamingEcho$' '\.ClientStreamingEcho$' \
  '\.BidirectionalStreamingEcho$' '\.WhoAmI$' -- \
  "${call[@]}" "$address" list echo.v1.EchoService

check 'reflection describes a message' \
  served 'string message = 1' 'bytes payload = 2' -- \
  "${call[@]}" "$address" describe echo.v1.EchoRequest

check 'a method that is not there is said not to be there' \
  refused 'does not include a method named "Shout"' -- \
  "${call[@]}" "$address" echo.v1.EchoService/Shout

# --- Echo ----------------------------------------------------------------------

# "AAH/" is the bytes 00 01 FF: no text, so nothing may have taken them for one.
# gRPC C++ describes its messages without their JSON names, so grpcurl may print
# those of the .proto.
check 'Echo sends text and bytes back, and says which server answers' \
  served '"message": *"hi"' '"payload": *"AAH/"' '"server_?[nN]ame": *"[^"]+"' -- \
  "${call[@]}" -d '{"message":"hi","payload":"AAH/"}' "$address" echo.v1.EchoService/Echo

check 'Echo tells the metadata of the call, bytes too, and the name that the server was called by' \
  served '"key": *"x-check"' '"text": *"blue"' '"key": *"x-check-bin"' '"binary": *"AAH/"' \
  "\"authority\": *\"${SERVER_NAME:-${address%:*}}" '"server_?[vV]ersion": *"[0-9]' -- \
  "${call[@]}" -H 'x-check: blue' -H 'x-check-bin: AAH/' "$address" echo.v1.EchoService/Echo

check 'Echo sends back the metadata, the trailers and the status that it is asked for' \
  refused '^x-begin: blue$' '^x-end-bin: AAH/$' 'Code: ResourceExhausted' 'Message: full' -- \
  "${call[@]}" -v -d '{"options":{"metadata":[{"key":"x-begin","text":"blue"}],"trailers":[{"key":"x-end-bin","binary":"AAH/"}],"status":{"code":8,"message":"full"}}}' \
  "$address" echo.v1.EchoService/Echo

check 'metadata with a key of gRPC itself is refused, and the server goes on' \
  refused 'Code: InvalidArgument' "key 'grpc-status' is gRPC's own" -- \
  "${call[@]}" -d '{"options":{"trailers":[{"key":"grpc-status","text":"0"}]}}' "$address" echo.v1.EchoService/Echo

check 'a call whose deadline passes ends there' \
  refused 'Code: DeadlineExceeded' -- \
  "${call[@]}" -max-time 1 -d '{"options":{"delay":"60s"}}' "$address" echo.v1.EchoService/Echo

check 'a stream of replies has as many as it is asked for' \
  served '"message": *"again"' '"request_?[cC]ount": *"1"' -- \
  "${call[@]}" -d '{"message":"again","options":{"repetitions":3,"interval":"0.01s"}}' "$address" echo.v1.EchoService/ServerStreamingEcho

check 'a stream of requests ends with the last of them, and their number' \
  served '"message": *"two"' '"request_?[cC]ount": *"2"' -- \
  "${call[@]}" -d '{"message":"one"} {"message":"two"}' "$address" echo.v1.EchoService/ClientStreamingEcho

check 'streams both ways answer each request' \
  served '"message": *"one"' '"message": *"two"' -- \
  "${call[@]}" -d '{"message":"one"} {"message":"two"}' "$address" echo.v1.EchoService/BidirectionalStreamingEcho

message=$scratch/message
# of_size BYTES: a request of a little more, in $message.
of_size() { printf '{"payload":"%s"}' "$(head -c "$1" /dev/zero | base64 -w 0)" >"$message"; }
of_size 4000000
check 'Echo takes a message of four million bytes' \
  served '"payload": *"AAAA' -- \
  "${call[@]}" -max-msg-sz 8000000 -d @ "$address" echo.v1.EchoService/Echo
of_size 4200000
check 'a message over the limit of 4 MiB is refused' \
  refused 'Code: ResourceExhausted' '4194304' -- \
  "${call[@]}" -max-msg-sz 8000000 -d @ "$address" echo.v1.EchoService/Echo
message=''

# --- Health --------------------------------------------------------------------

check 'the health service answers SERVING' \
  served '"status": *"SERVING"' -- \
  "${call[@]}" "$address" grpc.health.v1.Health/Check

check 'the health of the echo service alone is SERVING' \
  served '"status": *"SERVING"' -- \
  "${call[@]}" -d '{"service":"echo.v1.EchoService"}' "$address" grpc.health.v1.Health/Check

check 'the health of an unknown service is NOT_FOUND' \
  refused 'Code: NotFound' -- \
  "${call[@]}" -d '{"service":"no.such.Service"}' "$address" grpc.health.v1.Health/Check

# It ends by grpcurl's time-out: a watch has no end of its own.
check 'Watch tells at once that the server is SERVING, and goes on' \
  refused '"status": *"SERVING"' 'Code: (DeadlineExceeded|Canceled)' -- \
  "${call[@]}" -max-time 1 "$address" grpc.health.v1.Health/Watch

if [ -n "${HEALTH_ADDRESS:-}" ]; then
  protos=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../proto" && pwd) || die 1 "HEALTH_ADDRESS needs the folder proto"
  without_tls=("${patient[@]}" -plaintext -import-path "$protos")
  check 'the port without TLS answers SERVING' \
    served '"status": *"SERVING"' -- \
    "${without_tls[@]}" -proto grpc/health/v1/health.proto "$HEALTH_ADDRESS" grpc.health.v1.Health/Check
  check 'the port without TLS does not echo' \
    refused 'Code: Unimplemented' -- \
    "${without_tls[@]}" -proto echo/v1/echo.proto "$HEALTH_ADDRESS" echo.v1.EchoService/Echo
  check 'the port without TLS has no reflection' \
    refused 'does not support the reflection API' -- \
    "${patient[@]}" -plaintext "$HEALTH_ADDRESS" list
fi

echo "1..$number"
[ $failed -eq 0 ] || die 1 "$failed of $number checks failed"
