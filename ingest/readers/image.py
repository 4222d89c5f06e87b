"""Pictures of pages (.png .jpg .tif .bmp): recognised like scanned PDF pages; a picture of many frames has as many pages."""

from collections.abc import Iterator
from typing import Any

from assistant.errors import UnreadableFile
from ingest.bounded import OutOfBounds, run
from ingest.draft import Draft
from ingest.layout.compose import compose
from ingest.layout.page import Page

SUFFIXES = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff")
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff", "BMP": "image/bmp"}
MOST_PIXELS = 100_000_000
MOST_FRAMES = 300
_LEAST_SIDE = 16
_SECONDS = 60.0
_SECONDS_A_FRAME = 20.0
_MEGABYTES = 4096
_LONG_SIDE = 842.0


def read(name: str, data: bytes) -> Draft:
    """The Draft of a picture, one page a frame, turned as its camera noted (EXIF); raises UnreadableFile.

    Refused with a reason: no picture, damaged, too large, too many frames, nothing written on it, bounds exceeded.
    """
    frames, fault = _count(data)
    if fault:
        raise _refusal(name, fault)
    try:
        draft, fault = run(read_here, _SECONDS + _SECONDS_A_FRAME * frames, _MEGABYTES, data)
    except OutOfBounds as bound:
        raise _refusal(name, bound.what) from None
    if draft is None:
        raise _refusal(name, fault)
    return draft


def read_here(data: bytes) -> tuple[Draft | None, str]:
    """The Draft and "", or None and a key of what is wrong; in this process, without bounds."""
    from ingest.ocr import recognise

    try:
        pages = [recognise(picture, *_points(picture)) for picture in pictures(data)]
    except (OSError, ValueError, SyntaxError):
        return None, "damaged"
    draft = compose(pages, media_type(data))
    return (draft, "") if draft.text.strip() else (None, "blank")


def pictures(data: bytes) -> Iterator[Any]:
    """The frames as upright Pillow RGB images, transparency as white paper. Raises OSError, ValueError when damaged."""
    from PIL import Image, ImageOps

    with _open(data) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            turned = ImageOps.exif_transpose(image)
            shown = turned.convert("RGBA") if turned.mode in ("RGBA", "LA", "PA", "P") else turned
            if shown.mode == "RGBA":
                paper = Image.new("RGBA", shown.size, "white")
                shown = Image.alpha_composite(paper, shown)
            yield shown.convert("RGB")


def page_of(data: bytes, number: int) -> Page | None:
    """Page `number` (from 1) recognised again, or None where there is none."""
    from ingest.ocr import recognise

    for at, picture in enumerate(pictures(data), 1):
        if at == number:
            return recognise(picture, *_points(picture))
    return None


def media_type(data: bytes) -> str:
    """The media type of a picture's bytes."""
    with _open(data) as image:
        return MEDIA_TYPES[image.format or "PNG"]


def _open(data: bytes) -> Any:
    import io

    from PIL import Image

    return Image.open(io.BytesIO(data), formats=tuple(MEDIA_TYPES))


def _points(picture: Any) -> tuple[float, float]:
    """Width and height in points as if the picture were a sheet of A4."""
    scale = _LONG_SIDE / max(picture.size)
    return picture.size[0] * scale, picture.size[1] * scale


def _count(data: bytes) -> tuple[int, str]:
    """How many frames a picture says it has, and what forbids to open it ("" for nothing); no pixel is decoded."""
    import warnings

    try:
        # The bound on pixels is ours and comes with a reason; the library's own is a warning.
        with warnings.catch_warnings(action="ignore"), _open(data) as image:
            width, height = image.size
            frames = int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError):
        return 0, "damaged"
    except Exception as error:
        return 0, "large" if type(error).__name__ == "DecompressionBombError" else "damaged"
    if min(width, height) < _LEAST_SIDE:
        return 0, "small"
    if width * height > MOST_PIXELS:
        return 0, "large"
    return frames, "many" if frames > MOST_FRAMES else ""


def _refusal(name: str, fault: str) -> UnreadableFile:
    zh, en = _FAULTS[fault]
    return UnreadableFile(name, zh=zh, en=en)


_FAULTS = {
    "damaged": (
        "不是图片，或图片已损坏；请重新扫描或导出。",
        "it is no picture, or a damaged one; scan or export it again.",
    ),
    "small": ("图片太小，看不出文字；请换清晰的扫描件。", "the picture is too small to read; use a sharper scan."),
    "large": (
        f"图片超过 {MOST_PIXELS // 1_000_000} 百万像素；请降低分辨率后再提交。",
        f"the picture has more than {MOST_PIXELS // 1_000_000} million pixels; scan at a lower resolution.",
    ),
    "many": (
        f"图片超过 {MOST_FRAMES} 页；请拆分后再提交。",
        f"the picture has more than {MOST_FRAMES} pages; split it and submit the parts.",
    ),
    "blank": (
        "图片上没有可读的文字；请核对是否选错了文件。",
        "nothing can be read on the picture; check that it is the right file.",
    ),
    "time": ("识别时间过长，已停止；请拆分后再提交。", "recognition took too long and was stopped; split the file."),
    "memory": (
        "识别所需内存过大，已停止；请降低分辨率后再提交。",
        "recognition needed too much memory; lower the resolution.",
    ),
    "crash": (
        "文件使读取程序异常退出，可能已损坏；请重新扫描。",
        "the file made the parser fail; it may be damaged: scan it again.",
    ),
}
