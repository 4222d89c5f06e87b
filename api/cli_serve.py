"""`youju serve`: the chat page and the HTTP interface."""

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli_common import FAILED, complain, console, opened, say

if TYPE_CHECKING:
    from assistant.records.library import Library


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; default: the setting, else 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; default: the setting, else 8000.")] = None,
    first_run_sample: Annotated[
        bool, typer.Option("--first-run-sample", help="With no records yet, read the fictional sample reports first.")
    ] = False,
) -> None:
    """Serve the chat page and the HTTP interface until interrupted."""
    import uvicorn

    from api.app import create_app

    with opened() as library:
        address = host or library.settings.host, port or library.settings.port
        _refuse_taken(*address)
        if first_run_sample:
            _read_sample_once(library)
        console().print(f"Youju 有据  {url(*address)}", soft_wrap=True)
        uvicorn.run(create_app(library), host=address[0], port=address[1], log_level="warning")


def url(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{named}:{port}/"


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            complain(
                say(
                    f"不能在 {host}:{port} 上监听（{error.strerror}），请用 --port 换一个端口",
                    f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port",
                )
            )
            raise typer.Exit(FAILED) from None


def _read_sample_once(library: "Library") -> None:
    from api.cli_progress import ingest_with_progress, sample_due, sample_folder, sample_read

    if not sample_due(library):
        return
    console().print(say("第一次运行：读入虚构的样例报告", "first run: reading the fictional sample reports"))
    report = ingest_with_progress([sample_folder(library)], library)
    sample_read(library)
    for outcome in report.failed:
        complain(outcome.reason(say("zh", "en")))
