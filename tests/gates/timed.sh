#!/usr/bin/env bash
# timed.sh NAME COMMAND...   run a command, and note how long it took
# timed.sh                   print what was noted as a table, and forget it
set -euo pipefail
notes=.artifacts/times

if [ $# = 0 ]; then
    [ -s $notes ] || exit 0
    awk 'BEGIN { print "\nwhat                seconds" }
         { printf "%-18s %8d%s\n", $1, $2, $3 ? "  failed" : ""; all += $2 }
         END { printf "%-18s %8d\n", "all", all }' $notes
    rm $notes
    exit
fi
mkdir -p .artifacts
name=$1
begin=$SECONDS
status=0
"${@:2}" || status=$?
echo "$name $((SECONDS - begin)) $status" >> $notes
exit $status
