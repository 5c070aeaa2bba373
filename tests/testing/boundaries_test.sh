#!/usr/bin/env bash
# The arrows between the parts, and the size of files, as CONTRIBUTING.md has
# them: prints each line that breaks a rule, and fails if there is one.
# usage: boundaries_test.sh SOURCE_DIR
set -euo pipefail
cd -- "$1"
shopt -s nullglob globstar

failed=0
# forbid RULE PATTERN FILE...: no line of the files matches the extended regex.
forbid() {
  local rule=$1 pattern=$2 found
  shift 2
  [ $# -gt 0 ] || return 0
  if found=$(grep -HnE "$pattern" -- "$@"); then
    printf '%s:\n%s\n\n' "$rule" "$found"
    failed=1
  fi
}
# without NAME_PATTERN FILE...: prints the files whose path does not match.
without() {
  local pattern=$1
  shift
  local file
  for file; do [[ $file =~ $pattern ]] || printf '%s\n' "$file"; done
}
include='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]'

certgen=(certgen/**/*.{h,cc})
tls=(services/tls/**/*.{h,cc})
services=(services/**/*.{h,cc})
shipped=("${certgen[@]}" "${services[@]}")
[ ${#certgen[@]} -gt 0 ] || { echo "no sources below $PWD"; exit 1; }

forbid 'certgen knows neither gRPC nor the services' \
  "$include(grpc|services/|echo/|proto/|google/)" "${certgen[@]}"
forbid 'certgen opens no sockets' \
  "$include(sys/socket\.h|netinet/|netdb\.h|sys/un\.h|openssl/ssl\.h)" "${certgen[@]}"
forbid 'services/tls does not know services/echo or its proto' \
  "${include}(services/echo/|echo/)" "${tls[@]}"
forbid 'nothing but tests includes tests' "$include(tests/|gtest/|gmock/)" "${shipped[@]}"

mapfile -t quiet < <(without '(command_line|command_result|json_document|_flags|_report|_command|manifest|_main)[a-z_]*\.(h|cc)$' "${certgen[@]}")
forbid 'command lines, JSON and YAML only where certgen parses commands and writes reports' \
  "$include(CLI/|nlohmann/|yaml-cpp/|certgen/(command_line|command_result|json_document|[a-z_]*_(report|command))\.h)" "${quiet[@]}"

mapfile -t server < <(printf '%s\n' "${services[@]}" | grep -E '^services/echo/[a-z_]*serv(er|ice)[a-z_]*\.(h|cc)$' || true)
mapfile -t client < <(printf '%s\n' "${services[@]}" | grep -E '^services/echo/[a-z_]*client[a-z_]*\.(h|cc)$' || true)
forbid 'the server does not know the client' "${include}services/echo/[a-z_]*client[a-z_]*\.h" "${server[@]}"
forbid 'the client does not know the server' "${include}services/echo/[a-z_]*serv(er|ice)[a-z_]*\.h" "${client[@]}"

mapfile -t not_main < <(without '_main\.cc$' "${shipped[@]}")
forbid 'only a main prints or exits' \
  '(std::(cout|cerr)|(^|[^>.A-Za-z0-9_])(printf|puts|exit|abort)\()' "${not_main[@]}"
mapfile -t not_owner < <(without '^certgen/openssl_ptr\.h$' "${shipped[@]}")
forbid 'OpenSSL objects are freed by certgen/openssl_ptr.h alone' \
  '(\b[A-Za-z0-9_]+_free(_all)?|OPENSSL_free)[[:space:]]*\(' "${not_owner[@]}"
forbid 'the library reads no clock' '\babsl::Now\(|\btime\((NULL|nullptr|0)\)|system_clock::now' \
  "${quiet[@]}"

for file in "${shipped[@]}"; do
  lines=$(wc -l <"$file")
  if [ "$lines" -gt 300 ]; then
    printf '%s has %s lines; the limit is 300\n' "$file" "$lines"
    failed=1
  fi
done
exit "$failed"
