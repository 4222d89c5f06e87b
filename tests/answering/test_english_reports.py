"""Questions put to a report written in English; every text and name is fictional."""

from datetime import date

import pytest

from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.records.library import Library, open_library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest

REPORT = """Performance Self-Evaluation Report of the Forestry Bureau of Yunshan City, 2021

I. Budget

The initial budget was RMB 64.20 million and the adjusted budget was RMB 71.85 million. Actual expenditure was RMB 69.34 million, an execution rate of 96.51%.

II. Results

The bureau planted 86,400 mu of new forest against a target of 85,000 mu and employed 1,146 rangers. It built 45 km of fire roads. RMB 18.75 million was paid to 21,300 households. Satisfaction among visitors reached 94.6%, exceeding the target of 90%.
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("records")
    (folder / "forestry_2021.txt").write_text(REPORT, encoding="utf-8")
    library = open_library(Settings(data_dir=tmp_path_factory.mktemp("data"), today=date(2022, 5, 1)))
    assert not ingest([folder], library).failed
    return library


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("What was the initial budget of the forestry bureau in 2021?", "6420万元"),
        ("What was the budget execution rate of the Forestry Bureau in 2021?", "96.51%"),
        ("How many mu of new forest did the forestry bureau plant in 2021?", "86400亩"),
        ("How many rangers did the forestry bureau employ in 2021?", "1146"),
        ("How many households received payments in 2021?", "21300户"),
        ("How much was paid to households in 2021?", "1875万元"),
        ("What was visitor satisfaction in 2021?", "94.6%"),
    ],
)
def test_an_english_report_answers(filled: Library, question: str, figure: str) -> None:
    found = to_wire(ask(Question(question, (), "en"), filled, EVERYTHING))["figures"]
    assert f"{found[0]['value']}{found[0]['unit']}" == figure
