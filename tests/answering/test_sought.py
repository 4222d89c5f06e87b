"""How much of a term stands in a text, and that a text is read for the terms once."""

import pytest

from assistant.answering.sought import Sought, coverage
from assistant.answering.terms import Term


def _even(_: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("term", "text", "share"),
    [
        (Term("执行率", ("执行率",)), "预算执行率98.94%", 1.0),
        (Term("执行率", ("执行率",)), "执行数1491.52万元", 0.5),
        (Term("执行率", ("执行率", "支付进度")), "支付进度98.94%", 1.0),
        (Term("执行率", ("执行率",)), "满意度95%", 0.0),
        (Term("技改", ("技改",)), "技术改造项目12个", 0.85),
        (Term("技改", ("技改",)), "改造技术", 0.0),
        (Term("人", ("人",)), "培训320人次", 1.0),
        (Term("人", ("人",)), "满意度", 0.0),
        (Term("“三公”经费", ("“三公”经费",)), "三公经费12万元", 1.0),
        (Term("visits", ("visits",)), "inspectionvisited12sites", 1.0),
        (Term("cars", ("cars",)), "healthcare", 0.0),
        (Term("training sessions", ("training sessions",)), "4sessions", 0.5),
        (Term("护林员", ("护林员",), foreign=("ranger", "forest rangers")), "318 rangers", 1.0),
        (Term("护林员", ("护林员",), foreign=("forest rangers",)), "318rangers", 0.5),
        (Term("visits", ("visits",)), "走访12家", 0.0),
    ],
)
def test_the_share_of_a_term_in_a_text(term: Term, text: str, share: float) -> None:
    assert coverage(term, text, _even) == pytest.approx(share)


def test_rare_pairs_tell_more() -> None:
    term = Term("执行率", ("执行率",))
    assert coverage(term, "执行数", lambda pair: 3.0 if pair == "执行" else 1.0) == pytest.approx(0.75)


def test_several_terms_are_told_in_their_order_again_and_again() -> None:
    sought = Sought((Term("执行率", ("执行率",)), Term("培训", ("培训",), weight=2.0)), _even)
    assert sought.weights == (2.0, 2.0)
    for _ in range(2):
        assert sought.coverage("培训 4 期") == (0.0, 1.0)
        assert sought.coverage("执行率") == (1.0, 0.0)
    assert sought.coverage("") == (0.0, 0.0)
