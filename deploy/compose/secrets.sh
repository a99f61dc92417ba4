#!/bin/sh
# Makes the secrets of deploy/compose.yaml, a file each, where there is none yet:
#
#   deploy/compose/secrets.sh 123456:the-token-from-BotFather
#
# Nobody but you may enter the directory. The files are readable to all, because each is mounted
# by itself into containers whose users have other numbers.
set -eu
umask 022
folder=${SECRETS:-$(dirname "$0")/../secrets}

hex() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -e "$folder/$1" ] || printf '%s' "$2" >"$folder/$1"; }

if [ $# -ne 1 ] && [ ! -s "$folder/telegram_bot_token" ]; then
    echo 'error: there is no bot yet — take a token from @BotFather: deploy/compose/secrets.sh TOKEN' >&2
    exit 2
fi
mkdir -p "$folder"
chmod 700 "$folder"

[ $# -ne 1 ] || printf '%s' "$1" >"$folder/telegram_bot_token"
keep postgres_password "$(hex)"
keep migrations_database_url "postgresql://alfred_admin:$(hex)@postgres/alfred"
keep database_url "postgresql://alfred_service:$(hex)@postgres/alfred"
keep mongo_root_password "$(hex)"
keep mongodb_url "mongodb://alfred:$(hex)@mongo/butler"
keep alerts_webhook_secret "$(hex)"
keep grafana_password "$(hex)"
# The integration key (Events API v2) of a PagerDuty service. Empty: the admin chat alone is told.
keep pagerduty_key ''
echo "The secrets are in $folder. Alerts go to PagerDuty once its key is in pagerduty_key."
