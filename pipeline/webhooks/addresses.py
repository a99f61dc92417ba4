"""Which addresses digests may be posted to: not to what only we can reach.

A tenant chooses the URL, and we send a request there from inside our network: without a limit it
could reach our databases, a cloud's metadata or a neighbour's printer (server-side request
forgery, OWASP API7:2023). The networks are those of the IANA special-purpose registries
(iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry), written down here
because ``ipaddress`` judges them differently from one Python to the next.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final
from urllib.parse import urlsplit

from pipeline.errors import BadInputError

PORTS: Final = frozenset({443, 8443})
"""Where receivers on the internet listen; any port of a private one."""
_LONGEST: Final = 2000
_WRITTEN: Final = re.compile(r"[!-\[\]-~]+")
"""Visible ASCII without the backslash, which some parsers take for a slash."""
_HOST: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,252}", re.IGNORECASE)
_OWN_NAME: Final = re.compile(
    r"(?:.+\.)?(?:localhost|local|internal|home\.arpa)\.?", re.IGNORECASE
)

_Network = IPv4Network | IPv6Network


def _networks(*written: str) -> tuple[_Network, ...]:
    return tuple(map(ip_network, written))


_RESERVED: Final = _networks(
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",  # carriers' NAT
    "127.0.0.0/8",
    "169.254.0.0/16",  # link-local, with the clouds' metadata
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",  # relays of 6to4
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "168.63.129.16/32",  # Azure's wire server, in the middle of public space
)
_UNICAST: Final = IPv6Network("2000::/3")
"""All that is given to anybody on the internet: neither ``::1``, nor an IPv4 address that is
mapped or translated (``::ffff:0:0/96``, ``64:ff9b::/96``), nor local or multicast."""
_RESERVED_UNICAST: Final = _networks(
    "2001::/23",  # protocols' own, with Teredo, which wraps IPv4
    "2001:db8::/32",
    "2002::/16",  # 6to4, which wraps IPv4
    "3fff::/20",
)
_NEVER: Final = _networks(
    "0.0.0.0/32",
    "100.100.100.200/32",  # Alibaba's metadata
    "168.63.129.16/32",
    "169.254.0.0/16",
    "192.0.0.192/32",  # Oracle's metadata
    "224.0.0.0/4",
    "255.255.255.255/32",
    "::/128",
    "fd00:ec2::254/128",  # Amazon's metadata
    "fe80::/10",
    "ff00::/8",
)
"""Refused even where private addresses are allowed: no receiver of digests lives there."""


class AddressRefusedError(BadInputError):
    """Nothing is posted to this URL."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    private: bool = False
    """Let private addresses, other ports and http through (``WEB_PRIVATE_WEBHOOKS``)."""

    def check_url(self, url: str) -> None:
        """Refuse what can be told from the URL alone; where it leads is asked when it is used.

        Raises:
            AddressRefusedError: It is not https, not a plain URL, or names what is our own.
        """
        host, port = self._host_and_port(url)
        literal = _literal(host)
        if literal is None and not _HOST.fullmatch(host):
            raise _refused("its host is none", "write it as https://example.org/path")
        if literal is not None and not self.allows(literal):
            raise _refused("its address is not public", "give one that is on the internet")
        if not self.private and (_OWN_NAME.fullmatch(host) or port not in PORTS):
            raise _refused("its host or port is not public", f"use one of {_listed(PORTS)}")

    def allows(self, address: str) -> bool:
        """Whether a connection may be made to just this address; what is unclear is refused."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        if isinstance(parsed, IPv6Address) and parsed.scope_id:
            return False
        if self.private:
            return not any(_is_in(each, _NEVER) for each in (parsed, *_wrapped(parsed)))
        if isinstance(parsed, IPv4Address):
            return not _is_in(parsed, _RESERVED)
        return parsed in _UNICAST and not _is_in(parsed, _RESERVED_UNICAST)

    def _host_and_port(self, url: str) -> tuple[str, int]:
        if len(url) > _LONGEST or not _WRITTEN.fullmatch(url):
            raise _refused("it is not a plain URL", "write spaces and letters as %20 and xn--")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _refused("it is not a URL", "write it as https://example.org/path") from None
        schemes = {"https": 443, "http": 80} if self.private else {"https": 443}
        if parts.scheme not in schemes:
            raise _refused("it is not https", "digests are posted encrypted only")
        if "@" in parts.netloc or parts.fragment:
            raise _refused("it holds a password or a fragment", "leave them out")
        return parts.hostname or "", schemes[parts.scheme] if port is None else port


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def _wrapped(address: IPv4Address | IPv6Address) -> Iterable[IPv4Address]:
    """The IPv4 addresses to which a packet for this one may be turned."""
    if not isinstance(address, IPv6Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address in IPv6Network("64:ff9b::/96"):
        yield IPv4Address(int(address) & 0xFFFF_FFFF)


def _is_in(address: IPv4Address | IPv6Address, networks: Iterable[_Network]) -> bool:
    return any(address in network for network in networks)


def _listed(ports: Iterable[int]) -> str:
    return " and ".join(f"port {port}" for port in sorted(ports))


def _refused(what: str, remedy: str) -> AddressRefusedError:
    return AddressRefusedError(f"digests cannot be posted to this URL: {what} — {remedy}")
