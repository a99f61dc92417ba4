#!/usr/bin/env bash
# Finds Prometheus, Alertmanager and systemd-analyze for the tests, or installs Debian's packages.
# Their units are started neither now nor at the next boot.
set -euo pipefail
services=(prometheus prometheus-alertmanager)
packages=(systemd "${services[@]}")

found() {
    local each
    for each in systemd-analyze prometheus promtool amtool; do type -P "$each" >/dev/null || return 1; done
    type -P prometheus-alertmanager >/dev/null || type -P alertmanager >/dev/null
}

missing() {
    echo "error: the tests start Prometheus and Alertmanager and ask systemd-analyze, and not all are here — apt-get install -y --no-install-recommends ${packages[*]}" >&2
    exit 1
}

install() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}" >/dev/null
}

found && exit
type -P apt-get >/dev/null && [ "$(id -u)" = 0 ] || missing
echo 'Installing Prometheus, Alertmanager and systemd-analyze for the tests…'
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    # Action forbidden by policy (Debian's invoke-rc.d, /usr/share/doc/init-system-helpers).
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
fi
# A fresh machine has no lists of packages yet.
install 2>/dev/null || { apt-get -qq update && install; } || missing
if type -P systemctl >/dev/null; then systemctl --quiet disable "${services[@]}" || true; fi
found || missing
