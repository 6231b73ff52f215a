#!/bin/sh
# Sets the rules, and puts back those that are missing, until it is told to stop; it leaves them then: stopping opens no door.
# With the word check it only says whether they are there.
set -eu

# Rules for routes, one a line: family, preference, which packets and what becomes of them. "iif lo" are the host's own.
# No router may pass link-local addresses on (RFC 3927, section 7), so nothing that is right misses them.
# IPv6 has the kernel's own rule for fe80::/10; AWS has its metadata at an address of another kind.
rules() {
  echo "-4 90 169.254.0.0/16 iif lo lookup main"
  echo "-4 91 169.254.0.0/16 prohibit"
  if test -e "$IPV6_SIGN"; then
    echo "-6 90 fd00:ec2::254 iif lo lookup main"
    echo "-6 91 fd00:ec2::254 prohibit"
  fi
}

there() {
  ip "$1" rule list | grep -Eqx "$2:[[:space:]]+from all to $3( proto [a-z0-9]+)?"
}

# The kernel takes no rule twice: of two guards that add it at once, one is refused, and finds it there.
put() {
  # shellcheck disable=SC2086  # what is looked for are words
  if there "$@"; then
    return
  elif said=$(ip "$1" rule add pref "$2" to $3 2>&1); then
    echo "set: $2 to $3"
  elif ! there "$@"; then
    echo "can't set: $2 to $3: $said" >&2
    exit 1
  fi
}

each() {
  rules | while read -r family preference rule; do
    "$1" "$family" "$preference" "$rule" || exit 1
  done
}

if test "${1-}" = check; then
  each there
  exit
fi
trap 'exit 0' TERM INT
while true; do
  each put
  sleep "$SECONDS_BETWEEN" &
  wait $!
done
