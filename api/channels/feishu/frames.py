"""Frames of Feishu's long connection: one protobuf message, written out.

    message Header { required string key = 1; required string value = 2; }
    message Frame  { required uint64 SeqID = 1; required uint64 LogID = 2; required int32 service = 3; required int32 method = 4;
                     repeated Header headers = 5; optional string payload_encoding = 6; optional string payload_type = 7;
                     optional bytes payload = 8; optional string LogIDNew = 9; }

Source: github.com/larksuite/oapi-sdk-python, lark_oapi/ws/pb. `method` is 0 for control frames (ping, pong), 1 for data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CONTROL, DATA = 0, 1

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame; `log_id_new`, `encoding` and `kind` are carried back as they came."""

    seq_id: int = 0
    log_id: int = 0
    service: int = 0
    method: int = CONTROL
    headers: Mapping[str, str] = field(default_factory=dict)
    payload: bytes = b""
    encoding: str = ""
    kind: str = ""
    log_id_new: str = ""


def encoded(frame: Frame) -> bytes:
    """The frame's bytes."""
    parts = [_number(1, frame.seq_id), _number(2, frame.log_id), _number(3, frame.service), _number(4, frame.method)]
    for key, value in frame.headers.items():
        parts.append(_run(5, _run(1, key.encode()) + _run(2, value.encode())))
    texts = ((6, frame.encoding.encode()), (7, frame.kind.encode()), (8, frame.payload), (9, frame.log_id_new.encode()))
    parts += [_run(number, value) for number, value in texts if value]
    return b"".join(parts)


def decoded(raw: bytes) -> Frame:
    """The frame in `raw`; fields nobody knows are passed over. Raises ValueError where it is no frame."""
    numbers: dict[int, int] = {}
    runs: dict[int, bytes] = {}
    headers: dict[str, str] = {}
    for number, value in _fields(raw):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 5:
            told = {name: part for name, part in _fields(value) if isinstance(part, bytes)}
            headers[told.get(1, b"").decode()] = told.get(2, b"").decode()
        else:
            runs[number] = value
    return Frame(
        seq_id=numbers.get(1, 0),
        log_id=numbers.get(2, 0),
        service=numbers.get(3, 0),
        method=numbers.get(4, 0),
        headers=headers,
        payload=runs.get(8, b""),
        encoding=runs.get(6, b"").decode(),
        kind=runs.get(7, b"").decode(),
        log_id_new=runs.get(9, b"").decode(),
    )


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        number, sort = tag >> 3, tag & 7
        if sort == _VARINT:
            value, at = _varint(raw, at)
            yield number, value
            continue
        if sort == _BYTES:
            length, at = _varint(raw, at)
        else:
            length = {_FIXED64: 8, _FIXED32: 4}.get(sort, -1)
        if length < 0 or at + length > len(raw):
            raise ValueError("no frame")
        if sort == _BYTES:
            yield number, raw[at : at + length]
        at += length


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(raw) or shift > 63:
            raise ValueError("no frame")
        value |= (raw[at] & 0x7F) << shift
        at += 1
        if not raw[at - 1] & 0x80:
            return value, at
        shift += 7


def _number(number: int, value: int) -> bytes:
    return _written(number << 3 | _VARINT) + _written(value)


def _run(number: int, value: bytes) -> bytes:
    return _written(number << 3 | _BYTES) + _written(len(value)) + value


def _written(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
