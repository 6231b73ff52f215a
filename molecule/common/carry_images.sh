#!/bin/bash
# carry_images.sh CONTAINER: load images of this machine's engine into the engine that runs in a container
set -euo pipefail
list() { docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' --filter reference='map/*'; }
there=$(docker exec "$1" docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' --filter reference='map/*')
wanted=()
want() { grep -qxF "$1 $2" <<< "$there" || wanted+=("$1"); }
while read -r name id; do
  case "$name" in
    map/aws-emulator:* | map/mysql:* | map/github-stand-in:* | map/stand-in-host:* | map/test-*) ;;
    map/debian:trixie-slim) want "$name" "$id" ;;
    map/debian:*) ;; # of other tests
    *) want "$name" "$id" ;;
  esac
done < <(list | awk -F'[: ]' '$1 == "map/debian" || !seen[$1]++ {print $1 ":" $2, $3}') # the newest of each name
[ "${#wanted[@]}" -eq 0 ] || docker save "${wanted[@]}" | docker exec -i "$1" docker load -q
