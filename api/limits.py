"""How often one may: a bucket of requests for each user or address, filled again evenly over a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from assistant.errors import TooManyRequests

_HELD = 10_000


class Limit:
    """At most `per_minute` requests a minute of each key (0: any number), and as many at once.

    Kept in memory: several processes allow that many each. The keys used longest ago are let go beyond `_HELD`.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> None:
        """Count one request of `key`; raises TooManyRequests when none is left."""
        if not self._most:
            return
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(key, (float(self._most), now))
            left = min(self._most, left + (now - at) * self._most / 60)
            self._left[key] = (max(left - 1, 0), now) if left >= 1 else (left, now)
            while len(self._left) > _HELD:
                self._left.popitem(last=False)
        if left < 1:
            raise TooManyRequests(
                "youju", zh="请求太频繁，请过一会儿再试", en="too many requests; try again in a moment"
            )
