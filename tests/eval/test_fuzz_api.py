"""A round of generated requests to every operation of a service that runs, as each kind of caller."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from serving import served

from api.app import create_app
from eval.fuzz_api import Tally, attack, no_problem
from eval.fuzz_ground import ADMIN, NOBODY, READER, Ground, ground


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("ground")) as made:
        yield made


def test_the_interface_keeps_its_word(made: Ground) -> None:
    tally = Tally()
    with served(create_app(made.library)) as address:
        attack(address, made, seed=1, each=2, tally=tally, goes_on=lambda: True)
    assert [*tally.faults.values()] == []
    # The round counts for something only where it came to every operation, and behind the doors of most.
    assert len(tally.operations) > 90
    assert len(tally.reached) > 45
    assert tally.statuses[NOBODY][401] > 80
    assert tally.statuses[READER][403] > 15
    assert tally.statuses[ADMIN][200] > 50


@pytest.mark.parametrize(
    ("path", "kind", "body", "wrong"),
    [
        (
            "/api/ask",
            "application/problem+json",
            {"type": "a", "title": "b", "status": 4, "detail": "c", "code": "d"},
            "",
        ),
        (
            "/api/ask",
            "application/problem+json",
            {"type": "a", "title": "b", "status": 4, "detail": "c"},
            "code missing",
        ),
        ("/api/ask", "application/json", {"detail": "c"}, "it is application/json"),
        ("/v1/models", "application/json", {"error": {"message": "", "type": "", "param": None, "code": ""}}, ""),
        ("/v1/models", "application/json", {"error": {"message": ""}}, "no error of OpenAI's"),
        ("/v1/models", "text/plain", "x", "it is text/plain"),
    ],
)
def test_errors_that_clients_cannot_read_are_told(path: str, kind: str, body: object, wrong: str) -> None:
    response = SimpleNamespace(content=json.dumps(body).encode(), headers={"content-type": [kind]})
    assert no_problem(path, response) == wrong
