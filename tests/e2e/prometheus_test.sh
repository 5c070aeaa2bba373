#!/usr/bin/env bash
# A real Prometheus reads real servers by the alerts of deploy/kubernetes: those that should
# fire do, those that should not do not, and the page names no caller.
# usage: prometheus_test.sh SOURCE_DIR PROGRAMS_DIR [ARGS of unittest]
set -euo pipefail
here=$1/tests/e2e
export PROGRAMS_DIR=$2 RULES=$1/deploy/kubernetes/components/monitoring/prometheus-rule.yaml
shift 2
unset "${!ECHO_@}" "${!CERTGEN_@}"

# lacking WHY: with CI=true a failure, as ./dev setup fetches it.
lacking() {
  if [ "${CI:-}" = true ]; then
    echo "$1, although ./dev setup could have fetched it"
    exit 1
  fi
  echo "SKIPPED: $1 (./dev setup fetches it)"
  exit 77
}

python=$("$here/../testing/python.sh" path 2>&1) || lacking "$python"
PROMETHEUS=$("$here/../testing/prometheus.sh" prometheus 2>&1) || lacking "$PROMETHEUS"
PROMTOOL=$("$here/../testing/prometheus.sh" promtool 2>&1) || lacking "$PROMTOOL"
export PROMETHEUS PROMTOOL

cd "$here"
"$python" -B -m unittest "${@:-prometheus_test}"
