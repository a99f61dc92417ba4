"""The two-step password: https://core.telegram.org/api/srp, the server's side."""

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import pbkdf2_hmac, sha256

from telethon import types

from tests.servers.mtproto.handshake import GENERATOR, PRIME
from tests.servers.mtproto.tl import Tl

_SIZE = 256
_ROUNDS = 100_000


@dataclass(slots=True)
class Password:
    """What the server keeps of a password: salts and the verifier, not the password."""

    salt1: bytes
    salt2: bytes
    verifier: int
    _secrets: dict[int, int] = field(default_factory=dict)
    """The exponent b of each question asked, by its srp_id."""

    @classmethod
    def set_to(cls, text: str) -> "Password":
        salt1, salt2 = secrets.token_bytes(40), secrets.token_bytes(16)
        inner = _hash(salt2, _hash(salt1, text.encode(), salt1), salt2)
        stretched = pbkdf2_hmac("sha512", inner, salt1, _ROUNDS)
        x = int.from_bytes(_hash(salt2, stretched, salt2), "big")
        return cls(salt1, salt2, pow(GENERATOR, x, PRIME))

    def question(self) -> Tl:
        """``account.password`` with a fresh B; it holds for one answer."""
        number, exponent = secrets.randbits(62), secrets.randbits(2048)
        self._secrets[number] = exponent
        return types.account.Password(
            new_algo=self._algorithm(),
            new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
            secure_random=secrets.token_bytes(256),
            has_password=True,
            current_algo=self._algorithm(),
            srp_B=_bytes(self._public(exponent)),
            srp_id=number,
        )

    def accepts(self, answer: Tl) -> bool | None:
        """Whether M1 proves the password; None if the question is unknown or was answered."""
        exponent = self._secrets.pop(answer.srp_id, None)
        if exponent is None:
            return None
        a, b = int.from_bytes(answer.A, "big"), self._public(exponent)
        u = int.from_bytes(_hash(_bytes(a), _bytes(b)), "big")
        shared = pow(a * pow(self.verifier, u, PRIME), exponent, PRIME)
        p_and_g = _xor(_hash(_bytes(PRIME)), _hash(_bytes(GENERATOR)))
        expected = _hash(
            p_and_g,
            _hash(self.salt1),
            _hash(self.salt2),
            _bytes(a),
            _bytes(b),
            _hash(_bytes(shared)),
        )
        return hmac.compare_digest(expected, answer.M1)

    def _public(self, exponent: int) -> int:
        k = int.from_bytes(_hash(_bytes(PRIME), _bytes(GENERATOR)), "big")
        return (k * self.verifier + pow(GENERATOR, exponent, PRIME)) % PRIME

    def _algorithm(self) -> Tl:
        return types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
            self.salt1, self.salt2, GENERATOR, _bytes(PRIME)
        )


def _bytes(number: int) -> bytes:
    return number.to_bytes(_SIZE, "big")


def _hash(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
