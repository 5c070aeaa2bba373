#!/usr/bin/env bash
# What the servers by other hands are made with, found or made: ./dev makes, interop_test.sh
# finds.
#
#   tools.sh go-server    prints the gRPC server in Go, compiled
#   tools.sh node         prints the folder of gRPC's packages for Node
#   tools.sh nginx        prints nginx
#   tools.sh make-THAT    makes it, in .cache
#
# What is not there is said on stderr, with exit status 1.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
cd -- "$here/../.."
cache=$PWD/.cache/interop

die() { printf '%s\n' "$*" >&2; exit 1; }

# Copies of what they were made of say that they are of today: they come last.
same() { local name folder=$1; shift; for name; do cmp -s "$here/${folder##*/}/$name" "$folder/$name" || return 1; done; }

find_go_server() {
  same "$cache/go" go.mod go.sum main.go || die "there is no server in Go in $cache/go"
  echo "$cache/go/server"
}

make_go_server() {
  rm -rf "$cache/go"
  mkdir -p "$cache/go"
  # Without -buildvcs=false it wants git's word on the folder, which an archive has not.
  go build -C "$here/go" -buildvcs=false -mod=readonly -o "$cache/go/server" .
  cp "$here"/go/{go.mod,go.sum,main.go} "$cache/go"
}

find_node() {
  command -v node >/dev/null || die "there is no node"
  # npm writes the hidden file when all of them are there.
  if ! same "$cache/node" package.json package-lock.json || [ ! -e "$cache/node/node_modules/.package-lock.json" ]; then
    die "there are no packages for Node in $cache/node"
  fi
  echo "$cache/node"
}

make_node() {
  rm -rf "$cache/node"
  mkdir -p "$cache/node"
  cp "$here"/node/package{,-lock}.json "$cache/node"
  (cd "$cache/node" && timeout --foreground 300 npm ci --ignore-scripts --no-audit --no-fund)
}

find_nginx() {
  PATH=$PATH:/usr/sbin:$cache/nginx/usr/sbin command -v nginx || die "there is no nginx"
}

# Only the files: to install the package would start a web server on this machine.
make_nginx() {
  rm -rf "$cache/nginx"
  mkdir -p "$cache/nginx"
  cd "$cache/nginx"
  # Where nothing was ever installed there are no lists.
  apt-get -q download nginx || { apt-get -q update && apt-get -q download nginx; }
  dpkg-deb -x nginx_*.deb .
  # With -V it ends as soon as its libraries are there.
  "$cache/nginx/usr/sbin/nginx" -V 2>&1 || { rm -rf "$cache/nginx"; return 1; }
}

case ${1:-} in
  go-server) find_go_server ;;
  node) find_node ;;
  nginx) find_nginx ;;
  make-go-server) make_go_server ;;
  make-node) make_node ;;
  make-nginx) make_nginx ;;
  *) die "tools.sh: no command '${1:-}'" ;;
esac
