"""What relay and intranet sign to each other: HMAC-SHA256 over what is sent, its time and a number used once."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.channels.proof import check_age, check_signature, forged

_TIME, _NONCE, _SIGNATURE = "x-youju-time", "x-youju-nonce", "x-youju-signature"
_NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature covers: who it is meant for (a channel, or the way out), method, parameters and body."""

    purpose: str
    method: str
    query: Mapping[str, str]
    body: bytes

    def signature(self, secret: str, timestamp: str, nonce: str) -> str:
        """The signature in hex."""
        body = hashlib.sha256(self.body).hexdigest()
        covered = json.dumps([self.purpose, self.method, sorted(self.query.items()), timestamp, nonce, body])
        return hmac.new(secret.encode(), covered.encode(), hashlib.sha256).hexdigest()


def sign(message: Signed, secret: str, now: float) -> Mapping[str, str]:
    """The headers that prove a message."""
    timestamp, nonce = str(int(now)), secrets.token_hex(_NONCE_BYTES)
    return {_TIME: timestamp, _NONCE: nonce, _SIGNATURE: message.signature(secret, timestamp, nonce)}


@dataclass
class Verifier:
    """Checks what the other side signed, each at most once within `window` seconds."""

    secret: str = field(repr=False)
    window: float
    _seen: dict[str, float] = field(default_factory=dict, repr=False)

    def check(self, message: Signed, headers: Mapping[str, str], now: float) -> None:
        """Raise RefusedDelivery unless the signature fits, is recent and was not seen before; names are lower case."""
        timestamp, nonce = headers.get(_TIME, ""), headers.get(_NONCE, "")
        check_signature("relay", message.signature(self.secret, timestamp, nonce), headers.get(_SIGNATURE, ""))
        check_age("relay", timestamp, now, self.window)
        self._seen = {known: at for known, at in self._seen.items() if at > now - 2 * self.window}
        if nonce in self._seen:
            raise forged("relay")
        self._seen[nonce] = now
