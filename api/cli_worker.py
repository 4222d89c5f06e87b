"""`youju worker`: reads uploads that wait, taken in by any web process of the installation."""

import signal
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.cli_common import console, errors, opened, plain, say

if TYPE_CHECKING:
    from assistant.records.uploads import Upload


def worker(
    drain: Annotated[bool, typer.Option("--drain", help="Read what waits, then end.")] = False,
) -> None:
    """Read uploads that wait (YOUJU_UPLOAD_QUEUE), one at a time, until stopped; start as many as there is work for.

    Stopped or killed in the middle, an upload is read by another worker; what was kept of it stays and is not kept twice.
    """
    from api.logs import log_to_stderr
    from ingest.queued import Worker

    log_to_stderr()
    signal.signal(signal.SIGTERM, _stop)
    with opened() as library:
        errors().print(say("等待上传的文件（Ctrl+C 结束）", "waiting for uploads (Ctrl+C ends)"))
        try:
            Worker(library, on_upload=_tell).work(drain=drain)
        except KeyboardInterrupt:
            errors().print(say("已停止", "stopped"))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """End in good order; a second signal does not break into that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _tell(upload: "Upload") -> None:
    zh = {"kept": "已入库", "failed": "未能入库"}
    console().print(plain(f"{say(zh[upload.state.value], upload.state.value)}  {upload.name}"), soft_wrap=True)
