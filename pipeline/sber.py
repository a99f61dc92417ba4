"""What Sber's services have in common: an authorization key, and a root that few systems trust."""

import binascii
import ssl
from base64 import b64decode
from pathlib import Path

from pydantic import SecretStr

from pipeline.errors import BadInputError


def authorization_key(credentials: SecretStr | None, variable: str) -> str:
    """The key of a project.

    Raises:
        BadInputError: It is no base64, as a client id or a secret is not; ``variable`` is its
            setting.
    """
    found = credentials.get_secret_value().strip() if credentials else ""
    try:
        decoded = b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if not decoded:
        raise BadInputError(
            f"{variable} is no authorization key — copy the key from the project's page, not its"
            " client id or secret"
        )
    return found


def trusted(ca_bundle: Path | None, variable: str) -> ssl.SSLContext:
    """What the system trusts, and the bundle besides: a service's addresses need not share a root.

    Raises:
        BadInputError: The bundle cannot be read, or is no file of certificates; ``variable`` is
            its setting.
    """
    context = ssl.create_default_context()
    if ca_bundle is None:
        return context
    try:
        context.load_verify_locations(cafile=ca_bundle)
    except OSError:  # ssl.SSLError is one
        raise BadInputError(
            f"{variable} is no readable file of certificates — set it to the PEM file with the"
            " Russian Trusted Root CA"
        ) from None
    return context
