#!/bin/sh
# The token gets to the proxy by its environment alone, which `docker inspect` doesn't show when it is set here.
set -eu
CONFIGPROXY_AUTH_TOKEN="$(cat /run/secrets/proxy_token)"
export CONFIGPROXY_AUTH_TOKEN
if [ -z "$CONFIGPROXY_AUTH_TOKEN" ]; then
  echo "The file /run/secrets/proxy_token is empty. Give the proxy the token that the hub has." >&2
  exit 78
fi
exec node_modules/.bin/configurable-http-proxy --error-path=errors "$@"
