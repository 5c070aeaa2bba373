#!/usr/bin/env bash
# Makes debian:bookworm-slim from Debian packages, for a machine that reaches a Debian
# mirror but no container registry. Takes about a minute.
# usage: base.sh docker|podman|buildah
set -euo pipefail

engine=$1
name=debian:bookworm-slim
command -v mmdebstrap >/dev/null || { echo "base.sh: needs mmdebstrap (a package of Debian and Ubuntu)" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# mirrors: this machine's own mirrors, if it is a Debian of whatever release, as lines that
# ask them for Debian 12. Others' packages may be there for a suite of the same name.
mirrors() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(CREATED_BY) $(ORIGIN)' 2>/dev/null |
    awk '$3 == "main" && $4 == "Packages" && $5 == "Debian" && $2 ~ /^[a-z]+(-updates|-security)?$/ {
      sub(/^[a-z]+/, "bookworm", $2); print "deb " $1 " " $2 " main" }' |
    sort -u
}

mirrors >"$scratch/sources.list"
options=(--variant=minbase --quiet
  --aptopt='APT::Install-Recommends "0"'
  # A mirror that is a snapshot is older than its lists say they may be.
  --aptopt='Acquire::Check-Valid-Until "false"'
  --dpkgopt='path-exclude=/usr/share/man/*'
  --dpkgopt='path-exclude=/usr/share/locale/*'
  --dpkgopt='path-exclude=/usr/share/doc/*'
  --dpkgopt='path-include=/usr/share/doc/*/copyright')
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ ! -r "$keyring" ] || options+=(--keyring="$keyring")
# Without a mirror named, mmdebstrap knows where Debian is.
if ! { [ -s "$scratch/sources.list" ] && mmdebstrap "${options[@]}" bookworm "$scratch/base.tar" "$scratch/sources.list"; }; then
  rm -f "$scratch/base.tar"
  mmdebstrap "${options[@]}" bookworm "$scratch/base.tar"
fi

path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
case $engine in
  docker | podman) "$engine" import --change "$path" --change 'CMD ["/bin/bash"]' "$scratch/base.tar" "$name" >/dev/null ;;
  buildah)
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$scratch/base.tar" / >/dev/null
    buildah config --env "${path#ENV }" --cmd /bin/bash "$container"
    buildah commit --quiet --rm "$container" "$name" >/dev/null
    ;;
esac
