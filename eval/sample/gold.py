"""Gold questions of the named departments: each line of gold_cases.toml answered from what was planted, never from text."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from eval.sample.chance import percent
from eval.sample.city import named_departments
from eval.sample.corpus import DEFAULT_YEARS, Corpus
from eval.sample.ledger import ledger_rows
from eval.sample.projects import Project, projects
from eval.sample.report import report
from eval.sample.values import Department, GoldCase, GoldFigure, Planted, Report

Raw = Mapping[str, Any]

# Amounts that any answer about execution may show, and those that the ledger's December row states as well.
EXECUTION = ("initial", "adjusted", "executed", "rate", "rate_initial", "adjusting")
IN_LEDGER = frozenset({"initial", "adjusted", "executed", "rate", "execution_rate", "balance"})
LEDGER_UNITS = {"initial": "万元", "adjusted": "万元", "executed": "万元", "rate": "%"}


class UnresolvedError(Exception):
    """This corpus does not hold what the case is about; the case is left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a case: figures required and allowed, files, pieces of text, and words to fill into the question."""

    figures: tuple[GoldFigure, ...] = ()
    allowed: tuple[GoldFigure, ...] = ()
    sources: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def gold_cases(raws: Iterable[Raw], corpus: Corpus) -> tuple[GoldCase, ...]:
    """The cases that hold for `corpus`, ids numbered by kind ("lookup-001"); those that do not are left out.

    None hold once departments beyond the named ones are added: short names such as 市教育局 then mean several.
    """
    if corpus.count > len(named_departments()):
        return ()
    numbers: Counter[str] = Counter()
    cases = []
    for raw in raws:
        try:
            found = _found(raw, corpus)
        except UnresolvedError:
            continue
        numbers[raw["kind"]] += 1
        cases.append(_case(raw, found, numbers[raw["kind"]]))
    return tuple(cases)


def stated(figure: Planted) -> GoldFigure:
    """A planted figure as a gold figure; its period counts only where it is not the whole year."""
    period = figure.period if len(figure.period) > 4 else None
    return GoldFigure(str(figure.value), figure.unit, figure.bound, period)


def about_execution(text: Report) -> tuple[GoldFigure, ...]:
    """What any answer about that report's execution may show besides: its amounts, stated and recomputed rates."""
    shown = tuple(stated(figure) for key in EXECUTION if (figure := text.figure(key)))
    return (*shown, GoldFigure(str(_recomputed("execution_rate", text)[0]), "%"))


def from_ledger(keys: Iterable[str], year: int, corpus: Corpus) -> bool:
    """Whether the ledger's December row answers for all of `keys` as well as the report does."""
    return year in corpus.ledger_years and IN_LEDGER.issuperset(keys)


def _case(raw: Raw, found: Found, number: int) -> GoldCase:
    return GoldCase(
        id=f"{raw['kind']}-{number:03}",
        kind=raw["kind"],
        language=raw.get("language", "zh"),
        question=raw["ask"].format_map(dict(found.words)),
        status=raw.get("status", "answered"),
        history=tuple(raw.get("history", ())),
        figures=found.figures,
        sources=found.sources,
        contains=found.contains,
        reason=raw.get("reason"),
        allowed=tuple(figure for figure in dict.fromkeys(found.allowed) if figure not in found.figures),
    )


def _found(raw: Raw, corpus: Corpus) -> Found:
    return next((find for word, find in FINDERS.items() if word in raw), _nothing)(raw, corpus)


def _nothing(raw: Raw, corpus: Corpus) -> Found:
    """A case that no record answers; those resting on years or names left out hold for the default years only."""
    if corpus.years != DEFAULT_YEARS:
        raise UnresolvedError
    for identity in raw.get("needs", ()):
        _department(identity, corpus)
    return Found()


def _absent(raw: Raw, corpus: Corpus) -> Found:
    if any(word in one.text for one in _reports(raw, corpus) for word in raw["absent"]):
        raise UnresolvedError
    return Found()


def _figures(raw: Raw, corpus: Corpus) -> Found:
    keys, formulas = raw.get("keys", ()), raw.get("computed", ())
    reports = _reports(raw, corpus)
    required = [stated(_planted(one, key)) for one in reports for key in keys]
    computed = [_computed(formula, one) for one in reports for formula in formulas]
    also = [stated(figure) for one in reports for key in raw.get("also", ()) if (figure := one.figure(key))]
    either = raw.get("either") or all(from_ledger((*keys, *formulas), one.year, corpus) for one in reports)
    if formulas or set(keys) & set(EXECUTION):
        also += [figure for one in reports for figure in about_execution(one)]
    sources = () if either else tuple(one.name for one in reports)
    return Found((*required, *computed), tuple(also), sources)


