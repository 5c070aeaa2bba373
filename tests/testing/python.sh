#!/usr/bin/env bash
# The Python of the tests: ./dev makes it, the tests find it.
#
#   python.sh path  prints the Python that has the packages of requirements.txt; if there
#                   is none, stderr says so, with exit status 1
#   python.sh make  makes it, in .cache/venv
set -euo pipefail
requirements=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/requirements.txt
cd -- "$(dirname -- "$requirements")/../.."

die() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
  cmp -s "$requirements" .cache/venv/requirements.txt ||
    die "there is no .cache/venv with the packages of $requirements"
  echo "$PWD/.cache/venv/bin/python"
}

# The copy of the requirements says that all of them are there: it comes last.
make_python() {
  rm -rf .cache/venv
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version)'
  python3 -m venv .cache/venv
  timeout --foreground 300 .cache/venv/bin/python -m pip --disable-pip-version-check install --quiet --requirement "$requirements"
  cp "$requirements" .cache/venv/requirements.txt
}

case ${1:-} in
  path) find_python ;;
  make) make_python ;;
  *) die "python.sh: no command '${1:-}'" ;;
esac
