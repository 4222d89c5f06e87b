"""Whether the whole HTTP interface keeps its word under requests nobody would send: Schemathesis over a service that runs.

`python -m eval.fuzz_api [--minutes N] [--seed N]` serves fictional records on this machine and sends generated requests, right
and wrong ones, to every operation of the served description: as an administrator, as a reader of one collection, and as
nobody. It ends with 1 when there was a 5xx, a response that the description does not tell, an error that is no problem
document, or a word of a hidden record before somebody who may not see it.
"""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from eval.fuzz_ground import ADMIN, CALLERS, Ground, ground, key_for, planted, serving

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from requests import Session
    from schemathesis import Case
    from schemathesis.schemas import APIOperation

_EACH = 12
"""Requests to one operation in one round, of a caller."""
_DESCRIPTION = "/api/openapi.json"
_OPENAI = "/v1/"
_PROBLEM = {"type", "title", "status", "detail", "code"}
_TIMEOUT = 30
"""Seconds within which any answer must come."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A response that breaks a promise: to whom, of which operation, what is wrong, and the request as a command."""

    caller: str
    operation: str
    said: str
    request: str


@dataclass(slots=True)
class Tally:
    """What came of the requests so far: how many ended with each status, by caller, and the first fault of each kind."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: {caller: Counter() for caller in CALLERS})
    operations: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    faults: dict[tuple[str, str, str], Fault] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(counter.total() for counter in self.statuses.values())

    def note(self, caller: str, case: "Case[Any]", status: int, faults: list[str]) -> None:
        """Count a response, 0 where none came, and what is wrong with it."""
        operation = case.operation.label
        self.statuses[caller][status] += 1
        self.operations.add(operation)
        if 0 < status < 400:
            self.reached.add(operation)
        for said in faults:
            fault = Fault(caller, operation, said, case.as_curl_command())
            self.faults.setdefault((caller, operation, said.partition("\n")[0]), fault)


def attack(address: str, made: Ground, seed: int, each: int, tally: Tally, goes_on: Callable[[], bool]) -> None:
    """Send `each` requests to every operation as every caller, as long as it `goes_on`; the same ones for the same seed."""
    names = {**made.names, **planted(address, key_for(ADMIN, made.library))}
    for caller in CALLERS:
        for operation in _operations(address, made):
            if not goes_on():
                return
            headers = key_for(caller, made.library)
            hidden = () if caller == ADMIN else made.hidden
            _operate(operation, _Sender(address, caller, headers, hidden), names, seed, each, tally)


def _operations(address: str, made: Ground) -> Iterator["APIOperation[Any, Any, Any, Any]"]:
    from schemathesis import openapi
    from schemathesis.core.result import Err

    schema = openapi.from_url(f"{address}{_DESCRIPTION}", headers=key_for(ADMIN, made.library))
    for found in schema.get_all_operations():
        if isinstance(found, Err):
            raise found.err()
        yield found.ok()


@dataclass(frozen=True, slots=True)
class _Sender:
    """Somebody who sends requests, and the words they must never be sent."""

    address: str
    caller: str
    headers: Mapping[str, str]
    hidden: tuple[str, ...]

    def send(self, case: "Case[Any]", session: "Session") -> tuple[int, list[str]]:
        """How a request was answered (0: not at all), and every promise that this breaks."""
        import requests

        url = {"base_url": self.address, "headers": dict(self.headers)}
        try:
            response = case.call(session=session, allow_redirects=False, timeout=_TIMEOUT, **url)  # type: ignore[arg-type]
        except requests.RequestException as error:
            return 0, [f"no answer: {type(error).__name__}"]
        return response.status_code, [*_lies(case, response), *self._wrongs(case, response)]

    def _wrongs(self, case: "Case[Any]", response: Any) -> Iterator[str]:
        said = response.content.decode("utf-8", "replace")
        if response.status_code >= 400 and (wrong := no_problem(case.path, response)):
            yield f"{response.status_code} is no problem document: {wrong}"
        for word in self.hidden:
            if word in said:
                yield f"a word of a hidden record is told: {word}"


def _lies(case: "Case[Any]", response: Any) -> Iterator[str]:
    """Where the response is not as the description tells."""
    from schemathesis import checks
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi import checks as described

    try:
        case.validate_response(
            response,
            checks=[
                checks.not_a_server_error,
                described.status_code_conformance,
                described.content_type_conformance,
                described.response_schema_conformance,
                described.response_headers_conformance,
            ],
        )
    except FailureGroup as group:
        for failure in group.exceptions:
            yield f"{response.status_code} {failure}"


def no_problem(path: str, response: Any) -> str:
    """Why an error is not one that clients can read; "" where it is."""
    kind = response.headers.get("content-type", [""])[0]
    try:
        body = json.loads(response.content)
    except ValueError:
        return "no JSON"
    if path.startswith(_OPENAI) and kind == "application/json":
        return "" if set(body.get("error", {})) >= {"message", "type", "param", "code"} else "no error of OpenAI's"
    if kind != "application/problem+json":
        return f"it is {kind}"
    missing = _PROBLEM - set(body)
    return f"{', '.join(sorted(missing))} missing" if missing else ""


def _operate(
    operation: "APIOperation[Any, Any, Any, Any]",
    sender: _Sender,
    names: Mapping[str, tuple[str, ...]],
    seed: int,
    each: int,
    tally: Tally,
) -> None:
    import hypothesis
    import requests

    session = requests.Session()
    session.trust_env = False

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=_cases(operation, names))
    def send(case: "Case[Any]") -> None:
        tally.note(sender.caller, case, *sender.send(case, session))

    with session:
        send()


def _cases(
    operation: "APIOperation[Any, Any, Any, Any]", names: Mapping[str, tuple[str, ...]]
) -> "SearchStrategy[Case[Any]]":
    """Requests as the description allows and as it forbids, every other one to something that is really there."""
    from hypothesis import strategies as st
    from schemathesis import GenerationMode

    @st.composite
    def case(draw: Any) -> "Case[Any]":
        mode = draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        drawn: Case[Any] = draw(operation.as_strategy(generation_mode=mode))
        for gap in sorted(drawn.path_parameters or ()):
            if (real := names.get(gap)) and draw(st.booleans()):
                drawn.path_parameters[gap] = draw(st.sampled_from(real))
        return drawn

    return case()


def main() -> None:
    """Attack for so long and print what came of it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="how long")
    parser.add_argument("--seed", type=int, default=1, help="another number sends other requests")
    parser.add_argument("--each", type=int, default=_EACH, help="requests to one operation in one round, of a caller")
    chosen = parser.parse_args()
    tally, until = Tally(), time.monotonic() + chosen.minutes * 60
    seed = chosen.seed
    with tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as made, serving(Path(folder)) as served:
        address, process = served
        while time.monotonic() < until and process.poll() is None:
            attack(address, made, seed, chosen.each, tally, lambda: time.monotonic() < until and process.poll() is None)
            seed += 1
        lives = process.poll() is None
        _tell(tally, seed - chosen.seed, lives, Console())
    sys.exit(0 if lives and not tally.faults else 1)


def _tell(tally: Tally, rounds: int, lives: bool, console: Console) -> None:
    table = Table("caller", "requests", "2xx and 3xx", "4xx", "5xx")
    for caller, counter in tally.statuses.items():
        by = Counter[int]()
        for status, count in counter.items():
            by[status // 100] += count
        table.add_row(caller, *map(str, (counter.total(), by[2] + by[3], by[4], by[5])))
    console.print(table)
    console.print(
        f"{tally.requests} requests to {len(tally.operations)} operations in {rounds} rounds, {len(tally.reached)} of them "
        f"answered with what was asked for; {len(tally.faults)} faults; the service {'lives' if lives else 'has ended'}"
    )
    for fault in tally.faults.values():
        console.print(f"\n{fault.caller}: {fault.operation}\n  {fault.said}\n  {fault.request}", markup=False)


if __name__ == "__main__":
    main()
