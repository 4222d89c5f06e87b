"""A model's opinion of answers: only where there is a model, only marks that are marks, and only of what was answered."""

import json

import pytest

from assistant.llm.chat import Absent
from assistant.llm.http import HttpModel
from eval.judged import judged
from eval.run_store import Case
from eval.score import Verdict
from tests.chat_server import chat_server, says

ANSWER = {"status": "answered", "text": "97.26%", "citations": [{"quote": "预算执行率97.26%"}]}
CASES = (
    Case("a", "预算执行率是多少？", "lookup", Verdict.RIGHT, (), ANSWER),
    Case("b", "三公经费是多少？", "abstain", Verdict.RIGHT, (), {"status": "abstained", "text": "", "citations": []}),
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            '{"faithfulness": 10, "relevance": 7}',
            {"model_faithfulness": 1.0, "model_relevance": 0.7, "model_judged": 1.0},
        ),
        (
            'Here: {"faithfulness": "8", "relevance": 8} .',
            {"model_faithfulness": 0.8, "model_relevance": 0.8, "model_judged": 1.0},
        ),
        ('{"faithfulness": 99, "relevance": 7}', {}),
        ('{"faithfulness": "high", "relevance": 7}', {}),
        ('{"faithfulness": 9}', {}),
        ("I like it", {}),
    ],
)
def test_marks_are_means_over_what_was_answered(said: str, told: dict[str, float]) -> None:
    with chat_server(says(said)) as server:
        found = judged(CASES, HttpModel(server.address, "loopback", pause=0.0))
        assert found == pytest.approx(told)
        (request,) = server.requests
    sent = json.loads(request["messages"][1]["content"])
    assert sent == {"question": CASES[0].question, "answer": "97.26%", "quotes": ["预算执行率97.26%"]}


def test_nothing_is_judged_without_a_model() -> None:
    assert judged(CASES, Absent()) == {}
