"""Feishu's encrypted events: SHA-256 signature over time, nonce, key and body; AES-256-CBC under the key's hash.

Protocol: open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
The key is SHA-256 of the Encrypt Key; the initial vector is the first 16 bytes of what base64 holds; padding as PKCS 7.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from api.channels.proof import check_age, check_signature, forged

NAME = "feishu"

_BLOCK = 16


@dataclass(frozen=True, slots=True)
class Crypto:
    """The Encrypt Key of an application; `window` is how old a delivery may be, in seconds."""

    encrypt_key: str = field(repr=False)
    window: float

    def verify(self, headers: Mapping[str, str], body: bytes, now: float) -> None:
        """Raise RefusedDelivery unless the signature is over this body and recent."""
        timestamp, nonce = headers.get("x-lark-request-timestamp", ""), headers.get("x-lark-request-nonce", "")
        made = hashlib.sha256((timestamp + nonce + self.encrypt_key).encode() + body).hexdigest()
        check_signature(NAME, made, headers.get("x-lark-signature", ""))
        check_age(NAME, timestamp, now, self.window)

    def open(self, ciphertext: str) -> bytes:
        """The message in `ciphertext`; raises RefusedDelivery where the key does not fit."""
        try:
            sealed = base64.b64decode(ciphertext, validate=True)
        except ValueError:
            raise forged(NAME) from None
        vector, body = sealed[:_BLOCK], sealed[_BLOCK:]
        if not body or len(body) % _BLOCK:
            raise forged(NAME)
        key = hashlib.sha256(self.encrypt_key.encode()).digest()
        plain = Cipher(AES(key), CBC(vector)).decryptor().update(body)
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK:
            raise forged(NAME)
        return plain[:-pad]
