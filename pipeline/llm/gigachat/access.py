"""Addresses, key and certificates, checked as far as that goes without asking anybody."""

import binascii
import ssl
from base64 import b64decode
from ipaddress import ip_address

import httpx

from pipeline.errors import BadInputError
from pipeline.llm.gigachat.settings import GigaChatSettings


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


def key(settings: GigaChatSettings) -> str:
    """The authorization key.

    Raises:
        BadInputError: It is no base64, as a client id or a secret is not.
    """
    found = settings.credentials.get_secret_value().strip() if settings.credentials else ""
    try:
        decoded = b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if not decoded:
        raise BadInputError(
            "GIGACHAT_CREDENTIALS is no authorization key — copy the key from the project's page,"
            " not its client id or secret"
        )
    return found


def trust(settings: GigaChatSettings) -> ssl.SSLContext:
    """What the system trusts, and the bundle besides: the two addresses need not share a root.

    Raises:
        BadInputError: The bundle cannot be read, or is no file of certificates.
    """
    context = ssl.create_default_context()
    if settings.ca_bundle is None:
        return context
    try:
        context.load_verify_locations(cafile=settings.ca_bundle)
    except OSError:  # ssl.SSLError is one
        raise BadInputError(
            "GIGACHAT_CA_BUNDLE is no readable file of certificates — set it to the PEM file with"
            " the Russian Trusted Root CA"
        ) from None
    return context
