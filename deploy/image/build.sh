#!/usr/bin/env bash
# Builds the container image with the engine that answers, and writes its SBOM.
# usage: build.sh [--archive]; ./dev image installs what it needs, then calls it
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."

say() { printf 'image: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
case "$*" in '' | --archive) ;; *) say "takes --archive or nothing, not: $*"; exit 64 ;; esac

version=$(sed -nE 's/^project\(.* VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
image=localhost/tls-echo:$version
base=debian:bookworm-slim
out=build/image
# A clone says which commit this is, and when it was made; an archive of the sources does not.
revision=$(git rev-parse HEAD 2>/dev/null) || revision=unknown
[ -z "$(git status --porcelain 2>/dev/null)" ] || revision+=-modified
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)

# --- The engine ----------------------------------------------------------------

engine='' run_options=()
# shellcheck source=deploy/image/engine.sh
. deploy/image/engine.sh
find_engine docker podman buildah || die "neither docker, podman nor buildah answers; ./dev image installs podman"
say "building $image with $engine"

has_image() {
  case $engine in
    buildah) buildah inspect --type image "$1" >/dev/null 2>&1 ;;
    *) "$engine" image inspect "$1" >/dev/null 2>&1 ;;
  esac
}
size_of() { # in bytes
  case $engine in
    # It says "164 MB", with a prefix in powers of ten.
    buildah) buildah images --json "$1" | jq -r '.[0].size' | tr -d ' B' | tr k K | numfmt --from=si ;;
    *) "$engine" image inspect --format '{{.Size}}' "$1" ;;
  esac
}
# in_image IMAGE COMMAND...: what COMMAND prints there.
in_image() {
  local name=$1 container
  shift
  if [ "$engine" = buildah ]; then
    container=$(buildah from "$name")
    buildah run "$container" -- "$@"
    buildah rm "$container" >/dev/null
  else
    "$engine" run --rm --network=none "${run_options[@]}" --entrypoint "$1" "$name" "${@:2}"
  fi
}

if ! has_image $base; then
  say "no $base here; asking the registry for it (at most a minute)"
  timeout 60 "$engine" pull $base >/dev/null 2>&1 || {
    say "no registry gives it; making it from Debian packages (about a minute)"
    deploy/image/base.sh "$engine"
  }
fi

# --- The image -----------------------------------------------------------------

build() {
  local command=(build)
  [ "$engine" = docker ] || command+=(--format docker --layers)
  [ "$engine" != buildah ] || command[0]=bud
  # The host's network: a build needs a Debian mirror, and nothing else.
  "$engine" "${command[@]}" --network=host -f deploy/image/Dockerfile --build-arg "VERSION=$version" \
    --build-arg "REVISION=$revision" --build-arg "CREATED=$created" "$@" . >&2
}
build --target build -t "$image-build"
build -t "$image"

mkdir -p "$out"
in_image "$image-build" cat /src/build/image/bin/one-channel >"$out/one-channel"
chmod +x "$out/one-channel"

# The SBOM: what dpkg knows of the image, and the programs by their digests.
# shellcheck disable=SC2016
in_image "$image" dpkg-query -W -f '${Package}\t${Version}\t${Architecture}\t${Maintainer}\t${source:Package}\t${source:Version}\n' >"$out/packages"
# shellcheck disable=SC2016
in_image "$base" dpkg-query -W -f '${Package}\n' >"$out/base-packages"
in_image "$image" sha256sum /usr/local/bin/certgen /usr/local/bin/echo-client /usr/local/bin/echo-server >"$out/sha256"
jq -n -f deploy/image/sbom.jq --rawfile packages "$out/packages" --rawfile base "$out/base-packages" \
  --rawfile sha256 "$out/sha256" --arg version "$version" --arg revision "$revision" --arg created "$created" \
  >"$out/sbom.spdx.json"
rm -f "$out/packages" "$out/base-packages"

if [ "${1:-}" = --archive ]; then
  rm -f "$out/tls-echo.tar"
  case $engine in
    docker) docker save -o "$out/tls-echo.tar" "$image" ;;
    podman) podman save --quiet --format docker-archive -o "$out/tls-echo.tar" "$image" ;;
    buildah) buildah push --quiet "$image" "docker-archive:$out/tls-echo.tar:$image" ;;
  esac
fi

# --- What came of it -------------------------------------------------------------

total=$(size_of "$image") beyond=$(($(size_of "$image") - $(size_of $base)))
printf '%s\n  size     %d MB, %d MB of it beyond %s\n' "$image" $((total / 1000000)) $((beyond / 1000000)) $base
sed -E 's/^/  sha256   /' "$out/sha256"
printf '  SBOM     %s (%s packages)\n' "$out/sbom.spdx.json" "$(jq '[.packages[] | select(.primaryPackagePurpose == "LIBRARY")] | length' "$out/sbom.spdx.json")"
[ "${1:-}" != --archive ] || printf '  archive  %s\n' "$out/tls-echo.tar"
