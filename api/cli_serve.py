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
    from api.gate import is_loopback
    from api.logs import log_to_stderr

    with opened() as library:
        address = host or library.settings.host, port or library.settings.port
        local = is_loopback(address[0])
        if not local and not library.access.peopled:
            _refuse_open(address[0])
        _refuse_taken(*address)
        if first_run_sample:
            _read_sample_once(library)
        log_to_stderr()
        _tell_access(library, local=local)
        console().print(f"Youju 有据  {url(*address)}", soft_wrap=True)
        uvicorn.run(
            create_app(library, local=local), host=address[0], port=address[1], log_level="warning", log_config=None
        )


def url(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{named}:{port}/"


def _refuse_open(host: str) -> None:
    complain(
        say(
            f"还没有账户，不能在 {host} 上对其他机器开放。请先运行 youju users add 名称 --role admin",
            f"there is no account yet, so other machines are not served at {host}. "
            "First run: youju users add NAME --role admin",
        )
    )
    raise typer.Exit(FAILED)


def _tell_access(library: "Library", *, local: bool) -> None:
    """Who may come in, and at the first run the local administrator's key."""
    if secret := library.access.first_run_key() if local else None:
        lines = (
            (f"管理员密钥（只显示这一次）  {secret}", f"Administrator's key (shown this once)  {secret}"),
            (
                "程序可用它访问 /api、/v1 和 /mcp；youju keys 管理密钥",
                "for programs at /api, /v1 and /mcp; see youju keys",
            ),
        )
        for line in lines:
            console().print(say(*line), soft_wrap=True)
    if not library.access.peopled:
        console().print(
            say(
                "还没有账户：只在本机开放，本机的人就是管理员。youju users add 名称 --role admin 之后都要登录",
                "No account yet: open to this machine alone, as its administrator. "
                "After youju users add NAME --role admin everybody signs in",
            ),
            soft_wrap=True,
        )


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
