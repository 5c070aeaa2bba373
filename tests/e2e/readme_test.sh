#!/usr/bin/env bash
# The README's console sessions are true to the letter: each command is run, in
# order, and must print what stands below it, but for what differs each time
# (fingerprints, serial numbers, dates, the port).
# usage: readme_test.sh SOURCE_DIR PROGRAMS_DIR
set -euo pipefail
readme=$1/README.md
PATH=$2:$PATH
unset "${!ECHO_@}" "${!CERTGEN_@}"

dir=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill -KILL "$server" 2>/dev/null; rm -rf -- "$dir"' EXIT
cd "$dir"

masked() {
  sed -E 's/([0-9A-F]{2}:){31}[0-9A-F]{2}/FINGERPRINT/g
          s/serialNumber=[0-9a-f]{16}/serialNumber=DIGITS/g
          s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/TIME/g
          s/((localhost|127\.0\.0\.1):)[0-9]+/\1PORT/g'
}

# The server of the session listens on its default port; here on a free one.
serve() {
  mkfifo stdout
  ECHO_LISTEN=127.0.0.1:0 echo-server >stdout 2>server.log &
  server=$!
  exec 3<stdout
  local line
  IFS= read -r -t 30 line <&3 || { cat server.log; return 1; }
  export ECHO_TARGET=localhost:${line##*:}
  printf '%s\n' "$line"
}

failed=0 count=0
# run COMMAND EXPECTED
run() {
  local output=$dir/output
  case $1 in
    'echo-server &') serve >"$output" ;;
    *) bash -c "$1" >"$output" 2>&1 </dev/null || true ;;
  esac
  count=$((count + 1))
  if ! diff <(printf '%s' "$2" | masked) <(masked <"$output") >"$dir/diff"; then
    printf 'README: $ %s\nprints (>) other than it says (<):\n' "$1"
    cat "$dir/diff"
    failed=1
  fi
}

command='' expected='' inside=false
while IFS= read -r line; do
  case $line in
    '```console') inside=true ;;
    '```' | '$ '*)
      if $inside && [ -n "$command" ]; then run "$command" "$expected"; fi
      command='' expected=''
      if [ "$line" = '```' ]; then inside=false; else command=${line#'$ '}; fi
      ;;
    *) if $inside; then expected+=$line$'\n'; fi ;;
  esac
done <"$readme"

# What the README repeats of deploy/README.md.
mapfile -t four < <(sed -n '/^## From nothing to a call/,/^## /s/^\$ //p' "$1/deploy/README.md")
[ ${#four[@]} -eq 4 ] || { echo "deploy/README.md has ${#four[@]} commands from nothing to a call"; failed=1; }
for command in "${four[@]}"; do
  grep -qxF "    $command" "$readme" || { echo "the README lacks a command of deploy/README.md: $command"; failed=1; }
done

[ "$count" -ge 10 ] || { echo "only $count commands were found in the README"; exit 1; }
[ -n "$server" ] && kill -TERM "$server" && wait "$server"
server=''
[ "$failed" -eq 0 ] && echo "$count commands of the README print what it says"
