#!/bin/bash
# carry_images.sh CONTAINER: load images of this machine's engine into the engine that runs in a container
set -euo pipefail
list() { docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' --filter reference='map/*'; }
there=$(docker exec "$1" docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' --filter reference='map/*')
wanted=()
while read -r name id; do
  case "$name" in
    map/aws-emulator:* | map/mysql:* | map/github-stand-in:* | map/stand-in-host:* | map/test-* | map/debian:sid-slim) ;;
    *) grep -qxF "$name $id" <<< "$there" || wanted+=("$name") ;;
  esac
done < <(list | awk -F'[: ]' '!seen[$1]++ {print $1 ":" $2, $3}') # the newest of each name
[ "${#wanted[@]}" -eq 0 ] || docker save "${wanted[@]}" | docker exec -i "$1" docker load -q
