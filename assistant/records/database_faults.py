"""What a database says when it fails, what that means, and the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import StoreFault

# What a server of PostgreSQL, or the driver, says while it stops and starts.
_WENT_AWAY = (
    "network error",
    "terminating connection",
    "is shutting down",
    "is starting up",
    "not yet accepting connections",
    "in recovery mode",
    "This connection is closed",
)
_AGAIN = (
    "数据库中断或正在重启，这一次没有完成，请稍后再试",
    "broke off or is restarting; this was not finished, try again in a moment",
)

# What the database says, what it means, and what to do; the first fragment found decides.
WAYS_OUT = (
    (
        "UNIQUE constraint",
        "编号已被占用，未写入任何内容",
        "an id is already taken; nothing was written",
    ),
    (
        "unique constraint",  # PostgreSQL
        "编号已被占用，未写入任何内容",
        "an id is already taken; nothing was written",
    ),
    (
        "create a connection",
        "无法连接数据库，请检查地址和服务是否启动",
        "cannot be reached; check its address and whether it runs",
    ),
    *((fragment, *_AGAIN) for fragment in _WENT_AWAY),
    (
        "authentication failed",
        "用户名或密码不对，请检查 YOUJU_DATABASE_URL",
        "refuses the user or password; check YOUJU_DATABASE_URL",
    ),
    (
        "does not exist",
        "数据库不存在，请先建立，或检查 YOUJU_DATABASE_URL",
        "does not exist; create it first, or check YOUJU_DATABASE_URL",
    ),
    (
        "invalid byte sequence",
        "文本含有数据库不能保存的字符（NUL），请重新转换该文件的编码",
        "cannot keep a character of the text (NUL); convert the file to UTF-8 and try again",
    ),
    (
        "No space left",
        "磁盘已满，请清理空间后重试",
        "the disk is full; make room and try again",
    ),
    (
        "locked",
        "另一进程正在写入，请稍后再试",
        "another process is writing; try again in a moment",
    ),
    (
        "readonly",
        "数据库只读，请授予写权限或改设 YOUJU_DATA_DIR",
        "is read-only; allow writing, or set YOUJU_DATA_DIR to another folder",
    ),
    (
        "unable to open",
        "无法打开数据库，请检查文件夹是否存在且可写，或改设 YOUJU_DATA_DIR",
        "cannot be opened; check that its folder exists and is writable, or set YOUJU_DATA_DIR",
    ),
    (
        "full",
        "磁盘已满，请清理空间后重试",
        "the disk is full; make room and try again",
    ),
    (
        "disk I/O error",
        "磁盘读写出错，请检查磁盘空间与状况后重试",
        "the disk cannot be read or written; check its room and its health and try again",
    ),
    (
        "malformed",
        "数据库文件已损坏，请用备份恢复",
        "is damaged; restore it from a backup",
    ),
    (
        "not a database",
        "该文件不是数据库，请改设 YOUJU_DATABASE_URL 或用备份恢复",
        "is not a database; set YOUJU_DATABASE_URL to another file or restore a backup",
    ),
)


@contextmanager
def faults(engine: Engine) -> Iterator[None]:
    """What the database raises while it is spoken to leaves as a StoreFault."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _fault(engine.url, _said(error)) from error
    except (ConnectionError, TimeoutError) as error:  # the driver's socket, which pg8000 does not always wrap
        raise _fault(engine.url, "network error") from error
    except UnicodeEncodeError as error:
        raise StoreFault(
            shown(engine.url),
            zh="文本含有无法保存的字符，请重新转换该文件的编码",
            en="the text holds characters that cannot be kept; convert the file to UTF-8 and try again",
        ) from error


def went_away(error: BaseException) -> bool:
    """Whether `error`, of the driver, says that the server ends or does not yet begin."""
    return any(fragment in _words(error) for fragment in _WENT_AWAY)


def _said(error: SQLAlchemyError) -> str:
    """What the database said."""
    return _words(getattr(error, "orig", None) or error)


def _words(original: BaseException) -> str:
    """The words of an error; PostgreSQL's errors are mappings, their sentence under M."""
    told = original.args[0] if original.args else ""
    return str(told.get("M", told)) if isinstance(told, dict) else str(original)


def _fault(url: URL, said: str) -> StoreFault:
    for fragment, zh, en in WAYS_OUT:
        if fragment in said:
            return StoreFault(shown(url), zh=zh, en=en)
    return StoreFault(shown(url), zh=f"数据库出错：{said}", en=f"the database failed: {said}")


def shown(url: URL) -> str:
    """A URL for people: without its password."""
    return url.render_as_string(hide_password=True)
