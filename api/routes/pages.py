"""Original pages as pictures, with the cited characters boxed."""

import threading
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.deps import Opening, TheLibrary
from api.problems import language_asked, problem, respond
from api.schemas import Problem
from assistant.records.model import Span
from ingest.bounded import OutOfBounds
from ingest.preview import has_picture, page_picture

router = APIRouter(prefix="/api/documents", tags=["documents"])

# Drawing takes a processor for a second; more at once would only make everyone wait.
_AT_ONCE = threading.BoundedSemaphore(2)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    404: {"model": Problem},
    422: {"model": Problem},
    503: {"model": Problem},
}
_SAID = {
    "no_picture": ("这种格式没有页面图像，请看文本", "this format has no pages to show; see the text"),
    "no_page": ("没有这一页", "there is no such page"),
    "no_original": ("原始文件不在了，请看文本", "the original file is gone; see the text"),
    "invalid_span": ("start 和 end 必须是文本之内的一段", "start and end must be a run of the text"),
    "undrawable": ("这一页画不出来，请看文本", "this page cannot be drawn; see the text"),
}


@router.get("/{document_id}/page/{number}.png", response_class=Response, responses=_ANSWERS)
def get_page(
    document_id: str,
    number: int,
    request: Request,
    library: TheLibrary,
    scope: Opening,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Page `number` (from 1) of a PDF or picture as PNG, the characters `start`..`end` (half open) of its text boxed."""
    document = library.store.document(document_id, scope)
    if not has_picture(document.media_type):
        return _refused(request, 404, "no_picture")
    if (start is None) != (end is None) or (
        start is not None and end is not None and not start < end <= len(document.text)
    ):
        return _refused(request, 422, "invalid_span")
    span = Span(start, end) if start is not None and end is not None else None
    folder = library.settings.data_dir / "previews"
    try:
        with _AT_ONCE:
            drawn = page_picture(document, library.originals, folder, number, span)
    except IndexError:
        return _refused(request, 404, "no_page")
    except FileNotFoundError:
        return _refused(request, 404, "no_original")
    except OutOfBounds:
        return _refused(request, 422, "undrawable")
    # The same bytes for ever, but only for who may see them.
    return Response(drawn, media_type="image/png", headers={"cache-control": "private, max-age=86400"})


def _refused(request: Request, status: int, code: str) -> Response:
    language = language_asked(request)
    zh, en = _SAID[code]
    return respond(problem(status, language=language, code=code, detail=zh if language == "zh" else en, zh=zh, en=en))
