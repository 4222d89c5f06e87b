"""How long a file may take: pages that must be recognised take seconds each, all others a fraction of one."""

_SECONDS_A_SCAN = 20.0
_MOST_SCANS = 300
_LEAST_FRAME = 20_000


def patience(data: bytes, seconds: float) -> float:
    """`seconds`, and more for each picture that a PDF names or a file of pictures may hold."""
    if data.startswith(b"%PDF-"):
        pictures = data.count(b"/Image")
    elif data.startswith((b"II*", b"MM\x00*")):
        pictures = 1 + len(data) // _LEAST_FRAME
    else:
        pictures = int(data.startswith((b"BM", b"\x89PNG", b"\xff\xd8")))
    return seconds + _SECONDS_A_SCAN * min(_MOST_SCANS, pictures)
