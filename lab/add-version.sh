#!/bin/sh
# Writes the go.mod and go.sum of one Kubernetes release: lab/add-version.sh v1.34.4
#
# A maintainer runs this once per release and checks the two files in; `fleetlift lab install`
# only ever builds from files that are checked in, so that everyone builds the same bytes.
#
# Kubernetes' own go.mod points at its staging folder with `replace` lines, which is why
# `go install k8s.io/kubernetes/...@version` is refused. The same modules are published as
# v0.MINOR.PATCH; this puts those in place of the folder.
set -eu
version=${1:?usage: lab/add-version.sh v1.MINOR.PATCH}
case $version in v1.*.*) ;; *) echo "not a Kubernetes release: $version" >&2; exit 2 ;; esac
lab=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work"
upstream=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/^.*"GoMod": "\(.*\)",*$/\1/p')
{
  echo "module fleetlift.dev/lab/kubernetes"
  echo
  sed -n '/^go [0-9]/p' "$upstream"
  echo
  echo "require k8s.io/kubernetes $version"
  echo
  echo "replace ("
  sed -n 's|^[[:space:]]*\(k8s.io/[a-z-]*\) => ./staging/.*$|\1|p' "$upstream" |
    while read -r module; do echo "	$module => $module v0.${version#v1.}"; done
  echo ")"
} >go.mod
cp "$lab"/kubernetes/*.go .
go mod tidy
mkdir -p "$lab/kubernetes/$version"
cp go.mod go.sum "$lab/kubernetes/$version/"
echo "wrote lab/kubernetes/$version/go.mod and go.sum"
