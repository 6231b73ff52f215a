#!/bin/sh
# Upstream's page: Angular 7, whose webpack 4 hashes with MD4, which a current OpenSSL has put aside.
set -eu
for patch in /code/patches/*.patch; do patch -d /source -p1 < "$patch"; done
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
# As upstream's Dockerfile.dev does.
cp src/assets/addons/map-color-theme.css node_modules/@angular/material/prebuilt-themes/
cp src/assets/addons/plotly.js node_modules/plotly.js-dist/
NODE_OPTIONS=--openssl-legacy-provider npm run build -- --prod
