#!/usr/bin/env bash
# Whether the pages are served. A program for each check would cost much more.
exec 3<> /dev/tcp/127.0.0.1/9000
printf 'GET / HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
