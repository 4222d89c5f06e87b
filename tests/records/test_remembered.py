"""An encoder that remembers gives what the encoder gives, and asks it for each text once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.records.embed import Encoder, load_encoder
from assistant.records.remembered import Remembered

TEXTS = ["执行数 万元", "预算执行率 %", "执行数 万元", "", "培训 人次"]


@dataclass(frozen=True)
class Counting:
    """The shipped encoder with a list of every text it was given."""

    encoder: Encoder
    asked: list[str] = field(default_factory=list)
    id: str = "counting"
    fingerprint: str = "0123"

    @property
    def dim(self) -> int:
        return self.encoder.dim

    def encode(self, texts: Sequence[str]):
        self.asked.extend(texts)
        return self.encoder.encode(texts)


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return load_encoder()


@pytest.fixture
def counting(shipped: Encoder) -> Counting:
    return Counting(shipped)


def test_the_vectors_are_the_encoders(counting: Counting) -> None:
    remembered = Remembered(counting, 10)
    for texts in (TEXTS, TEXTS[::-1], TEXTS[1:2], []):
        np.testing.assert_array_equal(remembered.encode(texts), counting.encoder.encode(texts))
    assert (remembered.id, remembered.dim, remembered.fingerprint) == ("counting", counting.dim, "0123")


def test_each_text_is_encoded_once(counting: Counting) -> None:
    remembered = Remembered(counting, 10)
    remembered.encode(TEXTS)
    remembered.encode([*TEXTS, "满意度 %"])
    assert sorted(counting.asked) == sorted({*TEXTS, "满意度 %"})


@pytest.mark.parametrize("size", [0, 1, 3])
def test_no_more_than_its_size_is_held_and_the_oldest_goes_first(counting: Counting, size: int) -> None:
    remembered = Remembered(counting, size)
    for text in ("甲", "乙", "丙", "丁"):
        remembered.encode([text])
    assert remembered.held == size
    counting.asked.clear()
    remembered.encode(["丁"])
    assert counting.asked == ([] if size else ["丁"])
    remembered.encode(["甲"])
    assert counting.asked[-1] == "甲"


def test_what_was_given_cannot_change_what_is_remembered(counting: Counting) -> None:
    remembered = Remembered(counting, 10)
    for _ in range(2):
        remembered.encode(["预算"])[:] = 0
    np.testing.assert_array_equal(remembered.encode(["预算"]), counting.encoder.encode(["预算"]))


def test_threads_may_share_it(counting: Counting) -> None:
    remembered = Remembered(counting, 3)
    expected = counting.encoder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: remembered.encode(TEXTS), range(20)):
            np.testing.assert_array_equal(rows, expected)
