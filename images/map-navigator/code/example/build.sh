#!/bin/sh
# What `npm run build` runs. Our own page needs no packages, and so no npm, which takes minutes to install.
set -eu
node build.js
