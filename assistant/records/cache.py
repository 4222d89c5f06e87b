"""Keeping what is dear to make: the most recently used values, and a value made once on first use."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Cache(Generic[K, T]):
    """The most recently used values, as many as weigh `size` together, for any number of threads."""

    def __init__(self, size: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        """Each value counts as one, unless `weigh` tells its weight; it must be the same each time."""
        self._size = size
        self._weigh = weigh
        self._weight = 0
        self._held: OrderedDict[K, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], T]) -> T:
        """The value held under `key`, else what `make` gives; if two threads make it, both get the first."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._weight += self._weigh(made)
            value = self._held[key]
            self._held.move_to_end(key)
            while self._weight > self._size:
                self._weight -= self._weigh(self._held.popitem(last=False)[1])
        return value

    def peek(self, key: K) -> T | None:
        """The value held under `key`, if any."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]


class Once(Generic[T]):
    """A value made at the first call and the same from then on, until it is renewed; threads wait for each other."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: tuple[T] | None = None
        self._lock = Lock()

    def __call__(self) -> T:
        """The value; a failed attempt is not remembered."""
        made = self._made
        if made is None:
            with self._lock:
                made = self._made = self._made or (self._make(),)
        return made[0]

    def renew(self) -> None:
        """Forget the value: the next call makes it anew."""
        with self._lock:
            self._made = None

    @property
    def made(self) -> bool:
        """Whether the value exists yet."""
        return self._made is not None
