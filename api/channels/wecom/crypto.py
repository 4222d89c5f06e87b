"""WeCom's encrypted callbacks: SHA-1 signature over sorted parts, AES-256-CBC with the receiver's id inside.

Protocol: developer.work.weixin.qq.com/document/path/90968 (加解密方案说明). The key is base64 of EncodingAESKey with "=" added,
the initial vector its first 16 bytes; plain text is 16 random bytes, the message's length in 4 bytes (big end first), the
message, the receiver's id; padded to a multiple of 32.
"""

import base64
import hashlib
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from api.channels.proof import check_age, check_signature, forged, garbled
from assistant.errors import InvalidSetting, SendFailure

_BLOCK = 32
_FRONT = 20


@dataclass(frozen=True, slots=True)
class Crypto:
    """Token, key and receiver of one callback address; the receiver is the corp id, "" for a bot within a company."""

    channel: str
    token: str = field(repr=False)
    key: bytes = field(repr=False)
    receiver: str
    window: float

    def open(self, query: Mapping[str, str], ciphertext: str, now: float) -> bytes:
        """The message in `ciphertext`, its signature and age in `query` checked first. Raises RefusedDelivery."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        made = self.signature(timestamp, nonce, ciphertext)
        check_signature(self.channel, made, query.get("msg_signature", ""))
        check_age(self.channel, timestamp, now, self.window)
        return self._decrypted(ciphertext)

    def seal(self, message: bytes, now: float) -> Mapping[str, str]:
        """`message` encrypted and signed as a response: encrypt, msgsignature, timestamp, nonce."""
        front = secrets.token_bytes(16) + struct.pack(">I", len(message))
        sealed = base64.b64encode(self._cipher().encryptor().update(_padded(front + message + self.receiver.encode())))
        timestamp, nonce, ciphertext = str(int(now)), secrets.token_hex(8), sealed.decode()
        made = self.signature(timestamp, nonce, ciphertext)
        return {"encrypt": ciphertext, "msgsignature": made, "timestamp": timestamp, "nonce": nonce}

    def seal_json(self, message: Mapping[str, object], now: float) -> bytes:
        """A JSON message sealed as the JSON body of a response."""
        plain = json.dumps(message, ensure_ascii=False).encode()
        return json.dumps({**self.seal(plain, now), "timestamp": int(now)}).encode()

    def signature(self, timestamp: str, nonce: str, ciphertext: str) -> str:
        """The signature that the platform makes."""
        joined = "".join(sorted((self.token, timestamp, nonce, ciphertext)))
        return hashlib.sha1(joined.encode()).hexdigest()

    def _decrypted(self, ciphertext: str) -> bytes:
        try:
            sealed = base64.b64decode(ciphertext, validate=True)
            plain = self._cipher().decryptor().update(sealed)
        except ValueError:
            raise forged(self.channel) from None
        # A wrong key gives noise: the length then points outside, or the receiver is nobody we know.
        pad = plain[-1] if plain else 0
        if len(sealed) % 16 or len(plain) < _FRONT + pad or not 1 <= pad <= _BLOCK:
            raise forged(self.channel)
        body = plain[_FRONT : len(plain) - pad]
        length = struct.unpack(">I", plain[16:_FRONT])[0]
        if length > len(body) or body[length:] != self.receiver.encode():
            raise garbled(
                self.channel,
                "接收方不符，请核对企业 ID 与 EncodingAESKey",
                "is for another receiver; check corp id and key",
            )
        return body[:length]

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self.key), CBC(self.key[:16]))


def decrypted_file(channel: str, sealed: bytes, key: bytes) -> bytes:
    """A file sent to a bot, encrypted as messages are but without anything around it; raises SendFailure where it is not."""
    pad = 0
    if sealed and len(sealed) % 16 == 0:
        plain = Cipher(AES(key), CBC(key[:16])).decryptor().update(sealed)
        pad = plain[-1]
    if not 1 <= pad <= _BLOCK:
        raise SendFailure(channel, zh="文件解密失败", en="a file cannot be decrypted", final=True)
    return plain[:-pad]


def aes_key(setting: str, written: str) -> bytes:
    """The 32 bytes of an EncodingAESKey of 43 characters; raises InvalidSetting naming `setting`."""
    try:
        key = base64.b64decode(written + "=", validate=True)
    except ValueError:
        key = b""
    if len(written) != 43 or len(key) != 32:
        raise InvalidSetting(
            setting,
            zh="应为管理后台给出的 43 个字符的 EncodingAESKey",
            en="should be the EncodingAESKey of 43 characters",
        )
    return key


def _padded(plain: bytes) -> bytes:
    pad = _BLOCK - len(plain) % _BLOCK
    return plain + bytes([pad]) * pad
