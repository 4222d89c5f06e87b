"""What every relational store must do. A database joins by one more way of making a URL in `new_url`.

Cities, departments and figures are invented.
"""

import hashlib
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from postgresql_kit import Server

from assistant.errors import StoreFault, UnknownDocument
from assistant.records.model import (
    Bound,
    Cell,
    Check,
    CheckKind,
    Document,
    Figure,
    Passage,
    Period,
    Quantity,
    Role,
    Section,
    Span,
    Table,
    Verdict,
)
from assistant.records.readings import Reading, Refusal
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.store import Correction, Counts, Head, Store
from assistant.records.words import terms

Record = tuple[Document, tuple[Passage, ...], tuple[Figure, ...]]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes the URL of an empty database of the kind under test."""
    numbers = count()
    if request.param == "postgresql":
        made: Callable[[], str] = request.getfixturevalue("postgresql").new_database
        return made
    return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.db"


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    return new_url()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def record(
    key: str = "d1",
    *paragraphs: str,
    title: str = "2021年度部门整体支出绩效自评报告",
    department: str = "南栎市水务局",
    collection: str = "default",
    year: int = 2021,
) -> Record:
    """A document of these paragraphs: each a passage, and each with a figure at its first two characters."""
    paragraphs = paragraphs or ("预算执行率 98.94%。",)
    text, passages, figures = "", [], []
    for n, paragraph in enumerate(paragraphs):
        start = len(text)
        text += paragraph + "\n"
        passages.append(Passage(f"{key}-p{n}", key, Span(start, len(text) - 1)))
        figures.append(
            Figure(
                id=f"{key}-f{n}",
                document_id=key,
                span=Span(start, start + 2),
                quantity=Quantity(Decimal(n), "万元"),
                measure="执行数",
                indicator="executed" if n % 2 == 0 else None,
                subject="",
                department=department,
                period=Period(str(year), str(year)),
                role=Role.ACTUAL,
                clause=Span(start, len(text) - 1),
            )
        )
    document = Document(
        id=key,
        name=f"{key}.txt",
        sha256=hashlib.sha256(f"{key}{text}".encode()).hexdigest(),
        media_type="text/plain",
        kind="self_evaluation",
        title=title,
        department=department,
        region="南栎市",
        years=(year,),
        text=text,
        collection=collection,
    )
    return document, tuple(passages), tuple(figures)


def check(key: str = "d1", n: int = 0, verdict: Verdict = Verdict.CONTRADICTS) -> Check:
    """A cross-check of figure `n` of a document, over its first."""
    computed = Quantity(Decimal("94.10"), "%")
    return Check(key, CheckKind.EXECUTION, f"{key}-f{n}", (f"{key}-f0",), "executed_over_budget", computed, verdict)


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [key for key, _ in found]


class TestReadingBack:
    """Nothing is lost, nothing is altered."""

    rich = Document(
        id="d-rich",
        name="附件2：自评“表”.xlsx",
        sha256="ab" * 32,
        media_type="application/vnd.ms-excel",
        kind="table",
        title="南栎市水务局 2020—2021 年度自评表",
        department="南栎市水务局",
        region="南栎市",
        years=(2020, 2021),
        text="水务局\t1,491.52\n𠮷 第 2 行\r\n",
        aliases=("市水务局", "水务局"),
        pages=(Span(0, 10), Span(10, 20)),
        sections=(
            Section(("一、基本情况", "（一）概况"), Span(0, 3), Span(0, 12)),
            Section((), Span(3, 3), Span(3, 9)),
        ),
        tables=(
            Table(
                name="Sheet1",
                span=Span(0, 12),
                columns=(("部门",), ("金额", "执行数"), ()),
                rows=((Cell(Span(0, 3), 1, 1, "A2"), Cell(Span(4, 12), 1, 2, "B2")), ()),
                unit="万元",
            ),
        ),
        collection="finance",
        warnings=("第 3 页无文字",),
        edition=-1,
        unsure=(Span(4, 6),),
        by_hand=("department", "years"),
    )
    figure = Figure(
        id="f-rich",
        document_id="d-rich",
        span=Span(4, 12),
        quantity=Quantity(Decimal("1491.520"), "万元", Bound.RANGE, Decimal("1.5E+3")),
        measure="执行数",
        indicator="executed",
        subject="本级",
        department="南栎市水务局",
        period=Period("2021-01", "2021-11-30"),
        role=Role.TARGET,
        clause=Span(0, 12),
        section=("一、基本情况",),
        cell="Sheet1!B2",
        page=2,
    )

    def test_every_value_comes_back(self, store: Store, url: str) -> None:
        passage = Passage("p-rich", "d-rich", Span(0, 12), ("一、基本情况", "（一）概况"))
        bare = replace(self.figure, id="f-bare", indicator=None, period=None, section=(), cell=None, page=None)
        assert store.add(self.rich, (passage,), (self.figure, bare))
        again = Store(url)
        assert repr(again.document("d-rich", EVERYTHING)) == repr(self.rich)
        assert again.by_sha256("ab" * 32, EVERYTHING) == self.rich
        assert again.document_text("d-rich", EVERYTHING) == self.rich.text
        assert again.passages(EVERYTHING, ["d-rich"]) == (passage,)
        assert repr(again.figures(EVERYTHING, ["d-rich"])) == repr((bare, self.figure))
        again.close()

    def test_a_head_identifies(self, store: Store) -> None:
        store.add(self.rich, (), ())
        (head,) = store.heads(EVERYTHING)
        shared = {field.name for field in fields(Head)} - {"status", "created_at"}
        assert {name: getattr(head, name) for name in shared} == {name: getattr(self.rich, name) for name in shared}
        assert head.created_at.startswith("20")

    def test_any_value_comes_back(self, new_url: Callable[[], str]) -> None:
        store, numbers = Store(new_url()), count()

        @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(DOCUMENTS, st.lists(PASSAGES, max_size=3), st.lists(FIGURES, max_size=3))
        def comes_back(document: Document, passages: list[Passage], figures: list[Figure]) -> None:
            key = str(next(numbers))
            document = replace(document, id=key, sha256=key, collection=key)  # no version of any other
            kept = tuple(replace(p, id=f"{key}-{n}", document_id=key) for n, p in enumerate(passages))
            stated = tuple(replace(f, id=f"{key}-{n}", document_id=key) for n, f in enumerate(figures))
            assert store.add(document, kept, stated)
            assert repr(store.document(key, EVERYTHING)) == repr(document)
            assert store.passages(EVERYTHING, [key]) == kept
            assert repr(store.figures_by_id(EVERYTHING, [f.id for f in stated])) == repr(stated)

        comes_back()
        store.close()

    def test_figures_stand_in_the_order_of_the_text(self, store: Store) -> None:
        document, passages, figures = record("d1", "甲甲", "乙乙", "丙丙")
        store.add(document, passages, figures[::-1])
        assert store.figures(EVERYTHING, ["d1"]) == figures

    def test_figures_by_indicator_and_department(self, store: Store) -> None:
        store.add(*record("d1", "甲甲", "乙乙", "丙丙"))
        store.add(*record("d2", "甲甲", department="榆桥区教育局"))
        assert [f.id for f in store.figures(EVERYTHING, None, indicators=["executed"])] == ["d1-f0", "d1-f2", "d2-f0"]
        assert [f.id for f in store.figures(EVERYTHING, None, departments=["榆桥区教育局"])] == ["d2-f0"]
        assert [f.id for f in store.figures(EVERYTHING, ["d1"], indicators=["executed"])] == ["d1-f0", "d1-f2"]
        assert store.figures(EVERYTHING, None, indicators=[]) == ()
        assert len(store.figures(EVERYTHING, None)) == 4

    def test_figures_held_are_those_on_record_now(self, url: str, store: Store) -> None:
        """Whichever process changed them, and only within the scope."""
        document, passages, figures = record("d1", "甲甲", "乙乙")
        store.add(document, passages, figures)
        store.add(*record("d2", "甲甲", collection="closed"))
        before = store.figures(EVERYTHING, ["d2", "d1"])
        assert [f.id for f in before] == ["d1-f0", "d1-f1", "d2-f0"]
        assert store.figures(EVERYTHING, ["d1", "d2"])[0] is before[0]
        assert store.figures(Scope(frozenset({"default"})), ["d1", "d2"]) == figures
        other = Store(url)
        changed = tuple(replace(f, measure="预算数") for f in figures)
        other.revise(document, passages, changed, (), None, EVERYTHING)
        assert store.figures(EVERYTHING, ["d1"]) == changed
        other.delete("d1", EVERYTHING)
        assert store.figures(EVERYTHING, ["d1"]) == ()
        other.add(document, passages, figures[:1])
        assert store.figures(EVERYTHING, ["d1"]) == figures[:1]
        other.close()

    def test_checks_come_back_in_the_order_of_the_text(self, store: Store) -> None:
        made = [check("d1", 2), check("d1", 0, Verdict.AGREES), check("d1", 1, Verdict.ROUNDING)]
        store.add(*record("d1", "甲甲", "乙乙", "丙丙"), made)
        store.add(*record("d2", "甲甲"), [check("d2")])
        assert repr(store.checks(EVERYTHING, ["d1"])) == repr((made[1], made[2], made[0]))
        assert store.checks(EVERYTHING, None, verdicts=[Verdict.CONTRADICTS]) == (made[0], check("d2"))
        store.delete("d1", EVERYTHING)
        assert store.checks(EVERYTHING, None) == (check("d2"),)

    def test_by_id_keeps_the_order_asked_for(self, store: Store) -> None:
        store.add(*record("d1", "甲甲", "乙乙", "丙丙"))
        assert [f.id for f in store.figures_by_id(EVERYTHING, ["d1-f2", "?", "d1-f0", "d1-f2"])] == ["d1-f2", "d1-f0"]
        assert [p.id for p in store.passages_by_id(EVERYTHING, ["d1-p1", "?", "d1-p0"])] == ["d1-p1", "d1-p0"]

    def test_more_ids_than_a_statement_carries(self, store: Store) -> None:
        store.add(*record("d1", "甲甲"))
        many = [f"x{n}" for n in range(40_000)]
        assert [f.id for f in store.figures(EVERYTHING, [*many, "d1"])] == ["d1-f0"]
        assert ids(store.words(EVERYTHING, ["甲甲"], [*many, "d1"], 3)) == ["d1-p0"]


class TestAdding:
    """Once, whole, or not at all."""

    def test_the_same_bytes_are_kept_once_in_a_collection(self, store: Store) -> None:
        document, *_ = record("d1")
        assert store.add(document, (), ()) is True
        assert store.add(replace(document, id="d2", name="copy.txt"), (), ()) is False
        assert store.add(replace(document, id="d3", collection="other"), (), ()) is True
        assert [head.id for head in store.heads(EVERYTHING)] == ["d1", "d3"]
        found = store.by_sha256(document.sha256, Scope(frozenset({"other"})))
        assert found is not None
        assert found.id == "d3"

    @pytest.mark.parametrize("part", ["document", "passage", "figure"])
    def test_an_id_taken_twice_leaves_nothing(self, part: str, store: Store) -> None:
        store.add(*record("d1"))
        before = store.counts()
        document, passages, figures = record("d2", "另一份")
        if part == "document":
            document, passages, figures = replace(document, id="d1"), (), ()
        if part == "passage":
            passages += (replace(passages[0], id="d1-p0"),)
        if part == "figure":
            figures += (replace(figures[0], id="d1-f0"),)
        with pytest.raises(StoreFault, match="already taken"):
            store.add(document, passages, figures)
        assert store.counts() == before
        assert store.words(EVERYTHING, terms("另一份"), None, 5) == []

    def test_a_figure_that_cannot_be_written_leaves_nothing(self, store: Store) -> None:
        document, passages, figures = record("d1")
        with pytest.raises(AttributeError):
            store.add(document, passages, (replace(figures[0], quantity=None),))  # type: ignore[arg-type]
        with pytest.raises(StoreFault, match="UTF-8"):
            store.add(document, passages, (replace(figures[0], measure="\ud800"),))
        assert store.counts() == Counts(0, 0, 0, 0)
        assert store.add(document, passages, figures)

    def test_parts_of_another_document_are_refused(self, store: Store) -> None:
        document, _, figures = record("d1")
        with pytest.raises(ValueError, match="another document"):
            store.add(document, (), (replace(figures[0], document_id="d2"),))
        with pytest.raises(ValueError, match="another document"):
            store.add(document, (), figures, [check("d2")])
        with pytest.raises(ValueError, match="another document"):
            store.add(document, (), figures, [check("d1", 9)])

    def test_a_process_killed_half_way_leaves_nothing(self, url: str, tmp_path: Path) -> None:
        script = tmp_path / "killed.py"
        script.write_text(KILLED_WHILE_ADDING, "utf-8")
        root = Path(__file__).parents[2]
        done = subprocess.run([sys.executable, script, url, str(root)], cwd=root, check=False)
        assert done.returncode == 9
        store = Store(url)
        assert store.counts() == Counts(0, 0, 0, 0)
        assert store.words(EVERYTHING, terms("预算执行率"), None, 5) == []
        assert store.add(*record("d1"))
        store.close()


class TestReadings:
    """How files were read, and which were not."""

    def test_how_a_document_was_read_comes_and_goes_with_it(self, store: Store) -> None:
        store.add(*record("d1"), (), READING)
        store.add(*record("d2"))
        assert store.readings(EVERYTHING) == {"d1": READING}
        store.delete("d1", EVERYTHING)
        assert store.readings(EVERYTHING) == {}

    def test_what_was_read_follows_a_changed_identity(self, store: Store) -> None:
        store.add(*record("d1"), (), READING)
        document, passages, _ = record("d1")
        store.revise(document, passages, (), (), None, EVERYTHING)
        assert store.readings(EVERYTHING) == {"d1": replace(READING, figures=0)}

    def test_a_refusal_is_kept_once_a_path_until_forgotten(self, store: Store) -> None:
        inside = replace(REFUSAL, path="in/a.zip/b_.txt")
        near = replace(REFUSAL, path="in/a.zip2/b.txt")
        other = replace(REFUSAL, collection="other")
        for refusal in (REFUSAL, inside, near, other, replace(REFUSAL, reason_en="later")):
            store.note_refusal(refusal)
        assert {r.path: r.reason_en for r in store.refusals(Scope(frozenset({"default"})))} == {
            "in/a.zip": "later",
            inside.path: REFUSAL.reason_en,
            near.path: REFUSAL.reason_en,
        }
        store.forget_refusals("in/a.zip", "default")
        assert set(store.refusals(EVERYTHING)) == {near, other}


class TestScope:
    """Every read takes a Scope and shows nothing outside it."""

    upkeep: ClassVar = frozenset(
        {
            "add",
            "hashes",
            "mark_embedded",
            "pending_vectors",
            "counts",
            "close",
            "correction_of",
            "together",
            "note_refusal",
            "forget_refusals",
        }
    )
    reads: ClassVar[dict[str, Callable[[Store, Scope], object]]] = {
        "document": lambda store, scope: store.document("d1", scope),
        "documents": lambda store, scope: list(store.documents(scope, ["d1"]).values()),
        "document_text": lambda store, scope: store.document_text("d1", scope),
        "by_sha256": lambda store, scope: store.by_sha256(record("d1")[0].sha256, scope),
        "known": lambda store, scope: store.known(record("d1")[0].sha256, scope),
        "heads": lambda store, scope: store.heads(scope),
        "readings": lambda store, scope: store.readings(scope),
        "refusals": lambda store, scope: store.refusals(scope),
        "figures": lambda store, scope: store.figures(scope, ["d1"]) + store.figures(scope, None),
        "figures_by_id": lambda store, scope: store.figures_by_id(scope, ["d1-f0"]),
        "departments": lambda store, scope: store.departments(scope),
        "documents_naming": lambda store, scope: store.documents_naming(scope, store.departments(EVERYTHING)),
        "derived": lambda store, scope: store.derived(scope, "names", lambda: [h.name for h in store.heads(scope)]),
        "checks": lambda store, scope: store.checks(scope, ["d1"]) + store.checks(scope, None),
        "passages": lambda store, scope: store.passages(scope, ["d1"]) + store.passages(scope, None),
        "passages_by_id": lambda store, scope: store.passages_by_id(scope, ["d1-p0"]),
        "words": lambda store, scope: (
            store.words(scope, ["预算"], ["d1"], 5)
            + store.words(scope, ["预算"], ["d1", *"abcdefghijk"], 5)
            + store.words(scope, ["预算"], None, 5)
        ),
        "delete": lambda store, scope: store.delete("d1", scope) or "deleted",
        "revise": lambda store, scope: store.revise(*record("d1"), (), Correction({}, {}), scope) or "revised",
    }

    def test_every_public_method_is_known_here(self) -> None:
        public = {name for name, _ in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")}
        assert public == self.upkeep | self.reads.keys()

    @pytest.mark.parametrize("name", reads)
    def test_scope_is_asked_for_and_has_no_default(self, name: str) -> None:
        parameter = inspect.signature(getattr(Store, name)).parameters["scope"]
        assert parameter.annotation is Scope
        assert parameter.default is inspect.Parameter.empty

    @pytest.mark.parametrize("scope", [Scope(frozenset({"other"})), Scope(frozenset())], ids=["other", "none"])
    @pytest.mark.parametrize("name", reads)
    def test_what_is_out_of_scope_is_not_there(self, name: str, scope: Scope, store: Store) -> None:
        store.add(*record("d1"), [check()], READING)
        store.note_refusal(REFUSAL)
        store.document("d1", EVERYTHING)  # held in memory now, and still not to be seen
        try:
            found = self.reads[name](store, scope)
        except UnknownDocument:
            found = None
        assert not found
        assert store.counts().documents == 1

    @pytest.mark.parametrize("scope", [EVERYTHING, Scope(frozenset({"default", "other"}))], ids=["all", "two"])
    @pytest.mark.parametrize("name", reads)
    def test_what_is_in_scope_is(self, name: str, scope: Scope, store: Store) -> None:
        store.add(*record("d1"), [check()], READING)
        store.note_refusal(REFUSAL)
        assert self.reads[name](store, scope)

    def test_unknown_documents(self, store: Store) -> None:
        for read in (store.document, store.document_text, store.delete):
            with pytest.raises(UnknownDocument, match="d404"):
                read("d404", EVERYTHING)
        assert store.by_sha256("0" * 64, EVERYTHING) is None
        assert store.figures(EVERYTHING, ["d404"]) == ()
        assert store.passages(EVERYTHING, ["d404"]) == ()
        assert store.words(EVERYTHING, ["预算"], ["d404"], 5) == []


# Through the passages of few documents, through the index for many of them, and for all.
WAYS = {"few": ["d1", "d2", "d3"], "many": ["d1", "d2", "d3", *"abcdefgh"], "all": None}


@pytest.mark.parametrize("among", WAYS.values(), ids=WAYS.keys())
class TestFullText:
    """Passages by their words, the best first."""

    @pytest.fixture(autouse=True)
    def _filled(self, store: Store) -> None:
        store.add(
            *record(
                "d1",
                "全年预算数 1,491.52 万元，预算执行率 98.94%。",
                "新增绿道 12 公里，种植乔木三千株。",
                "预算编制较为粗略，个别项目执\n行进度滞后。",
            )
        )
        store.add(*record("d2", "公共自行车租赁点 40 余个。", "Annual budget of the Water Bureau.", year=2020))
        store.add(*record("d3", "公共图书馆开放 300 天。", department="榆桥区教育局", title="绩效自评"))

    @pytest.mark.parametrize(
        ("question", "best"),
        [
            ("预算执行率是多少", "d1-p0"),
            ("种了多少乔木", "d1-p1"),
            ("项目执行进度滞后", "d1-p2"),  # broken across lines in the file
            ("1491.52", "d1-p0"),
            ("１，４９１.５２万元", "d1-p0"),
            ("water BUREAU", "d2-p1"),
            ("公共自行车", "d2-p0"),
            ("公共图书馆", "d3-p0"),
            ("教育局", "d3-p0"),  # named by the document, not by the passage
        ],
    )
    def test_the_best_passage_comes_first(
        self, question: str, best: str, among: list[str] | None, store: Store
    ) -> None:
        found = store.words(EVERYTHING, terms(question), among, 5)
        assert ids(found)[0] == best
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        assert all(score > 0 for score in scores)

    def test_only_the_best_k(self, among: list[str] | None, store: Store) -> None:
        assert len(store.words(EVERYTHING, terms("公共"), among, 5)) == 2
        assert len(store.words(EVERYTHING, terms("公共"), among, 1)) == 1
        assert store.words(EVERYTHING, terms("公共"), among, 0) == []

    @pytest.mark.parametrize(
        "words", [[], ["没有的"], ['" OR words:*'], ["AND", "NOT", "NEAR("], ["'; DROP TABLE meta"]]
    )
    def test_nothing_is_found_by_nothing_or_by_syntax(
        self, words: list[str], among: list[str] | None, store: Store
    ) -> None:
        assert store.words(EVERYTHING, words, among, 5) == []

    def test_a_word_every_passage_holds_still_finds(self, among: list[str] | None, store: Store) -> None:
        assert len(store.words(EVERYTHING, ["绩效"], among, 9)) == 6

    def test_a_pasted_page_is_no_trouble(self, among: list[str] | None, store: Store) -> None:
        page = terms("种植乔木三千株") + [f"词{n}" for n in range(3000)]
        assert ids(store.words(EVERYTHING, page, among, 1)) == ["d1-p1"]

    def test_only_the_documents_named(self, among: list[str] | None, store: Store) -> None:
        narrowed = [*(among or []), "d2"]
        if among is None:
            assert ids(store.words(EVERYTHING, terms("公共"), narrowed, 5)) == ["d2-p0"]
        assert store.words(EVERYTHING, terms("公共"), [], 5) == []

    def test_what_is_deleted_is_not_found(self, among: list[str] | None, store: Store) -> None:
        store.delete("d2", EVERYTHING)
        assert ids(store.words(EVERYTHING, terms("公共"), among, 5)) == ["d3-p0"]


class TestChange:
    """Deleting, noting vectors, and what readers hold meanwhile."""

    def test_delete_takes_all_of_one_document(self, store: Store) -> None:
        store.add(*record("d1", "甲甲", "乙乙"))
        store.add(*record("d2", "甲甲"))
        store.delete("d1", EVERYTHING)
        assert store.counts() == Counts(documents=1, passages=1, figures=1, pending=1)
        assert store.figures(EVERYTHING, ["d1"]) == store.passages(EVERYTHING, ["d1"]) == ()
        assert store.figures_by_id(EVERYTHING, ["d1-f0"]) == ()
        assert [head.id for head in store.heads(EVERYTHING)] == ["d2"]
        with pytest.raises(UnknownDocument):
            store.document("d1", EVERYTHING)

    def test_deleted_may_return(self, store: Store) -> None:
        store.add(*record("d1", "甲甲"))
        store.delete("d1", EVERYTHING)
        assert store.add(*record("d1", "甲甲"))
        assert ids(store.words(EVERYTHING, ["甲甲"], None, 5)) == ["d1-p0"]

    def test_vectors_pend_until_noted(self, store: Store) -> None:
        for key in ("d2", "d1"):
            store.add(*record(key))
        assert store.pending_vectors() == ("d2", "d1")
        store.mark_embedded("d2")
        assert store.pending_vectors() == ("d1",)
        assert [head.status for head in store.heads(EVERYTHING)] == ["ready", "pending"]
        store.mark_embedded("d2", done=False)
        assert store.counts().pending == 2

    def test_writes_together_are_kept_or_none(self, store: Store) -> None:
        with store.together():
            assert store.add(*record("d1"))
            assert store.add(*record("d2"))
            assert not store.add(*record("d1"))
        assert store.counts().documents == 2
        taken = replace(record("d3")[0], id="d1")  # an id that is taken fails, and takes the write before along
        with pytest.raises(StoreFault):
            self.add_together(store, record("d4"), (taken, (), ()))
        assert [head.id for head in store.heads(EVERYTHING)] == ["d1", "d2"]
        store.delete("d1", EVERYTHING)
        assert store.counts().documents == 1

    def add_together(self, store: Store, *some: Any) -> None:
        with store.together():
            for one in some:
                store.add(*one)

    def test_derived_values_are_made_again_when_something_changes(self, store: Store) -> None:
        made = [store.derived(EVERYTHING, "n", lambda: object()) for _ in range(2)]
        assert made[0] is made[1]
        store.add(*record("d1"))
        assert store.derived(EVERYTHING, "n", lambda: object()) is not made[0]

    def test_heads_are_the_same_tuple_until_something_changes(self, store: Store) -> None:
        scope = Scope(frozenset({"default"}))
        store.add(*record("d1"))
        held, narrow = store.heads(EVERYTHING), store.heads(scope)
        assert store.heads(EVERYTHING) is held
        assert store.heads(scope) is narrow
        store.add(*record("d2"))
        assert [head.id for head in store.heads(EVERYTHING)] == ["d1", "d2"]
        assert len(store.heads(scope)) == 2

    def test_another_process_is_seen_at_once(self, store: Store, url: str) -> None:
        other = Store(url)
        store.add(*record("d1", "旧文"))
        assert store.document_text("d1", EVERYTHING) == "旧文\n"
        other.delete("d1", EVERYTHING)
        with pytest.raises(UnknownDocument):
            store.document("d1", EVERYTHING)
        other.add(*record("d1", "新文"))
        assert store.document_text("d1", EVERYTHING) == "新文\n"
        assert len(store.heads(EVERYTHING)) == 1
        other.close()


class TestPostgresql:
    """What PostgreSQL alone says, as one sentence with the way out, and without the password."""

    def test_a_server_that_is_not_there(self, postgresql: Server) -> None:
        with pytest.raises(StoreFault, match="cannot be reached") as caught:
            Store("postgresql://youju:geheim@127.0.0.1:1/records")
        assert "geheim" not in str(caught.value)

    def test_a_database_that_does_not_exist(self, postgresql: Server) -> None:
        with pytest.raises(StoreFault, match="does not exist"):
            Store(f"postgresql://youju@127.0.0.1:{postgresql.port}/nothing")

    def test_a_character_it_cannot_keep(self, postgresql: Server) -> None:
        store = Store(postgresql.new_database())
        with pytest.raises(StoreFault, match="NUL"):
            store.add(*record("d1", "预算\0执行"))
        assert store.counts() == Counts(0, 0, 0, 0)
        store.close()


class TestTogether:
    """Threads at once: every reader sees whole documents, every writer gets its turn."""

    def test_readers_beside_a_writer_see_whole_documents(self, store: Store) -> None:
        total, whole = 30, ("甲甲", "乙乙", "丙丙")

        def write() -> None:
            for n in range(total):
                store.add(*record(f"d{n}", *whole))

        def read() -> int:
            seen = 0
            while seen < total:
                heads = store.heads(EVERYTHING)
                assert len(heads) >= seen
                seen = len(heads)
                for head in heads[-2:]:
                    assert len(store.figures(EVERYTHING, [head.id])) == len(whole)
                    assert len(store.words(EVERYTHING, ["甲甲"], [head.id], 5)) == 1
                    assert store.document_text(head.id, EVERYTHING).startswith("甲甲")
            return seen

        with ThreadPoolExecutor(5) as pool:
            readers = [pool.submit(read) for _ in range(4)]
            pool.submit(write).result(timeout=60)
            assert [reader.result(timeout=60) for reader in readers] == [total] * 4

    def test_writers_take_turns(self, url: str) -> None:
        stores = [Store(url) for _ in range(3)]

        def write(at: int) -> int:
            return sum(stores[at].add(*record(f"d{n}")) for n in range(20))

        with ThreadPoolExecutor(3) as pool:
            added = sum(pool.map(write, range(3)))
        assert added == 20
        assert stores[0].counts().documents == 20
        for opened in stores:
            opened.close()

    def test_opening_at_once_makes_one_store(self, url: str) -> None:
        with ThreadPoolExecutor(4) as pool:
            stores = list(pool.map(Store, [url] * 4))
        assert [opened.counts().documents for opened in stores] == [0] * 4
        for opened in stores:
            opened.close()


READING = Reading("d1", "in/d1.txt", 3, 1, 2, 1, 1, ("第 2 页",), 0.25)
REFUSAL = Refusal("in/a.zip", "default", "坏了", "broken", "2024-01-01T00:00:00+00:00")
KILLED_WHILE_ADDING = """
import os, sys
sys.path[:0] = [sys.argv[2], sys.argv[2] + "/tests/contracts"]
from sqlalchemy import Engine, event
from assistant.records.store import Store
from test_store import record

