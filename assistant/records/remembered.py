"""An encoder that remembers what it was asked: reports repeat each other's words, so most texts come again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.records.embed import Encoder


class Remembered:
    """The vectors of `encoder`, the `size` texts used last kept in memory (1 KB each at 256 dimensions); any threads."""

    def __init__(self, encoder: "Encoder", size: int) -> None:
        self._encoder = encoder
        self._size = size
        self._held: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    @property
    def id(self) -> str:
        """The encoder's id."""
        return self._encoder.id

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._encoder.dim

    @property
    def fingerprint(self) -> str:
        """The hash of the encoder's weights."""
        return self._encoder.fingerprint

    @property
    def held(self) -> int:
        """How many texts are remembered."""
        return len(self._held)

    def encode(self, texts: "Sequence[str]") -> "NDArray[np.float32]":
        """Vectors of `texts`, float32 (n, dim), as the encoder makes them; each distinct text is encoded once."""
        import numpy as np

        with self._lock:
            found = {text: self._held[text] for text in texts if text in self._held}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        made = dict(zip(missing, self._encoder.encode(missing), strict=True)) if missing else {}
        self._keep(found, {text: row.copy() for text, row in made.items()})  # not a view that keeps the whole batch
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.stack([found[text] if text in found else made[text] for text in texts])

    def _keep(self, found: "dict[str, NDArray[np.float32]]", made: "dict[str, NDArray[np.float32]]") -> None:
        with self._lock:
            for text in found:
                if text in self._held:
                    self._held.move_to_end(text)
            self._held.update(made)
            while len(self._held) > self._size:
                self._held.popitem(last=False)
