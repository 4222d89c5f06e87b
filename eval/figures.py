"""What was read of reports against what a person reads in them: every figure, and what it was understood to say.

Annotations are independent of the reader. A fictional report carries its marks in line, a real one has them in a file of
its own, by offset, so that its sentences need not be kept here. See eval/gold/figures/README.md for how they are made.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.errors import InvalidSetting
from assistant.records.model import Figure, Quantity, Span
from assistant.records.quantity import same
from assistant.records.vocabulary import Vocabulary
from eval.annotations import Marked, Report, marked, planted, unmarked
from eval.wilson import Share, wilson
from ingest.pipeline import make_document

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.records.library import Library

ASPECTS = ("value", "unit", "bound", "period", "subject", "role", "measure")
_NOBODY = frozenset({"", "部门整体支出"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One difference: `aspect` is "missed", "invented" or one of ASPECTS; `written` the figure as it stands in `source`."""

    source: str
    aspect: str
    written: str
    expected: str
    found: str
    around: str


@dataclass(frozen=True, slots=True)
class FigureScore:
    """How the figures of one report, or of several, were read.

    `expected`, `found` and `matched` count figures; `right` counts, per aspect, those of the matched that agree.
    """

    source: str
    expected: int
    found: int
    matched: int
    right: Mapping[str, int]
    disagreements: tuple[Disagreement, ...]

    @property
    def recall(self) -> Share:
        """Of the figures a person marked, those that were read."""
        return wilson(self.matched, self.expected)

    @property
    def precision(self) -> Share:
        """Of the figures that were read, those a person marked."""
        return wilson(self.matched, self.found)

    def accuracy(self, aspect: str) -> Share:
        """Of the figures that were read, those whose `aspect` agrees."""
        return wilson(self.right[aspect], self.matched)


@dataclass(frozen=True, slots=True)
class _Vocabular:
    """What make_document asks of a library."""

    vocabulary: Vocabulary


def score_report(report: Report, vocabulary: Vocabulary) -> FigureScore:
    """Read `report` as an ingest would and compare; raises UnreadableFile where its file cannot be read."""
    from ingest.figures import read_figures

    document = make_document(report.name, report.text.encode(), cast("Library", _Vocabular(vocabulary)))
    found = read_figures(document, vocabulary)
    return compare(report, document.text, found)


def compare(report: Report, text: str, found: Sequence[Figure]) -> FigureScore:
    """`found` against the marks of `report`; `text` is what the spans of both are characters of.

    Raises ValueError where the report's marks do not fit `text`, for then every comparison would mislead.
    """
    if text != report.text:
        raise ValueError(f"{report.name}: the text as kept differs from the text as marked")
    pairs, missed, invented = _paired(report.figures, found)
    if not report.complete:
        invented = []
    needed = [(mark, figure) for mark, figure in pairs if not mark.optional]
    faults = [
        Disagreement(report.name, aspect, mark.span.of(text), expected, got, _around(text, mark.span))
        for mark, figure in needed
        for aspect, expected, got in _differences(mark, figure)
    ]
    faults += [
        Disagreement(report.name, "missed", mark.span.of(text), str(mark.quantity), "", _around(text, mark.span))
        for mark in missed
        if not mark.optional
    ]
    faults += [
        Disagreement(report.name, "invented", one.span.of(text), "", one.measure, _around(text, one.span))
        for one in invented
    ]
    wrong = [fault.aspect for fault in faults]
    return FigureScore(
        source=report.name,
        expected=sum(not mark.optional for mark in report.figures),
        found=len(needed) + len(invented),
        matched=len(needed),
        right={aspect: len(needed) - wrong.count(aspect) for aspect in ASPECTS},
        disagreements=tuple(faults),
    )


def total(scores: Iterable[FigureScore], source: str = "all") -> FigureScore:
    """Several scores as one, figures counted alike."""
    every = tuple(scores)
    return FigureScore(
        source=source,
        expected=sum(one.expected for one in every),
        found=sum(one.found for one in every),
        matched=sum(one.matched for one in every),
        right={aspect: sum(one.right[aspect] for one in every) for aspect in ASPECTS},
        disagreements=tuple(fault for one in every for fault in one.disagreements),
    )


