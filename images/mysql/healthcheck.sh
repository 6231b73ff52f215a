#!/bin/sh
# Healthy is: the master account logs in over verified TLS. It must log in, for a server blocks a host that only
# connects (error 1129), and `mysqladmin ping` is content with a refused password.
set -eu
MYSQL_PWD=$(cat "$MASTER_PASSWORD_FILE")
export MYSQL_PWD
exec mysql --no-defaults --protocol=TCP --host=127.0.0.1 --user="$MASTER_USER" --connect-timeout=3 \
  --ssl-mode=VERIFY_CA --ssl-ca="$TLS_CA_FILE" --batch --skip-column-names --execute='DO 0'
