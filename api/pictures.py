"""Charts of answers as pictures, drawn on the server; the only import of vl_convert."""

import json
import logging
from functools import lru_cache
from pathlib import Path
from threading import Lock

from assistant.records.model import Answer, PartType

_LOG = logging.getLogger("youju")
_SCALE = 2.0
_WIDTH, _HEIGHT = 520, 300
_FONTS = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, WenQuanYi Zen Hei, Microsoft YaHei, SimHei, PingFang SC, sans-serif"
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="4" y="30" font-size="24" font-family="{fonts}">{text}</text></svg>'
_DRAWING = Lock()
"""The drawing engine is used by one thread at a time."""


def chart_picture(answer: Answer, fonts: Path) -> bytes:
    """The first chart of `answer` as PNG; b"" where it has none or where the machine cannot draw it.

    `fonts` is a folder that may hold font files of the office's own.
    """
    spec = next((part.spec for part in answer.parts if part.type is PartType.CHART and part.spec), "")
    if not spec or not (spec.isascii() or writes_chinese(fonts)):
        return b""
    try:
        return chart_png(spec, fonts)
    except ValueError:
        _LOG.exception("a chart could not be drawn")
        return b""


def chart_png(spec: str, fonts: Path) -> bytes:
    """A Vega-Lite specification with its data inside as PNG; raises ValueError where it is none."""
    import vl_convert

    with _DRAWING:
        _with_fonts(fonts)
        return bytes(vl_convert.vegalite_to_png(json.dumps(_sized(spec)), scale=_SCALE))


@lru_cache(maxsize=4)
def writes_chinese(fonts: Path) -> bool:
    """Whether a font with Chinese characters is at hand: two of them, drawn, then do not look alike."""
    import vl_convert

    with _DRAWING:
        _with_fonts(fonts)
        one, other = (bytes(vl_convert.svg_to_png(_PROBE.format(fonts=_FONTS, text=text))) for text in "有据")
    return one != other


@lru_cache(maxsize=4)
def _with_fonts(fonts: Path) -> None:
    import vl_convert

    if fonts.is_dir():
        vl_convert.register_font_directory(str(fonts))


def _sized(spec: str) -> dict[str, object]:
    """The specification at a size for chats, on white, its words in fonts that know Chinese."""
    drawn: dict[str, object] = json.loads(spec)
    if not isinstance(drawn, dict):
        raise ValueError("a chart's specification is an object")
    if mark := drawn.pop("mark", None):
        # In a picture nothing can be pointed at: each point says its value.
        said = {"type": "text", "dy": -12, "fontSize": 13}
        told = {"text": {"field": "value", "type": "quantitative"}, "color": {"value": "#333"}}
        drawn["layer"] = [{"mark": mark}, {"mark": said, "encoding": told}]
        encoding = drawn.get("encoding")
        if isinstance(encoding, dict) and isinstance(encoding.get("y"), dict):
            encoding["y"]["scale"] = {"zero": False, "nice": True}
    config = {"font": _FONTS, "axis": {"labelAngle": 0, "labelFontSize": 13, "titleFontSize": 13}, "padding": 16}
    return {"width": _WIDTH, "height": _HEIGHT, "background": "white", **drawn, "config": config}
