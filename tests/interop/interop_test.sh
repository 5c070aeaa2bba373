#!/usr/bin/env bash
# echo-client diagnose, held to what is true of servers by other hands.
# usage: interop_test.sh SOURCE_DIR PROGRAMS_DIR [ARGS of unittest]
set -euo pipefail
here=$1/tests/interop
export PROGRAMS_DIR=$2
shift 2

# lacking WHY: with CI=true a failure, as ./dev setup installs it.
lacking() {
  if [ "${CI:-}" = true ]; then
    echo "$1, although ./dev setup could have made it"
    exit 1
  fi
  echo "SKIPPED: $1 (./dev setup makes it)"
}

python=$("$here/../testing/python.sh" path 2>&1) || { lacking "$python"; exit 77; }
NGINX_PROGRAM=$("$here/tools.sh" nginx) || { lacking "no nginx"; NGINX_PROGRAM=''; }
NODE_PACKAGES=$("$here/tools.sh" node) || { lacking "no gRPC for Node"; NODE_PACKAGES=''; }
# Go may be too old for it: ./dev setup needs 1.24.
GO_SERVER=$("$here/tools.sh" go-server) || {
  ! [[ $(go env GOVERSION 2>/dev/null) =~ ^go1\.([0-9]+) ]] || [ "${BASH_REMATCH[1]}" -lt 24 ] || lacking "no server in Go"
  GO_SERVER=''
}
export NGINX_PROGRAM NODE_PACKAGES GO_SERVER

cd "$here"
if [ $# -gt 0 ]; then
  "$python" -B -m unittest "$@"
else
  "$python" -B -m unittest discover --pattern '*_test.py'
fi
