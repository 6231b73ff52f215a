#!/bin/sh
# Upstream's node server has no lock file, and names many packages that it doesn't import.
set -eu
for patch in /code/patches/*.patch; do patch -d /source -p1 < "$patch"; done
cp /code/package.json /code/package-lock.json .
npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
