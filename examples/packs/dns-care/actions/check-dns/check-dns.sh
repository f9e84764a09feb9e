#!/bin/sh
# Asks for the address of the host in the first argument: 0 is done, 75 is asked again later.
if getent hosts "$1" >/dev/null; then
  echo "$1 has an address"
else
  echo "$1 has no address yet" >&2
  exit 75
fi