def shipped_reports() -> tuple[Report, ...]:
    """The annotated fictional reports, by name; raises InvalidSetting naming the file and what is wrong with it."""
    folder = files("eval").joinpath("gold", "figures")
    chosen = sorted(
        one.name for one in folder.iterdir() if one.name.endswith((".txt", ".md")) and one.name != "README.md"
    )
    return tuple(marked(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in chosen)


def real_report(path: Path) -> Report:
    """The report file at `path` with the annotation kept for it; raises InvalidSetting where it is missing or none is kept."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidSetting(path.name, zh=f"无法读取：{error}", en=f"cannot be read: {error}") from error
    digest = sha256(data).hexdigest()
    for one in files("eval").joinpath("gold", "figures").iterdir():
        if one.name.endswith(".json"):
            record = json.loads(one.read_text(encoding="utf-8"))
            if record["sha256"] == digest:
                return unmarked(path.name, data.decode("utf-8-sig"), record)
    raise InvalidSetting(path.name, zh="没有这份报告的标注", en="no annotation is kept for this report")


def sampled_reports(departments: int = 10, seed: int = 7) -> Iterator[Report]:
    """Sample reports with the figures planted in them; what else they hold is not known, so nothing counts as invented."""
    from eval.sample import reports

    for name, text, figures in reports(seed, departments):
        yield planted(name, text, figures)


def as_record(score: FigureScore) -> dict[str, Any]:
    """A score as JSON: counts, shares with their intervals, disagreements."""
    shares = {"recall": score.recall, "precision": score.precision}
    shares |= {aspect: score.accuracy(aspect) for aspect in ASPECTS}
    return {
        "source": score.source,
        "expected": score.expected,
        "found": score.found,
        "matched": score.matched,
        **{name: {"share": one.value, "low": one.low, "high": one.high} for name, one in shares.items()},
        "disagreements": [
            {name: getattr(fault, name) for name in ("aspect", "written", "expected", "found", "around")}
            for fault in score.disagreements
        ],
    }


_HEADS = {"recall": "rec.", "precision": "prec.", "measure": "meas.", "subject": "subj.", "period": "per."}


def print_scores(scores: Sequence[FigureScore], console: "Console", *, faults: bool = True) -> None:
    """Print one row a report, the total with 95 % Wilson intervals, and each disagreement."""
    from rich.box import SIMPLE
    from rich.table import Table

    whole = total(scores)
    names = ("recall", "precision", *ASPECTS)
    heads = ("n", *(_HEADS.get(name, name) for name in names))
    table = Table("per cent", *heads, box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for one in (*scores, whole):
        label = "all" if one is whole else one.source.rsplit(".", 1)[0][:12]
        table.add_row(label, str(one.expected), *(_percent(_share(one, name)).rstrip(" %") for name in names))
    console.print(table)
    for name in names:
        console.print(f"{name}: {_share(whole, name)}", highlight=False)
    for fault in whole.disagreements if faults else ():
        line = f"{fault.source} {fault.aspect} {fault.written}: {fault.expected or '–'} ≠ {fault.found or '–'}  …{fault.around}…"
        console.print(line, highlight=False, markup=False)


def _paired(
    marks: Sequence[Marked], found: Sequence[Figure]
) -> tuple[list[tuple[Marked, Figure]], list[Marked], list[Figure]]:
    """Marks and figures that share characters, one to one in text order, and what is left of either."""
    pairs: list[tuple[Marked, Figure]] = []
    left = list(found)
    missed: list[Marked] = []
    for mark in marks:
        figure = next((one for one in left if one.span.meets(mark.span)), None)
        if figure is None:
            missed.append(mark)
        else:
            left.remove(figure)
            pairs.append((mark, figure))
    return pairs, missed, left


def _differences(mark: Marked, figure: Figure) -> Iterator[tuple[str, str, str]]:
    """(aspect, expected, found) for each aspect that does not agree."""
    wanted, got = mark.quantity, figure.quantity
    plain = Quantity(wanted.value, wanted.unit, got.bound, wanted.upper)
    if (wanted.value != got.value or wanted.upper != got.upper) and not same(plain, got):
        yield "value", _number(wanted), _number(got)
    if wanted.unit != got.unit and not same(plain, got):
        yield "unit", wanted.unit, got.unit
    if wanted.bound is not got.bound:
        yield "bound", wanted.bound, got.bound
    checks: tuple[tuple[str, tuple[str, ...], str, Callable[[str, str], bool]], ...] = (
        ("period", mark.periods, str(figure.period or ""), str.__eq__),
        ("subject", mark.subjects, _someone(figure), lambda a, b: same_subject(a, b, mark.measure)),
        ("role", mark.roles, figure.role, str.__eq__),
        ("measure", (mark.measure,), f"{figure.subject}{figure.measure}", _says),
    )
    for aspect, accepted, value, agrees in checks:
        if not any(agrees(one, value) for one in accepted):
            yield aspect, " or ".join(accepted), value


def _someone(figure: Figure) -> str:
    """A figure's subject; the department itself is nobody in particular."""
    return "" if figure.subject and figure.subject == figure.department else figure.subject


def same_subject(expected: str, found: str, measure: str = "") -> bool:
    """Whether two names stand for the same subject: equal, or one the end of the other (企业, 走访企业), or nearly it.

    Nobody in particular (the department, its 部门整体支出) agrees with a subject that only repeats the figure's measure.
    """
    wanted, got = _bare(expected).lower(), _bare(found).lower()
    if wanted in _NOBODY:
        return got in _NOBODY or (len(got) >= 2 and got in _bare(measure))
    if not got:
        return False
    shorter, longer = sorted((wanted, got), key=len)
    if longer.endswith(shorter) and len(shorter) >= 2:
        return len(longer) <= 4 * len(shorter)
    return wanted == got or (len(shorter) >= 2 and shorter in longer and 2 * len(shorter) >= len(longer))


def _says(expected: str, found: str) -> bool:
    """Whether most pairs of characters of the expected measure stand in the measure and subject found."""
    wanted = _bare(expected)
    pairs = {wanted[at : at + 2] for at in range(max(1, len(wanted) - 1))}
    return sum(pair in _bare(found) for pair in pairs) * 3 >= len(pairs) * 2


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _number(quantity: Quantity) -> str:
    return f"{quantity.value}" if quantity.upper is None else f"{quantity.value}-{quantity.upper}"


def _around(text: str, span: Span) -> str:
    return " ".join(text[max(0, span.start - 24) : span.end + 10].split())


def _share(score: FigureScore, name: str) -> Share:
    return {"recall": score.recall, "precision": score.precision}.get(name) or score.accuracy(name)


def _percent(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.1%}"
