#!/usr/bin/env bash
# The container image, really built, holds what it says and nothing else, and runs as
# the manifests of deploy/kubernetes run it.
# usage: image_test.sh SOURCE_DIR PROGRAMS_DIR
set -uo pipefail
source_dir=$1 programs=$2
cd -- "$source_dir" || exit
PATH=$programs:$PATH:$PWD/.cache/bin
unset "${!ECHO_@}" "${!CERTGEN_@}"

# lacking WHAT [GO]: with CI=true it is a failure where ./dev setup could have had it, with Go
# 1.GO or later if that is named. What failed before stays a failure.
failed=0
lacking() {
  local why=$1 needed=${2:-}
  [ $failed -eq 0 ] || exit 1
  if [ "${CI:-}" = true ] && { [ -z "$needed" ] ||
    { [[ $(go env GOVERSION 2>/dev/null) =~ ^go1\.([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge "$needed" ]; }; }; then
    echo "$why, although ./dev setup could have had it here"
    exit 1
  fi
  echo "SKIPPED: $why (./dev setup installs it${needed:+ where Go 1.$needed or later is})"
  exit 77
}

engine='' run_options=()
# shellcheck source=deploy/image/engine.sh
. deploy/image/engine.sh
find_engine docker podman || lacking "neither docker nor podman answers"
command -v jq >/dev/null || lacking "there is no jq"
python=$(tests/testing/python.sh path 2>&1) || lacking "$python"
kustomize=$(tests/deploy/kubernetes/tools.sh kustomize 2>&1) || lacking "$kustomize" 21

scratch=$(mktemp -d)
containers=()
# shellcheck disable=SC2317
finish() {
  [ ${#containers[@]} -eq 0 ] || { "$engine" kill "${containers[@]}"; "$engine" rm -f "${containers[@]}"; } >/dev/null 2>&1
  rm -rf -- "$scratch"
}
trap finish EXIT

# check NAME COMMAND...: COMMAND succeeds.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then echo "ok - $name"; else
    printf 'NOT OK - %s\n%s ended with %s: %s\n' "$name" "$*" $? "$output"
    failed=1
  fi
}
# equal NAME EXPECTED FOUND
equal() {
  if [ "$2" = "$3" ]; then echo "ok - $1"; else
    printf 'NOT OK - %s\nexpected: %s\nfound:    %s\n' "$1" "$2" "$3"
    failed=1
  fi
}
# says NAME PATTERN TEXT
says() {
  if grep -Eq -- "$2" <<<"$3"; then echo "ok - $1"; else
    printf 'NOT OK - %s\nnothing matches %s in: %s\n' "$1" "$2" "$3"
    failed=1
  fi
}

# --- Building it -----------------------------------------------------------------

deploy/image/build.sh >"$scratch/built" 2>"$scratch/log" || { tail -n 40 "$scratch/log"; exit 1; }
cat "$scratch/built"
version=$(certgen --version | awk '{ print $2 }')
image=localhost/tls-echo:$version
sbom=build/image/sbom.spdx.json
beyond=$(sed -nE 's/.* ([0-9]+) MB of it beyond.*/\1/p' "$scratch/built")
says 'it is less than 60 MB beyond its base' '^[1-5]?[0-9]$' "$beyond"

# in_image COMMAND...: in a container of its own.
in_image() { "$engine" run --rm --network=none "${run_options[@]}" --entrypoint "$1" "$image" "${@:2}"; }
config() { "$engine" image inspect --format "{{$1}}" "$image"; }

equal 'it runs as nobody that exists' 65532:65532 "$(config .Config.User)"
equal 'it needs no shell to start' '[echo-server]' "$(config .Config.Cmd)"
for label in "title=tls-echo" "licenses=Apache-2.0" "version=$version" "revision=" "created=20" "description=gRPC"; do
  says "its label ${label%%=*} is told" "^${label#*=}" "$(config "index .Config.Labels \"org.opencontainers.image.${label%%=*}\"")"
done
for program in certgen echo-client echo-server; do
  equal "$program in it is of this version" "$program $version" "$(in_image "$program" --version)"
done
equal 'there are the three programs and no other' "certgen echo-client echo-server" "$(in_image ls /usr/local/bin | xargs)"
# The word at the end tells that there was an answer.
equal 'no library is missing' end "$(in_image sh -c 'ldd /usr/local/bin/* | grep "not found"; echo end')"
equal 'there is no compiler, no build tool and no source' end \
  "$(in_image sh -c 'which cc gcc g++ c++ ld as make cmake ninja git protoc
    find /src /out /usr/include /usr/local/include -type f; echo end' 2>/dev/null)"
equal 'there are no lists, no cache of packages and no logs' end \
  "$(in_image sh -c 'find /var/lib/apt/lists /var/cache/apt /var/log /tmp -type f; echo end')"

# --- The SBOM --------------------------------------------------------------------

# shellcheck disable=SC2016
equal 'the SBOM has the packages that dpkg has, in their versions' \
  "$(in_image dpkg-query -W -f '${Package} ${Version}\n' | sort)" \
  "$(jq -r '.packages[] | select(.primaryPackagePurpose == "LIBRARY") | "\(.name) \(.versionInfo)"' $sbom | sort)"
equal 'the SBOM has the digests of the programs' \
  "$(in_image sh -c 'sha256sum /usr/local/bin/*' | sort)" \
  "$(jq -r '.packages[] | select(.primaryPackagePurpose == "APPLICATION") | "\(.checksums[0].checksumValue)  \(.packageFileName)"' $sbom | sort)"
check 'the SBOM is valid SPDX' "${python%/*}/pyspdxtools" --infile $sbom

# --- Once more, from scratch -----------------------------------------------------

# Elsewhere in the file system, and without what the first time left.
again='mkdir /elsewhere && cd /src && cp -r CMake* certgen proto services /elsewhere && cd /elsewhere &&
  cmake --preset image && cmake --build --preset image && strip build/image/bin/*'
"$engine" run --rm --network=none "${run_options[@]}" --entrypoint sh "$image-build" \
  -c "($again) >&2 && cd /elsewhere/build/image/bin && sha256sum certgen echo-client echo-server" >"$scratch/again" 2>"$scratch/log" ||
  { tail -n 20 "$scratch/log"; failed=1; }
equal 'a second build in another place gives the same bytes' \
  "$(in_image sh -c 'cd /usr/local/bin && sha256sum certgen echo-client echo-server')" "$(cat "$scratch/again")"

# --- Running it as the manifest says -----------------------------------------------

$kustomize deploy/kubernetes/overlays/quickstart >"$scratch/manifest" || exit 1
certgen init --dir "$scratch/pki" --service echo >/dev/null || exit 1
mkdir "$scratch/secret" && cp -L "$scratch"/pki/leaf/* "$scratch/secret"
# As the kubelet has a Secret: root's, and readable by the group that fsGroup names.
"$engine" run --rm --network=none "${run_options[@]}" --user 0 --volume "$scratch/secret:/secret" --entrypoint sh "$image" \
  -c 'chown 0:65532 /secret/* && chmod 0440 /secret/*' || exit 1
chmod 0755 "$scratch" "$scratch/secret"

arguments() { "$python" tests/deploy/image/container_arguments.py "$1" "$scratch/secret" <"$scratch/manifest"; }
mapfile -d '' -t as_manifest < <(arguments run)
mapfile -d '' -t readiness < <(arguments readinessProbe)
if [ ${#as_manifest[@]} -lt 10 ] || [ ${#readiness[@]} -lt 2 ]; then echo "the manifest has no arguments"; exit 1; fi
# Podman would make /tmp and others writable all the same.
[ "$engine" != podman ] || run_options+=(--read-only-tmpfs=false)

# start OPTION...: a server, with options beside the manifest's; $container, $address.
start() {
  # Options go before the image, and of two equal ones the last counts.
  container=$("$engine" run -d "${run_options[@]}" "${as_manifest[@]:0:${#as_manifest[@]}-1}" "$@" "${as_manifest[-1]}") || exit 1
  containers+=("$container")
}
# started OPTION...: and is ready.
started() {
  start "$@"
  local _
  for _ in {1..150}; do
    if "$engine" logs "$container" 2>/dev/null | grep -q '"event":"ready"'; then
      address=localhost:$("$engine" port "$container" 50051 | head -n 1 | sed 's/.*://')
      return 0
    fi
    sleep 0.2
  done
  echo "the server does not become ready:"
  "$engine" logs "$container"
  exit 1
}
stop() {
  "$engine" stop -t 60 "$container" >/dev/null
  "$engine" inspect --format '{{.State.ExitCode}}' "$container"
}
# Without waiting for the drain of the manifest.
remove() { { "$engine" kill "$container"; "$engine" rm -f "$container"; } >/dev/null 2>&1; }
caller() { echo-client --target "$address" --server-name echo "$@"; }
inside() { "$engine" exec "$container" "$@"; }

started
says 'it answers over mutual TLS' '^verified +yes$' "$(caller --tls-dir "$scratch/pki/leaf" whoami 2>&1)"
caller --ca "$scratch/pki/leaf/ca.crt" echo hello >"$scratch/refused" 2>&1
equal 'it refuses a caller without a certificate' 13 $?
check 'the probe of the manifest finds it ready' inside "${readiness[@]}"
says 'echo-client needs no flags there' '^hello$' "$(inside echo-client echo hello 2>&1)"
equal 'it is uid 65532' 65532 "$(inside id -u)"
says 'it has no capabilities' '^CapEff:\s*0+$' "$(inside cat /proc/1/status)"
says 'it can get no others' '^NoNewPrivs:\s*1$' "$(inside cat /proc/1/status)"
for place in / /tmp /usr/local/bin /etc/tls-echo; do
  says "it cannot write to $place" 'Read-only file system|Permission denied' "$(inside touch "$place/x" 2>&1)"
done
equal 'the key is readable through the group alone' '440 0 65532' "$(inside stat -c '%a %u %g' /etc/tls-echo/tls.key)"
remove

# Without /usr/bin there is no shell and no other program.
started --tmpfs /usr/bin --env ECHO_DRAIN_DELAY=0s
says 'it answers where there is no shell' '^hello$' "$(caller --tls-dir "$scratch/pki/leaf" echo hello 2>&1)"
check 'so does the probe' inside "${readiness[@]}"
equal 'it drains to exit code 0' 0 "$(stop)"
says 'and says so' '"drained":true' "$("$engine" logs "$container" 2>&1)"

# The negative: without the group the key cannot be read.
mapfile -d '' -t as_manifest < <(arguments run | grep -zv '^--group-add=' | sed -z 's/^--user=.*/--user=65532:1/')
start
equal 'without the group it ends with exit code 10' 10 "$("$engine" wait "$container")"
says 'and says which file it may not read' '/etc/tls-echo/tls.key: .*(may not|cannot|permission)' "$("$engine" logs "$container" 2>&1)"
mapfile -d '' -t as_manifest < <(arguments run)

# --- grpcurl -----------------------------------------------------------------------

command -v grpcurl >/dev/null || lacking "there is no grpcurl on PATH" 21
for mode in none request verify-if-given require-any require; do
  started --env "ECHO_CLIENT_CERT=$mode" --env ECHO_HEALTH_LISTEN=0.0.0.0:50052 --publish 127.0.0.1::50052
  health=localhost:$("$engine" port "$container" 50052 | head -n 1 | sed 's/.*://')
  check "grpcurl passes every check with --client-cert $mode" \
    env SERVER_NAME=echo HEALTH_ADDRESS="$health" deploy/grpcurl/checks.sh "$address" "$scratch/pki/leaf" $mode
  remove
done

exit $failed
