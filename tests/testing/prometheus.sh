#!/usr/bin/env bash
# Prometheus, to run, and its promtool, which judges rules and pages: ./dev makes, the
# tests find.
#
#   prometheus.sh prometheus  prints the program
#   prometheus.sh promtool    prints the program
#   prometheus.sh make        fetches both, into .cache/prometheus
#
# What is not there is said on stderr, with exit status 1.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
cache=$PWD/.cache/prometheus

die() { printf '%s\n' "$*" >&2; exit 1; }

find_program() { PATH=$PATH:$cache/usr/bin command -v "$1" || die "there is no $1"; }

# Only the files: to install the package would start a server on this machine.
make() {
  rm -rf "$cache"
  mkdir -p "$cache"
  cd "$cache"
  # Where nothing was ever installed there are no lists.
  apt-get -q download prometheus || { apt-get -q update && apt-get -q download prometheus; }
  dpkg-deb -x prometheus_*.deb .
  rm prometheus_*.deb
  # They need the C library alone; were it another's, it would show here.
  { usr/bin/prometheus --version && usr/bin/promtool --version; } 2>&1 || { rm -rf "$cache"; return 1; }
}

case ${1:-} in
  prometheus | promtool) find_program "$1" ;;
  make) make ;;
  *) die "prometheus.sh: no command '${1:-}'" ;;
esac
