"""Signatures of what is posted to a tenant's URL, by which the receiver knows that it is ours.

``t=<epoch second>,v1=<hex HMAC-SHA256 of "<t>.<body>">``: the time is signed too, so that a
request that was overheard is of no use later. docs/webhooks.md shows a receiver how to check it.
"""

import hashlib
import hmac
import secrets
from typing import Final

from pydantic import SecretStr

_PREFIX: Final = "whsec_"
_BYTES: Final = 32


def new_secret() -> SecretStr:
    return SecretStr(_PREFIX + secrets.token_urlsafe(_BYTES))


def signature(secret: SecretStr, body: bytes, epoch: int) -> str:
    """The value of the header ``Alfred-Signature``."""
    signed = b"%d.%b" % (epoch, body)
    digest = hmac.new(secret.get_secret_value().encode(), signed, hashlib.sha256)
    return f"t={epoch},v1={digest.hexdigest()}"