def _narrative(raw: Raw, corpus: Corpus) -> Found:
    (one,) = _reports(raw, corpus)
    return Found(sources=(one.name,), contains=one.problems if raw["narrative"] == "problems" else one.measures)


def _best(raw: Raw, corpus: Corpus) -> Found:
    """The department whose execution rate is highest in that year."""
    reports = [report(corpus.seed, one, raw["year"]) for one in corpus.departments if raw["year"] not in one.missing]
    ranked = sorted(reports, key=lambda one: _planted(one, "rate").value, reverse=True)
    if max(ranked, key=lambda one: _recomputed("execution_rate", one)[0]) is not ranked[0]:
        raise UnresolvedError  # stated and recomputed rates disagree on the winner: no single right answer
    allowed = [figure for one in ranked for figure in about_execution(one)]
    return Found((stated(_planted(ranked[0], "rate")),), tuple(allowed), (), (ranked[0].department.name,))


def _ledger(raw: Raw, corpus: Corpus) -> Found:
    if raw["year"] not in corpus.ledger_years:
        raise UnresolvedError
    wanted = raw["ledger"]
    row = ledger_rows(corpus.seed, _department(raw["of"], corpus), raw["year"])[wanted["month"] - 1]

    def cells(columns: Sequence[str]) -> tuple[GoldFigure, ...]:
        return tuple(GoldFigure(str(getattr(row, column)), LEDGER_UNITS[column]) for column in columns)

    return Found(cells(wanted["columns"]), cells(wanted.get("also", ())), (corpus.ledger(raw["year"]),))


def _project(raw: Raw, corpus: Corpus) -> Found:
    """A project whose name stands once in the list: the index-th of that department and year."""
    department, wanted = _department(raw["of"], corpus), raw["project"]
    counts = Counter(row.name for row in _listed_rows(corpus))
    single = [row for row in projects(corpus.seed, department, raw["year"]) if counts[row.name] == 1]
    if len(single) <= wanted["index"]:
        raise UnresolvedError
    row = single[wanted["index"]]
    amount, unit = row.written_investment
    shown = GoldFigure(str(amount), unit)
    names = (department.name,) if wanted.get("contains_department") else ()
    found = Found(sources=(corpus.project_list,), contains=names, words=(("project", row.name),))
    if wanted["show"] == "status":
        return replace(found, contains=(row.status,), allowed=(shown,))
    return replace(found, figures=(shown,))


def _listed(raw: Raw, corpus: Corpus) -> Found:
    wanted = raw["listed"]
    rows = projects(corpus.seed, _department(raw["of"], corpus), raw["year"])
    count = sum(row.status == wanted["status"] and row.introduced == wanted["introduced"] for row in rows)
    return Found((GoldFigure(str(count), "个", computed=True),), (), (corpus.project_list,))


def _listed_rows(corpus: Corpus) -> list[Project]:
    return [row for one in corpus.departments for year in corpus.years for row in projects(corpus.seed, one, year)]


def _reports(raw: Raw, corpus: Corpus) -> list[Report]:
    identities = raw["of"] if isinstance(raw["of"], list) else [raw["of"]]
    years = raw["year"] if isinstance(raw["year"], list) else [raw["year"]]
    return [_report(_department(identity, corpus), year, corpus) for identity in identities for year in years]


def _report(department: Department, year: int, corpus: Corpus) -> Report:
    if year not in corpus.years or year in department.missing:
        raise UnresolvedError
    return report(corpus.seed, department, year)


def _department(identity: str, corpus: Corpus) -> Department:
    for department in corpus.departments:
        if department.id == identity:
            return department
    raise UnresolvedError


def _planted(one: Report, key: str) -> Planted:
    figure = one.figure(key)
    if figure is None:
        raise UnresolvedError
    return figure


def _computed(formula: str, one: Report) -> GoldFigure:
    """A recomputed figure; where the report states the same thing itself, either will do."""
    value, unit = _recomputed(formula, one)
    return GoldFigure(str(value), unit, computed=None if one.figure(formula) else True)


def _recomputed(formula: str, one: Report) -> tuple[Decimal, str]:
    """execution_rate 执行率 (executed / adjusted, two places), balance (adjusted - executed), adjusting (the change)."""
    adjusted, executed = _planted(one, "adjusted"), _planted(one, "executed")
    if formula == "execution_rate":
        return percent(executed.value, adjusted.value), "%"
    if formula == "balance":
        return adjusted.value - executed.value, adjusted.unit
    return abs(adjusted.value - _planted(one, "initial").value), adjusted.unit


FINDERS: Mapping[str, Callable[[Raw, Corpus], Found]] = {
    "absent": _absent,
    "ledger": _ledger,
    "project": _project,
    "listed": _listed,
    "narrative": _narrative,
    "best": _best,
    "keys": _figures,
    "computed": _figures,
}
