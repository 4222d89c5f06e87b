"""What the processes of a service take through the time: memory, and processor time."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import psutil

from eval.load.processes import children

_EVERY = 2.0
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """At a moment of the steady clock: MiB resident of a process itself and, shared pages shared out, of all below it too;
    processor seconds that they all used so far.
    """

    at: float
    own: float
    whole: float
    seconds: float


@dataclass(slots=True)
class Memory:
    """Samples of one process, whichever pid it has by now."""

    samples: list[Sample] = field(default_factory=list)

    def around(self, since: float, until: float) -> Sequence[Sample]:
        """Those of a stretch of time."""
        return [one for one in self.samples if since <= one.at < until]

    def grown(self, since: float, until: float, stretch: float) -> tuple[float, float, float]:
        """MiB of the process itself in the first and the last `stretch` seconds (medians), and the most of all processes."""
        first, last = self.around(since, since + stretch), self.around(until - stretch, until)
        if not first or not last:
            return (float("nan"),) * 3
        most = max(one.whole for one in self.around(since, until))
        return median(one.own for one in first), median(one.own for one in last), most

    def cores(self, since: float, until: float) -> float:
        """How many processors were kept busy on average; only where the process was the same one all the time."""
        seen = self.around(since, until)
        if len(seen) < 2:
            return float("nan")
        used = sum(max(b.seconds - a.seconds, 0.0) for a, b in pairwise(seen))
        return used / (seen[-1].at - seen[0].at)


class Watcher:
    """Looks at processes, known by name, every two seconds while the block runs."""

    def __init__(self, pids: Mapping[str, Callable[[], int]]) -> None:
        self.memory = {name: Memory() for name in pids}
        self._pids = pids
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="youju-watcher", daemon=True)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            for name, pid in self._pids.items():
                if sample := _sample(pid()):
                    self.memory[name].samples.append(sample)
            if self._over.wait(_EVERY):
                return


def _sample(pid: int) -> Sample | None:
    if not pid:
        return None
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        own = process.memory_info().rss / _MIB
        used = process.cpu_times()
        seconds = used.user + used.system + used.children_user + used.children_system
        whole = _shared_out(process)
        for child in children(pid):
            with suppress(psutil.Error):
                times = child.cpu_times()
                seconds += times.user + times.system
                whole += _shared_out(child)
        return Sample(time.monotonic(), own, whole, seconds)
    return None


def _shared_out(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss) / _MIB