def die(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO word_places"):
        os._exit(9)

store = Store(sys.argv[1])
event.listen(Engine, "after_cursor_execute", die)
store.add(*record("d1"))
"""

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
OFFSETS = st.integers(0, 2**31 - 1)
SPANS = st.builds(Span, OFFSETS, OFFSETS)
PATHS = st.lists(TEXTS, max_size=3).map(tuple)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
CELLS = st.builds(Cell, SPANS, OFFSETS, OFFSETS, TEXTS)
TABLES = st.builds(
    Table,
    name=TEXTS,
    span=SPANS,
    columns=st.lists(PATHS, max_size=3).map(tuple),
    rows=st.lists(st.lists(CELLS, max_size=2).map(tuple), max_size=2).map(tuple),
    unit=TEXTS,
)
DOCUMENTS = st.builds(
    Document,
    id=TEXTS,
    name=TEXTS,
    sha256=TEXTS,
    media_type=TEXTS,
    kind=TEXTS,
    title=TEXTS,
    department=TEXTS,
    region=TEXTS,
    years=st.lists(st.integers(1949, 2100), max_size=3).map(tuple),
    text=TEXTS,
    aliases=PATHS,
    pages=st.lists(SPANS, max_size=2).map(tuple),
    sections=st.lists(st.builds(Section, PATHS, SPANS, SPANS), max_size=2).map(tuple),
    tables=st.lists(TABLES, max_size=2).map(tuple),
    edition=st.integers(-1, 3),
    unsure=st.lists(SPANS, max_size=2).map(tuple),
    by_hand=PATHS,
    collection=TEXTS,
    warnings=PATHS,
)
PASSAGES = st.builds(Passage, id=TEXTS, document_id=TEXTS, span=SPANS, headings=PATHS)
FIGURES = st.builds(
    Figure,
    id=TEXTS,
    document_id=TEXTS,
    span=SPANS,
    quantity=st.builds(Quantity, DECIMALS, TEXTS, st.sampled_from(Bound), st.none() | DECIMALS),
    measure=TEXTS,
    indicator=st.none() | TEXTS,
    subject=TEXTS,
    department=TEXTS,
    period=st.none() | st.builds(Period, TEXTS, TEXTS),
    role=st.sampled_from(Role),
    clause=SPANS,
    section=PATHS,
    cell=st.none() | TEXTS,
    page=st.none() | OFFSETS,
)
