"""What came of the requests: times by kind, faults by kind, and what was acknowledged and must be there afterwards."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its kind, when it began and how long it took (seconds of the machine's steady clock), the door it went
    through, and what was wrong with the response; "" where it was right. `detail` is for whoever looks into it.
    """

    kind: str
    began: float
    seconds: float
    door: int
    fault: str = ""
    detail: str = ""

    @property
    def ended(self) -> float:
        """When the response was there."""
        return self.began + self.seconds


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the service said it has: an "answer" (its id), a "turn" of a conversation (id of the answer), or an "upload"
    (name of the file).
    """

    what: str
    name: str


Event = Request | Acknowledged


@dataclass(frozen=True, slots=True)
class Times:
    """Requests of one kind: how many, how many with a fault, and milliseconds of the right ones."""

    kind: str
    count: int
    faults: int
    p50: float
    p95: float
    p99: float
    longest: float


@dataclass(slots=True)
class Tally:
    """Everything that people's programs told, in the order in which it came."""

    requests: list[Request] = field(default_factory=list)
    acknowledged: dict[str, list[str]] = field(default_factory=dict)

    def take(self, events: Iterable[Event]) -> None:
        """Note what happened."""
        for event in events:
            if isinstance(event, Request):
                self.requests.append(event)
            else:
                self.acknowledged.setdefault(event.what, []).append(event.name)

    def within(self, since: float, until: float) -> list[Request]:
        """The requests that began in this time, half open."""
        return [one for one in self.requests if since <= one.began < until]

    @property
    def faults(self) -> list[Request]:
        """The requests that went wrong, whenever."""
        return [one for one in self.requests if one.fault]


def times(requests: Sequence[Request]) -> Iterator[Times]:
    """How long requests took, by kind, those of most first; questions of every kind together lead."""
    kinds = Counter(one.kind for one in requests)
    questions = [one for one in requests if one.kind.startswith(QUESTION)]
    if questions:
        yield _times("questions, all", questions)
    for kind, _ in kinds.most_common():
        yield _times(kind, [one for one in requests if one.kind == kind])


QUESTION = "ask: "
"""How kinds of request begin that are questions."""


def _times(kind: str, requests: Sequence[Request]) -> Times:
    took = sorted(one.seconds * 1000 for one in requests if not one.fault)
    faults = len(requests) - len(took)
    if not took:
        nothing = float("nan")
        return Times(kind, len(requests), faults, nothing, nothing, nothing, nothing)
    cuts = quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
    return Times(kind, len(requests), faults, cuts[49], cuts[94], cuts[98], took[-1])


def faults_by_kind(requests: Iterable[Request]) -> list[tuple[str, str, int, str]]:
    """What went wrong, of which kind of request, how often, and the first one's detail; most frequent first."""
    seen = [one for one in requests if one.fault]
    counts = Counter((one.fault, one.kind) for one in seen)
    first = {(one.fault, one.kind): one.detail for one in reversed(seen)}
    return [(fault, kind, count, first[fault, kind]) for (fault, kind), count in counts.most_common()]
