"""Addresses, checked as far as that goes without asking anybody."""

from ipaddress import ip_address

import httpx

from pipeline.errors import BadInputError


def address(url: str, variable: str) -> str:
    """The address as it is.

    Raises:
        BadInputError: It is none; ``variable`` is its setting.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise BadInputError(f"{variable} is no address — set it to one that begins with https://")
    return url


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
