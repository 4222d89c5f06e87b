"""Small documents to be uploaded under load: fictional reports of offices that the records do not have yet, one a number."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice

from eval.sample.city import departments, named_departments
from eval.sample.gold import about_execution, stated
from eval.sample.report import report
from eval.sample.values import Department
from eval.score import Gold, gold_case

UPLOADS = "uploads"
"""The collection that they go into: answers to those who do not see it stay what they were."""
MOST = 20_000
"""How many documents there are."""
_SEED, _YEAR, _FIELD = 29, 2023, "executed"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, its bytes, and the question about its figure with the answer that was planted."""

    name: str
    data: bytes
    gold: Gold


@cache
def _offices() -> Sequence[Department]:
    named = len(named_departments())
    return tuple(islice(departments(_SEED, named + MOST, (_YEAR,)), named, None))


def paper(number: int) -> Paper:
    """The document of that number, the same each time; raises IndexError from `MOST` on."""
    office = _offices()[number]
    one = report(_SEED, office, _YEAR)
    figure = one.figure(_FIELD)
    assert figure is not None
    record = {
        "id": one.name,
        "kind": "upload",
        "language": "zh",
        "question": f"{one.department.name}{_YEAR}年全年执行数是多少？",
        "status": "answered",
        "figures": [asdict(stated(figure))],
        "allowed": [asdict(each) for each in about_execution(one)],
        "sources": [one.name],
    }
    return Paper(one.name, one.text.encode(), gold_case(record))
