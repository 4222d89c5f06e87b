"""`youju doctor`: what is in force, and whether every part can be reached."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.text import Text

from api.cli_common import FAILED, console, opened, plain, print_json, say, table

if TYPE_CHECKING:
    from assistant.records.library import Library


class Finding(NamedTuple):
    """One thing looked at: whether it is well, and what was seen."""

    name: str
    well: bool
    seen: str


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="First remove original files that have belonged to no record for a day.")
    ] = False,
) -> None:
    """Check settings, stores, vectors, encoder, language model and who may come in; exits 1 when something is not well."""
    with opened() as library:
        if sweep:
            _swept(library)
        findings = list(examine(library))
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        listing = table("", say("项目", "Part"), say("情况", "State"))
        for finding in findings:
            mark = Text("✓", style="green") if finding.well else Text("✗", style="red")
            listing.add_row(mark, finding.name, plain(finding.seen))
        console().print(listing)
    if not all(finding.well for finding in findings):
        raise typer.Exit(FAILED)


def examine(library: "Library") -> Iterator[Finding]:
    """Look at every part of the installation; a part that fails is a finding, never an exception."""
    yield Finding("settings", True, f"data_dir {library.settings.data_dir.absolute()}")
    looks = (
        ("disk", _disk),
        ("store", _store),
        ("schema", _schema),
        ("originals", _originals),
        ("vocabulary", _vocabulary),
        ("encoder", _encoder),
        ("vectors", _vectors),
        ("model", _model),
        ("access", _access),
        ("pictures", _pictures),
        ("warnings", _warnings),
        ("uploads", _uploads),
    )
    for name, look in looks:
        yield _looked(name, look, library)


def _disk(library: "Library") -> tuple[bool, str]:
    """Whether there is room for more; a read-only folder has been told before anything could be looked at."""
    from assistant.records.disk import LOW_BYTES, free_bytes

    free = free_bytes(library.settings.data_dir)
    room = say(f"剩余 {free >> 20} MB", f"{free >> 20} MB free")
    advice = say("，快满了：请清理空间，否则读不进文件", ", nearly full: make room, or files cannot be kept")
    return free >= LOW_BYTES, room if free >= LOW_BYTES else room + advice


def _originals(library: "Library") -> tuple[bool, str]:
    """Where original files are, that they can be kept and read, and which of them or of the records stand alone."""
    from ingest.strays import look_over, writable

    originals = library.originals
    originals.look()
    writable(originals)
    kept = look_over(library)
    told = say(f"{originals.place}：{kept.files} 个文件", f"{originals.place}: {kept.files} files")
    told += f", {kept.size / 1e6:,.1f} MB"
    if kept.strays:
        told += say(
            f"；{len(kept.strays)} 个不属于任何记录（youju doctor --sweep 清除）",
            f"; {len(kept.strays)} belong to no record (youju doctor --sweep removes them)",
        )
    if kept.lost:
        told += say(
            f"；{kept.lost} 份记录没有原始文件（请从备份放回）",
            f"; {kept.lost} records have no file (put it back from a backup)",
        )
    return not kept.lost, told


def _swept(library: "Library") -> None:
    from api.cli_common import complain
    from ingest.strays import sweep

    count = sweep(library)
    complain(say(f"清除了 {count} 个文件", f"removed {count} files"))


def _pictures(library: "Library") -> tuple[bool, str]:
    """Charts go into messengers as pictures; without a Chinese font they are left out, and all else works."""
    from api.pictures import writes_chinese

    fonts = library.settings.data_dir.absolute() / "fonts"
    if writes_chinese(fonts):
        return True, say("图表可以画成带汉字的图片", "charts can be drawn with Chinese words")
    return True, say(
        f"没有中文字体，聊天里不发图表图片；请安装 fonts-noto-cjk，或把字体文件放进 {fonts}",
        f"no font has Chinese characters, so no charts are sent to messengers; install fonts-noto-cjk or put a font file into {fonts}",
    )


def _warnings(library: "Library") -> tuple[bool, str]:
    """The rules of early warning in force; a wrong file of the office is named with what is wrong."""
    from assistant.monitoring.rules import load_rules

    count = len(load_rules(library.settings.data_dir))
    return True, say(f"{count} 条预警规则", f"{count} rules of early warning")


def _uploads(library: "Library") -> tuple[bool, str]:
    """Whether somebody reads the uploads that wait; whoever lives holds a lock, so nobody is taken for alive by mistake."""
    from assistant.records.presence import living
    from assistant.records.scope import EVERYTHING

    store, queued = library.store, library.settings.upload_queue
    waiting, workers = store.uploads.count(EVERYTHING, open_only=True), living(store.engine)
    seen = say(f"{waiting} 个上传等待读取，{workers} 个 worker", f"{waiting} uploads wait, {workers} workers live")
    if workers or not (waiting or queued):
        return True, seen
    return not waiting, seen + say("（请启动 youju worker）", " (start youju worker)")


def _looked(name: str, look: Callable[["Library"], tuple[bool, str]], library: "Library") -> Finding:
    from assistant.errors import YoujuError

    try:
        return Finding(name, *look(library))
    except YoujuError as error:
        return Finding(name, False, error.sentence(say("zh", "en")))
    except Exception as error:
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _store(library: "Library") -> tuple[bool, str]:
    counts = library.store.counts()
    return counts.pending == 0, say(
        f"{counts.documents} 份记录，{counts.passages} 段，{counts.figures} 个数字，{counts.pending} 份待建向量"
        + ("（运行 youju reindex）" if counts.pending else ""),
        f"{counts.documents} documents, {counts.passages} passages, {counts.figures} figures, "
        f"{counts.pending} without vectors" + (" (run youju reindex)" if counts.pending else ""),
    )


def _schema(library: "Library") -> tuple[bool, str]:
    """Of which revision the tables are; another than this program wants has a newer one come between."""
    from api.system import schema_told

    well, told = schema_told(library)
    advice = say("（已由更新的版本升级，请改用新版本）", " (a newer version upgraded it: run that one)")
    return well, told + ("" if well else advice)


def _vocabulary(library: "Library") -> tuple[bool, str]:
    count = len(library.vocabulary.indicators)
    return count > 0, say(f"{count} 个指标", f"{count} indicators")


def _encoder(library: "Library") -> tuple[bool, str]:
    encoder = library.encoder
    return True, f"{encoder.id}, {encoder.dim} d, {encoder.fingerprint[:12]}"


def _vectors(library: "Library") -> tuple[bool, str]:
    count, wanted = library.vectors.count(), library.store.counts().passages
    well = count == wanted and not library.vectors.stale
    advice = "" if well else say("（运行 youju reindex）", " (run youju reindex)")
    return well, say(f"{count} 个向量，应有 {wanted} 个", f"{count} vectors of {wanted}") + advice


def _access(library: "Library") -> tuple[bool, str]:
    """Who may come in; without accounts only this machine, which is well while nothing else is served."""
    from api.gate import is_loopback

    users = library.access.users.all()
    if users:
        active = sum(user.active for user in users)
        return True, say(f"{active} 个可用账户，都要登录", f"{active} active accounts; everybody signs in")
    host = library.settings.host
    if is_loopback(host):
        return True, say(
            "没有账户：只在本机开放，本机的人就是管理员（youju users add 之后都要登录）",
            "no account: open to this machine alone, as its administrator (after youju users add everybody signs in)",
        )
    return False, say(
        f"没有账户，不能在 {host} 上开放；运行 youju users add 名称 --role admin",
        f"no account, so {host} cannot be served; run youju users add NAME --role admin",
    )


def _model(library: "Library") -> tuple[bool, str]:
    """Whether the language model answers one word; none is as well as one."""
    from assistant.llm.chat import Message, ModelFault, Stop

    model, settings = library.model, library.settings
    if not model.present:
        return True, say("没有配置，也不需要", "none, and none is needed")
    try:
        asked = (Message("user", "Reply with the word ok."),)
        model.complete(asked, seconds=settings.model_seconds, most_tokens=200, stop=Stop())
    except ModelFault as fault:
        said = f"{settings.model_name}: {fault}"
        return False, say(f"{said}；问题仍照常回答，只是没有它帮忙", f"{said}; questions are answered without it")
    seconds = model.account.seconds
    return True, say(f"{settings.model_name}，{seconds:.1f} 秒", f"{settings.model_name}, {seconds:.1f} s")
