#!/bin/sh
# Fills in what is known only now, the image being read-only: where pages find the node server, and which pictures they may show.
set -eu
case "$PROD_NODE_BACKEND" in
  *[!A-Za-z0-9:/._-]*)
    echo "PROD_NODE_BACKEND is '$PROD_NODE_BACKEND'. Give a path such as /api, or an address." >&2
    exit 78 ;;
esac
mkdir -p /tmp/navigator
for file in main.*; do
  sed "s|\$PROD_NODE_BACKEND|$PROD_NODE_BACKEND|g" "$file" > "/tmp/navigator/$file"
done
POLICY=$(sed "s|\$S3|https://${MAP_FIGURE_ENDPOINT:-$MAP_S3_ENDPOINT}|g" /etc/navigator/policy)
export POLICY
exec caddy run --config /etc/navigator/Caddyfile --adapter caddyfile
