"""The books afterwards: is everything there that was acknowledged, once, and is the installation well?"""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from eval.load.processes import youju

_LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Books:
    """How much was acknowledged of each kind, and what of it is not there, or there more than once."""

    acknowledged: Mapping[str, int]
    lost: Mapping[str, Sequence[str]]
    doubled: Sequence[str]
    audit_entries: int
    audit_broken_at: int | None
    unwell: Sequence[str] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether nothing is amiss."""
        return not (any(self.lost.values()) or self.doubled or self.unwell) and self.audit_broken_at is None


def settled(library: Library, uploads: Collection[str], seconds: float) -> bool:
    """Wait until all these uploads are on record, `seconds` at most; whether it is so."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if {head.name for head in library.store.heads(EVERYTHING)}.issuperset(uploads):
            return True
        time.sleep(_LOOK)
    return False


def examined(library: Library, acknowledged: Mapping[str, Sequence[str]], unwell: Sequence[str] = ()) -> Books:
    """What became of all that was acknowledged: uploads, turns of conversations, and answers in the audit log."""
    heads = library.store.heads(EVERYTHING)
    names = Counter(head.name for head in heads)
    kept = {str(turn.answer["id"]) for turn in library.store.conversations.kept(EVERYTHING)}
    noted = Counter(_asked(library))
    there: Mapping[str, Mapping[str, int] | set[str]] = {"upload": names, "turn": kept, "answer": noted}
    chain = library.audit.verify()
    return Books(
        acknowledged={what: len(told) for what, told in acknowledged.items()},
        lost={what: [name for name in told if name not in there[what]] for what, told in acknowledged.items()},
        doubled=[
            *(name for name, count in names.items() if count > 1),
            *(name for name, count in noted.items() if count > 1),
        ],
        audit_entries=chain.entries,
        audit_broken_at=chain.broken_at,
        unwell=unwell,
    )


def _asked(library: Library) -> Iterator[str]:
    """The ids of the answers in the audit log."""
    for line in library.audit.export():
        record = json.loads(line)
        if record["action"] == "asked":
            yield record["target"]


def doctor(settings: Settings) -> tuple[str, ...]:
    """What `youju doctor` finds unwell, as it tells it."""
    named = {
        "YOUJU_DATA_DIR": str(settings.data_dir),
        "YOUJU_DATABASE_URL": settings.database_url or "",
        "YOUJU_CHROMA_URL": settings.chroma_url or "",
    }
    ran = subprocess.run(
        youju("doctor", "--json"), env={**os.environ, **named}, capture_output=True, text=True, check=False
    )
    try:
        findings = json.loads(ran.stdout)
    except ValueError:
        return (f"youju doctor ended with {ran.returncode}: {ran.stderr[-300:]}",)
    return tuple(f"{one['name']}: {one['seen']}" for one in findings if not one["well"])
