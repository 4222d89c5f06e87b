"""Red ink on scanned pages: seals are taken off the text they cover, red headings are kept to be read by themselves."""

from typing import Any, NamedTuple

_REDNESS = 35
_LEAST_SHARE = 0.0004
_SEAL_POINTS = (45.0, 200.0)
_ROUND = (0.7, 1.45)


class Parted(NamedTuple):
    """A picture without its red ink, where that ink was (None for nowhere), and red words outside seals alone on white."""

    clean: Any
    ink: Any | None = None
    red: Any | None = None


def part(array: Any, scale: float) -> Parted:
    """The red ink of an RGB array taken off; `scale` is points a pixel. A page without red is given back as it is."""
    import cv2
    import numpy as np

    channels = array.astype(np.int16)
    redness = channels[:, :, 0] - channels[:, :, 1:].max(axis=2)
    mask = cv2.medianBlur((redness > _REDNESS).astype(np.uint8), 3)
    if mask.mean() < _LEAST_SHARE:
        return Parted(array)
    soft = cv2.dilate(mask, np.ones((3, 3), np.uint8)).astype(bool)
    clean = array.copy()
    # What is printed below the ink stays dark in the red channel; the ink itself is as bright as paper there.
    clean[soft] = array[:, :, :1][soft]
    words = _outside_seals(mask, scale)
    return Parted(clean, mask * 255, _alone(array, words) if words.any() else None)


def _outside_seals(mask: Any, scale: float) -> Any:
    """The red marks that are in no seal: a seal is a big mark about as wide as high."""
    import cv2
    import numpy as np

    words = mask.copy()
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for left, top, width, height, _ in stats[1:].tolist():
        longest = max(width, height) * scale
        if _SEAL_POINTS[0] <= longest <= _SEAL_POINTS[1] and _ROUND[0] < width / height < _ROUND[1]:
            words[top : top + height, left : left + width] = 0
    # A few specks are no words.
    return words if words.mean() >= _LEAST_SHARE else np.zeros_like(words)


def _alone(array: Any, words: Any) -> Any:
    import cv2
    import numpy as np

    near = cv2.dilate(words, np.ones((3, 3), np.uint8)).astype(bool)
    alone = np.full_like(array, 255)
    alone[near] = np.minimum(array[near], array[near][:, 1:2])
    return alone
