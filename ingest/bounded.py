"""Running a parser in a process of its own, with bounds on time and memory: a hostile file costs that process only."""

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_INSIDE = "YOUJU_INSIDE_BOUNDS"


class OutOfBounds(Exception):
    """The work was stopped: `what` is "time", "memory", or "crash" (the parser ended the process)."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def run(function: Callable[P, T], seconds: float, megabytes: int, *args: P.args, **named: P.kwargs) -> T:
    """What `function(*args, **named)` returns or raises, worked out by another process of this Python.

    `function` is importable by name; arguments, result and errors must pickle. Inside a bounded process it is called
    directly: the outer bounds hold. Raises OutOfBounds after `seconds`, above `megabytes` of data, or when it crashes.
    """
    if os.environ.get(_INSIDE):
        return function(*args, **named)
    order = pickle.dumps((sys.path, function.__module__, function.__qualname__, args, named, megabytes))
    command = [sys.executable, "-c", "from ingest.bounded import work; work()"]
    try:
        done = subprocess.run(
            command, input=order, capture_output=True, timeout=seconds, env=inner_environment(), check=False
        )
    except subprocess.TimeoutExpired:
        raise OutOfBounds("time") from None
    try:
        good, result = pickle.loads(done.stdout)
    except (pickle.UnpicklingError, EOFError, ValueError):
        out_of_memory = b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr or done.returncode == -9
        raise OutOfBounds("memory" if out_of_memory else "crash") from None
    if good:
        return result  # type: ignore[no-any-return]  # it comes from another process
    if isinstance(result, MemoryError):
        raise OutOfBounds("memory") from None
    raise result


@contextlib.contextmanager
def in_this_process() -> Iterator[None]:
    """Work without bounds and without other processes while this lasts: to measure a parser, not the starting of one."""
    before = os.environ.get(_INSIDE)
    os.environ[_INSIDE] = "1"
    try:
        yield
    finally:
        os.environ.pop(_INSIDE)
        if before is not None:
            os.environ[_INSIDE] = before


def work() -> None:
    """The other process: one order on standard input, one result on standard output. Nothing else is written there."""
    path, module, qualname, args, named, megabytes = pickle.load(sys.stdin.buffer)
    sys.path[:] = path
    out = os.fdopen(os.dup(1), "wb")
    # What a library prints must not mix with the result.
    os.dup2(2, 1)
    limit_memory(megabytes)
    try:
        function = importlib.import_module(module)
        for name in qualname.split("."):
            function = getattr(function, name)
        answer = True, function(*args, **named)  # type: ignore[operator]  # a function after the last name
    except Exception as error:
        answer = False, error
    with out:
        out.write(_pickled(answer))
    # Native libraries may take long, or crash, while they are taken down.
    os._exit(0)


def _pickled(answer: tuple[bool, object]) -> bytes:
    try:
        return pickle.dumps(answer)
    except Exception as error:
        return pickle.dumps((False, RuntimeError(f"{type(answer[1]).__name__} cannot be handed over: {error}"[:300])))


def limit_memory(megabytes: int) -> None:
    """Let this process hold so many megabytes of data and no more, where the system can."""
    # Windows has no such limit; there the time bound alone holds.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def inner_environment() -> dict[str, str]:
    """The environment of a process within bounds: with this project on the path, wherever this one was started from."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, _INSIDE: "1", "PYTHONPATH": f"{here}{os.pathsep}{path}" if path else here}
