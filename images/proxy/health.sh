#!/usr/bin/env bash
# Whether the proxy answers; /_chp_healthz is its own, and asks no hub. A new node for each check would cost much more.
exec 3<> /dev/tcp/127.0.0.1/8000
printf 'GET /_chp_healthz HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
