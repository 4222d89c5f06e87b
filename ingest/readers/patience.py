"""How long a file may take: pages that must be recognised take seconds each, all others a fraction of one.

A machine that others keep busy is not the file's fault: what counts is the processor time it had, within reason.
"""

import os
from pathlib import Path

_SECONDS_A_SCAN = 20.0
_MOST_SCANS = 300
_LEAST_FRAME = 20_000
_MOST_TIMES = 5
"""How many times its seconds a process may take that got no processor."""
_LEAST_WAIT = 1.0


def patience(data: bytes, seconds: float) -> float:
    """`seconds`, and more for each picture that a PDF names or a file of pictures may hold."""
    if data.startswith(b"%PDF-"):
        pictures = data.count(b"/Image")
    elif data.startswith((b"II*", b"MM\x00*")):
        pictures = 1 + len(data) // _LEAST_FRAME
    else:
        pictures = int(data.startswith((b"BM", b"\x89PNG", b"\xff\xd8")))
    return seconds + _SECONDS_A_SCAN * min(_MOST_SCANS, pictures)


def remaining(seconds: float, passed: float, used: float) -> float:
    """How long to wait for a process more, 0 for no more: `passed` seconds have gone by, `used` of them on processors."""
    if passed < seconds:
        return seconds - passed
    if used >= seconds or passed >= _MOST_TIMES * seconds:
        return 0.0
    return max(_LEAST_WAIT, min(seconds - used, _MOST_TIMES * seconds - passed))


def processor_seconds(pid: int) -> float:
    """The processor time of a process so far, its ended children included; without bound where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return float("inf")
