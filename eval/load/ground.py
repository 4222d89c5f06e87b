"""The installation that is put under load: fictional records read in, an account for everybody, and what people will ask."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from assistant.records.access_model import Role
from assistant.records.library import Library, open_library
from assistant.settings import Settings
from eval.load.dialogues import Dialogue, dialogues_of
from eval.load.papers import MOST, UPLOADS, paper
from eval.load.people import Person
from eval.run import read_gold
from eval.sample import write_corpus
from ingest.pipeline import ingest, ingest_uploads

_CLERKS = "clerks"
_PASSWORD = "evidence-{}-to-check"
_EACH = 400
"""Documents that one clerk has to upload at most."""


@contextmanager
def opened(settings: Settings) -> Iterator[Library]:
    """The library of an installation while the block runs."""
    library = open_library(settings)
    try:
        yield library
    finally:
        library.close()


def people(number: int, clerks: int) -> tuple[Person, ...]:
    """So many people, the first `clerks` of whom upload documents, each their own."""
    return tuple(
        Person(
            place,
            f"person{place:04}",
            _PASSWORD.format(place),
            range(place * _EACH, (place + 1) * _EACH) if place < clerks else range(0),
        )
        for place in range(number)
    )


def make(library: Library, folder: Path, departments: int, everybody: tuple[Person, ...]) -> tuple[Dialogue, ...]:
    """Read the sample's records into `library` and make the accounts; what can be asked of these records."""
    write_corpus(folder / "records", seed=7, departments=departments)
    report = ingest([folder / "records" / "documents"], library)
    # Records out of sight are there from the beginning: what answers say of them does not change under load.
    first = paper(MOST - 1)
    (kept,) = ingest_uploads([(first.name, first.data)], library, collection=UPLOADS)
    assert not report.failed
    assert kept.document_id
    _accounts(library, everybody)
    return dialogues_of(read_gold(folder / "records" / "gold.jsonl"))


def _accounts(library: Library, everybody: tuple[Person, ...]) -> None:
    users = library.access.users
    users.grant(_CLERKS, UPLOADS)
    users.add("keeper", [Role.ADMIN])

    def add(person: Person) -> None:
        role, groups = (Role.CONTRIBUTOR, (_CLERKS,)) if person.papers else (Role.READER, ())
        users.add(person.name, [role], password=person.password, groups=groups)

    # A password takes a moment of a processor each.
    with ThreadPoolExecutor() as threads:
        list(threads.map(add, everybody))
