#!/bin/bash
# carry_images.sh CONTAINER: load images of this machine's engine into the engine that runs in a container
set -euo pipefail
newest() { "$@" docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' --filter reference='map/*' | awk -F'[: ]' '!seen[$1]++ {print $1 ":" $2, $3}'; }
there=$(newest docker exec "$1")
wanted=()
while read -r name id; do
  case "$name" in
    map/aws-emulator:* | map/mysql:* | map/github-stand-in:* | map/stand-in-host:* | map/debian:sid-slim) ;;
    *) grep -qxF "$name $id" <<< "$there" || wanted+=("$name") ;;
  esac
done < <(newest env)
[ "${#wanted[@]}" -eq 0 ] || docker save "${wanted[@]}" | docker exec -i "$1" docker load -q
