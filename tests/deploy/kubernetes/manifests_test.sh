#!/usr/bin/env bash
# What deploy/kubernetes holds is right, as far as that can be seen without a cluster.
# usage: manifests_test.sh SOURCE_DIR PROGRAMS_DIR
set -euo pipefail
here=$1/tests/deploy/kubernetes
export DEPLOY_DIR=$1/deploy/kubernetes PROGRAMS_DIR=$2
unset "${!ECHO_@}" "${!CERTGEN_@}"

# skip WHY GO: with CI=true it is a failure where ./dev setup could have fetched what is
# missing, with Go 1.GO or later; 0: without Go.
skip() {
  local why=$1 needed=$2
  if [ "${CI:-}" = true ] && { [ "$needed" = 0 ] ||
    { [[ $(go env GOVERSION 2>/dev/null) =~ ^go1\.([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge "$needed" ]; }; }; then
    echo "$why, although ./dev setup could have fetched it here"
    exit 1
  fi
  [ "$needed" = 0 ] || why+="; with Go 1.$needed or later"
  echo "SKIPPED: $why (./dev setup fetches it)"
  exit 77
}

KUSTOMIZE=$("$here/tools.sh" kustomize 2>&1) || skip "$KUSTOMIZE" 21
python=$("$here/../../testing/python.sh" path 2>&1) || skip "$python" 0
PROMTOOL=$("$here/../../testing/prometheus.sh" promtool 2>&1) || skip "$PROMTOOL" 0
CRDS_DIR=$("$here/tools.sh" crds 2>&1) || skip "$CRDS_DIR" 20
export KUSTOMIZE PROMTOOL CRDS_DIR

cd "$here"
"$python" -B -m unittest discover --pattern '*_test.py'
"$here/tools.sh" missing-crds | while read -r name go; do skip "all of this passes, but there is no $name" "$go"; done
