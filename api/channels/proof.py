"""What makes a delivery believable: signatures compared in constant time, and an age that leaves no room for replays."""

import hmac

from assistant.errors import RefusedDelivery


def check_signature(channel: str, made: str, given: str) -> None:
    """Raise RefusedDelivery unless the signature `given` is the one `made`; takes equally long wherever they differ."""
    if not hmac.compare_digest(made.encode(), given.encode()):
        raise forged(channel)


def check_age(channel: str, timestamp: str, now: float, window: float) -> None:
    """Raise RefusedDelivery unless `timestamp` (seconds or milliseconds since 1970) lies within `window` seconds of `now`."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 16:
        raise stale(channel)
    at = int(timestamp)
    # Thirteen digits are milliseconds until the year 2286.
    seconds = at / 1000 if at > 100_000_000_000 else float(at)
    if abs(now - seconds) > window:
        raise stale(channel)


def forged(channel: str) -> RefusedDelivery:
    """The signature does not fit."""
    return RefusedDelivery(
        channel,
        zh="签名不符，请核对 Token、EncodingAESKey 或密钥",
        en="the signature does not fit; compare token, key and secret with the platform's console",
    )


def stale(channel: str) -> RefusedDelivery:
    """The delivery is too old, or from the future."""
    return RefusedDelivery(
        channel,
        zh="时间戳超出允许范围，请核对服务器时钟（YOUJU_CHANNEL_WINDOW_SECONDS）",
        en="the timestamp is outside the window; check the server's clock (YOUJU_CHANNEL_WINDOW_SECONDS)",
    )


def garbled(channel: str, zh: str, en: str) -> RefusedDelivery:
    """The delivery cannot be read."""
    return RefusedDelivery(channel, zh=zh, en=en)
