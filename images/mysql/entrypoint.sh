#!/bin/sh
# Starts MySQL: makes the data folder once, whole or not at all, and sets the master account anew at each start.
# The password goes from its file through a pipe into the server: it is in no argument, environment, log or other file.
set -eu
umask 077

stop() {
  echo "entrypoint: $*" >&2
  exit 64
}

quoted() { # the content of a file as the inside of an SQL string
  sed -e 's/\\/\\\\/g' -e "s/'/''/g" "$1"
}

[ "${1:-}" = mysqld ] || exec "$@"
shift

case "$MASTER_USER" in
  '' | root | mysql.* | *[!A-Za-z0-9_]*) stop "MASTER_USER '$MASTER_USER' can't be used. Take letters, digits and underscores, and not root." ;;
esac
for file in "$MASTER_PASSWORD_FILE" "$TLS_CA_FILE" "$TLS_CERTIFICATE_FILE" "$TLS_KEY_FILE"; do
  [ -r "$file" ] || stop "The file $file is missing, or user $(id -u) can't read it. Mount it, readable for that user."
done
[ -s "$MASTER_PASSWORD_FILE" ] || stop "The file $MASTER_PASSWORD_FILE is empty. Put the master password into it."
[ "$(wc -l <"$MASTER_PASSWORD_FILE")" -le 1 ] || stop "The file $MASTER_PASSWORD_FILE has several lines. Put one password into it."

home=/var/lib/mysql
data=$home/data
# Only options that belong to this container; the server's parameters are in the mounted file.
set -- "--datadir=$data" --socket=/run/mysqld/mysqld.sock --pid-file=/run/mysqld/mysqld.pid --mysqlx=OFF \
  --secure-file-priv=NULL --loose-innodb-numa-interleave=OFF --skip-name-resolve --lc-messages=en_US \
  "--ssl-ca=$TLS_CA_FILE" "--ssl-cert=$TLS_CERTIFICATE_FILE" "--ssl-key=$TLS_KEY_FILE" --tls-version=TLSv1.2,TLSv1.3 \
  --auto-generate-certs=OFF "$@"
if [ -e "$PARAMETERS_FILE" ]; then
  [ -r "$PARAMETERS_FILE" ] || stop "User $(id -u) can't read $PARAMETERS_FILE. Make it readable for that user."
  set -- "--defaults-file=$PARAMETERS_FILE" "$@"
else
  set -- --no-defaults "$@"
fi

if [ ! -d "$data" ]; then
  rm -rf "$home/new"
  mysqld --no-defaults --initialize-insecure "--datadir=$home/new" --secure-file-priv=NULL --loose-innodb-numa-interleave=OFF
  mv "$home/new" "$data"
fi

password=$(quoted "$MASTER_PASSWORD_FILE")
nobody_knows=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
exec mysqld "$@" --init-file=/dev/fd/3 3<<SQL
SET SESSION sql_log_bin = 0;
SET SESSION sql_mode = '';
CREATE USER IF NOT EXISTS '$MASTER_USER'@'%' IDENTIFIED WITH caching_sha2_password BY '$password' REQUIRE SSL;
ALTER USER '$MASTER_USER'@'%' IDENTIFIED WITH caching_sha2_password BY '$password' REQUIRE SSL ACCOUNT UNLOCK;
GRANT ALL PRIVILEGES ON *.* TO '$MASTER_USER'@'%' WITH GRANT OPTION;
ALTER USER 'root'@'localhost' IDENTIFIED WITH caching_sha2_password BY '$nobody_knows' ACCOUNT LOCK;
SQL
