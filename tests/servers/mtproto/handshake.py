"""Making an authorization key: https://core.telegram.org/mtproto/auth_key."""

import secrets
import time
from hashlib import sha1
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from rsa import PublicKey
from telethon import functions, types
from telethon.crypto import AES, AuthKey
from telethon.crypto.rsa import _compute_fingerprint
from telethon.helpers import generate_key_data_from_nonce

from tests.servers.mtproto.tl import Tl, read

PRIME = int(
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4"
    "dbfa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c59"
    "5f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b"
    "0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928f"
    "ef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15"
    "d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
    16,
)
"""The safe prime that Telegram's servers use; clients know it and need not test it."""
GENERATOR = 3
_PQ = 1724114033281923457
"""1229739323 · 1402015859, the product of Telegram's own example."""


class HandshakeError(Exception):
    """The client's part does not fit. Telegram's server answers with the transport error 404."""


class ServerKey:
    """An RSA key of 2048 bits, as the client must know its public half."""

    def __init__(self, private: rsa.RSAPrivateKey) -> None:
        self._private = private
        numbers = private.private_numbers()
        self._exponent, self._modulus = numbers.d, numbers.public_numbers.n
        self.fingerprint: int = _compute_fingerprint(
            PublicKey(self._modulus, numbers.public_numbers.e)
        )

    @classmethod
    def make(cls) -> "ServerKey":
        return cls(rsa.generate_private_key(65537, 2048))

    @classmethod
    def kept_in(cls, file: Path) -> "ServerKey":
        """The private key of ``file``, which is written if it is not there."""
        if not file.exists():
            made = cls.make()
            file.touch(mode=0o600)
            file.write_bytes(made._private_pem())
            return made
        private = serialization.load_pem_private_key(file.read_bytes(), password=None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise ValueError(f"{file} holds no RSA key")  # noqa: TRY004 - of the file, not the call
        return cls(private)

    @property
    def public_pem(self) -> str:
        """In the form that Telethon's ``rsa.add_key`` takes: BEGIN RSA PUBLIC KEY."""
        return (
            self._private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)
            .decode()
        )

    def decrypt(self, block: bytes) -> bytes:
        return pow(int.from_bytes(block, "big"), self._exponent, self._modulus).to_bytes(
            256, "big"
        )

    def _private_pem(self) -> bytes:
        return self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


class Handshake:
    """One exchange, of one connection. ``secret`` is the key once it is agreed."""

    def __init__(self, key: ServerKey) -> None:
        self._key = key
        self._nonce = 0
        self._server_nonce = 0
        self._new_nonce = 0
        self._exponent = 0
        self.secret: bytes | None = None

    def answer(self, request: Tl) -> Tl:
        """
        Raises:
            HandshakeError: A wrong factor, nonce or hash, or a request that is none of these.
        """
        match type(request):
            case functions.ReqPqRequest | functions.ReqPqMultiRequest:
                return self._offer(request)
            case functions.ReqDHParamsRequest:
                return self._parameters(request)
            case functions.SetClientDHParamsRequest:
                return self._agree(request)
        raise HandshakeError("not part of the exchange")

    def _offer(self, request: Tl) -> Tl:
        self.secret = None
        self._nonce = request.nonce
        self._server_nonce = int.from_bytes(secrets.token_bytes(16), "little", signed=True)
        return types.ResPQ(
            self._nonce, self._server_nonce, _PQ.to_bytes(8, "big"), [self._key.fingerprint]
        )

    def _parameters(self, request: Tl) -> Tl:
        self._check_nonces(request)
        if int.from_bytes(request.p, "big") * int.from_bytes(request.q, "big") != _PQ:
            raise HandshakeError("not the factors")
        if request.public_key_fingerprint != self._key.fingerprint:
            raise HandshakeError("not our RSA key")
        inner = _verified(self._key.decrypt(request.encrypted_data)[1:])
        self._check_nonces(inner)
        self._new_nonce = inner.new_nonce
        self._exponent = secrets.randbits(2048)
        answer = bytes(
            types.ServerDHInnerData(
                self._nonce,
                self._server_nonce,
                GENERATOR,
                PRIME.to_bytes(256, "big"),
                pow(GENERATOR, self._exponent, PRIME).to_bytes(256, "big"),
                int(time.time()),
            )
        )
        padded = sha1(answer, usedforsecurity=False).digest() + answer
        padded += secrets.token_bytes(-len(padded) % 16)
        return types.ServerDHParamsOk(
            self._nonce, self._server_nonce, AES.encrypt_ige(padded, *self._temporary())
        )

    def _agree(self, request: Tl) -> Tl:
        self._check_nonces(request)
        inner = _verified(AES.decrypt_ige(request.encrypted_data, *self._temporary()))
        self._check_nonces(inner)
        shared = pow(int.from_bytes(inner.g_b, "big"), self._exponent, PRIME)
        self.secret = shared.to_bytes(256, "big")
        proof = AuthKey(self.secret).calc_new_nonce_hash(self._new_nonce, 1)
        return types.DhGenOk(self._nonce, self._server_nonce, proof)

    def _check_nonces(self, request: Tl) -> None:
        if (request.nonce, request.server_nonce) != (self._nonce, self._server_nonce):
            raise HandshakeError("not the nonces of this exchange")

    def _temporary(self) -> Tl:
        return generate_key_data_from_nonce(self._server_nonce, self._new_nonce)


def _verified(plain: bytes) -> Tl:
    """The object behind its SHA-1, without the padding after it."""
    inner = read(plain[20:])
    if sha1(bytes(inner), usedforsecurity=False).digest() != plain[:20]:
        raise HandshakeError("not the hash of the inner data")
    return inner
