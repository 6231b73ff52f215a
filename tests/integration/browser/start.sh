#!/bin/sh
# Trusts the authorities whose certificates are in CA, then runs the driver on PORT of 127.0.0.1.
set -eu
folder=$(mktemp -d)
printf '%s\n' "$CA" | awk -v folder="$folder" '/BEGIN CERTIFICATE/ { n++ } n { print > (folder "/authority-" n) }'
for file in "$folder"/*; do
    [ -e "$file" ] && certutil -A -a -i "$file" -n "$(basename "$file")" -t C,, -d "sql:$HOME/.pki/nssdb"
done
exec chromedriver --port="$PORT"
