#!/usr/bin/env bash
# What the checks of deploy/kubernetes are made with, found or fetched: ./dev fetches,
# manifests_test.sh finds.
#
#   tools.sh kustomize        prints the command that renders a directory
#   tools.sh crds             prints the folder of CRDs, as PROJECT/VERSION/*.yaml
#   tools.sh missing-crds     prints NAME and GO of each version that is not there yet
#   tools.sh fetch-crds NAME  fetches one, with Go 1.GO or later
#
# What is not there is said on stderr, with exit status 1. The folder of CRDs is there
# as soon as it has one version of each project.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../.."

# The oldest that the README names, and the newest; and the Go that their go.mod asks for,
# without which Go does not so much as download them.
declare -A crd_versions=([cert-manager-v1.12.0]=20 [cert-manager-v1.21.2]=26
  [prometheus-operator-v0.68.0]=20 [prometheus-operator-v0.85.0]=24)
declare -A modules=([cert-manager]=github.com/cert-manager/cert-manager
  [prometheus-operator]=github.com/prometheus-operator/prometheus-operator)
# In the module.
declare -A folders=([cert-manager]=deploy/crds [prometheus-operator]=example/prometheus-operator-crd)

die() { printf '%s\n' "$*" >&2; exit 1; }

# Components came with the kustomize of kubectl 1.21.
find_kustomize() {
  local version old=''
  if command -v kubectl >/dev/null; then
    version=$(kubectl version --client -o json 2>/dev/null | grep -Eom 1 '"gitVersion": *"v[0-9]+\.[0-9]+' | grep -Eo '[0-9]+\.[0-9]+$') || version=''
    if [[ $version =~ ^1\.([0-9]+)$ ]] && [ "${BASH_REMATCH[1]}" -ge 21 ]; then
      echo "kubectl kustomize"
      return
    fi
    old="; kubectl ($(command -v kubectl)) is ${version:-of no version that it tells}, too old, as Debian 12's own 1.20 is: its kustomize knows no components"
  fi
  if command -v kustomize >/dev/null; then
    version=$(kustomize version 2>/dev/null) || version=''
    if [[ $version =~ v([0-9]+)\. ]] && [ "${BASH_REMATCH[1]}" -ge 5 ]; then
      echo "kustomize build"
      return
    fi
    # Which one a build by go install is, it does not know.
    old+="; kustomize ($(command -v kustomize)) is ${version:-of no version that it tells}, not 5 or later"
  fi
  # This one is as ./dev pins it.
  if [ -x .cache/bin/kustomize ]; then
    printf '%q build\n' "$PWD/.cache/bin/kustomize"
    return
  fi
  die "there is neither kubectl 1.21 or later nor kustomize 5$old"
}

find_crds() {
  local project
  for project in "${!modules[@]}"; do
    compgen -G ".cache/$project/v*" >/dev/null || die "there are no CRDs in .cache/$project"
  done
  echo "$PWD/.cache"
}

missing_crds() {
  local name
  for name in "${!crd_versions[@]}"; do
    [ -d ".cache/${name%-v*}/v${name##*-v}" ] || echo "$name ${crd_versions[$name]}"
  done
}

# The module has them as files; nothing of it is compiled.
fetch_crds() {
  local project=${1%-v*} version=v${1##*-v} module target
  target=.cache/$project
  module=$(go mod download -json "${modules[$project]}@$version") || die "$module"
  module=$(sed -n 's/.*"Dir": "\(.*\)",*$/\1/p' <<<"$module")
  mkdir -p "$target"
  rm -rf "$target/.$version"
  mkdir "$target/.$version"
  cp -- "$module/${folders[$project]}"/*.yaml "$target/.$version"
  mv "$target/.$version" "$target/$version"
}

case ${1:-} in
  kustomize) find_kustomize ;;
  crds) find_crds ;;
  missing-crds) missing_crds ;;
  fetch-crds) fetch_crds "$2" ;;
  *) die "tools.sh: no command '${1:-}'" ;;
esac
