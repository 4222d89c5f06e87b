"""From evidence to typed parts: figures, the execution of a budget, quotes, refusals and questions back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.answering.abreast import Abreast
from assistant.answering.aspects import Aspect, execution_aspects
from assistant.answering.charts import trend_chart
from assistant.answering.derive import Derived
from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit, segment_span
from assistant.answering.execution import Execution
from assistant.answering.find import Told, cited_span
from assistant.answering.formulas import FORMULAS, compute
from assistant.answering.names import one_slip
from assistant.answering.offices import LEVELS, kinds
from assistant.answering.phrase import label, measure_words, period_words, say
from assistant.answering.plan import Plan
from assistant.answering.ranking import Comparison, Order
from assistant.answering.rows import Rows
from assistant.answering.series import Point, growth_asked, larger
from assistant.records.model import Computation, Document, Part, PartType, Quantity, Reason, Role, Span, Status
from assistant.records.period import in_year
from assistant.records.quantity import show
from assistant.records.vocabulary import Vocabulary

_QUOTE_LIMIT = 600
_SHOWN_CANDIDATES = 6
_INITIAL = re.compile(r"年初|\binitial\b", re.I)


def compose_figures(plan: Plan, chosen: Sequence[Sequence[Hit]], vocabulary: Vocabulary) -> Draft:
    """One figure a group (office and year), each with the sentence it stands in; more in a group when records differ."""
    draft, language = Draft(), plan.question.language
    several = len({h.figure.department for group in chosen for h in group}) > 1 or plan.departments is None
    for group in chosen:
        if len(group) > 1 and len({(h.figure.measure, h.figure.subject, h.figure.role) for h in group}) == 1:
            draft.prose(say("differ", language))
            draft.reason = Reason.CONFLICT
        for hit in group:
            words = label(hit.figure, language, vocabulary, department=several)
            draft.figure(hit, words, show(hit.figure.quantity, language))
            _remarks(draft, plan, hit)
    for hit in [group[0] for group in chosen][:3]:
        _evidence(draft, hit, language)
    return draft


def _remarks(draft: Draft, plan: Plan, hit: Hit) -> None:
    language, figure = plan.question.language, hit.figure
    narrower = plan.period is None and figure.period is not None and len(figure.period.end) >= 7
    if narrower and not figure.cell:
        draft.notes.append(say("only_period", language, period=period_words(figure.period, language)))
    if figure.role is Role.TARGET and not plan.target:
        draft.notes.append(say("target_note", language))


def _evidence(draft: Draft, hit: Hit, language: str) -> None:
    """The words of the record around a figure: its clause, or a narrower run where that is long."""
    if hit.figure.cell:
        return
    span = hit.figure.clause
    if span.end - span.start > 180:
        span = segment_span(hit.figure, hit.document.text)
    draft.prose(say("from_text", language))
    draft.quote(hit.document, span, hit.figure.section, offered=False)


def compose_execution(plan: Plan, found: Sequence[Execution], vocabulary: Vocabulary) -> Draft:
    """Budget, executed, stated and recomputed rate of each office and year: what was asked first, the rest as context."""
    draft, aspects = Draft(), execution_aspects(plan)
    departments = {h.figure.department for e in found for h in _hits(e)}
    several = len(departments) > 1 or plan.departments is None
    budgets = frozenset(i.key for i in plan.indicators)
    if _INITIAL.search(plan.asked or plan.question.text) and "adjusted_budget" in budgets:
        budgets |= {"initial_budget"}  # the initial and adjusted budget
    writer = _ExecutionWriter(draft, plan.question.language, vocabulary, several, budgets)
    for execution in found:
        for aspect in sorted(_TOLD, key=lambda a: (a not in aspects, _TOLD.index(a))):
            if aspect not in _ON_DEMAND or aspect in aspects:
                writer.write(aspect, execution, offered=aspect in aspects)
        if execution.agreed is False:
            draft.reason = Reason.CONFLICT
    return draft


# The order in which numbers are told: what was asked first, then the rest as context.
_TOLD = (Aspect.BUDGET, Aspect.EXECUTED, Aspect.RATE, Aspect.BALANCE, Aspect.ADJUSTMENT)
_ON_DEMAND = frozenset({Aspect.BALANCE, Aspect.ADJUSTMENT})


def _hits(execution: Execution) -> list[Hit]:
    return [h for h in (*execution.budgets, execution.executed, execution.rate) if h]


@dataclass(frozen=True, slots=True)
class _ExecutionWriter:
    """Writes the numbers of an execution into a draft; `budgets` are the budgets the question names (all when none)."""

    draft: Draft
    language: str
    vocabulary: Vocabulary
    several: bool
    budgets: frozenset[str]

    def write(self, aspect: Aspect, execution: Execution, *, offered: bool) -> None:
        """Add what the records state of `aspect`."""
        if aspect is Aspect.BUDGET:
            named = {h.figure.indicator for h in execution.budgets} & self.budgets
            for hit in execution.budgets:
                self._amount(hit, offered=offered and (not named or hit.figure.indicator in named))
        elif aspect is Aspect.EXECUTED and execution.executed:
            self._amount(execution.executed, offered=offered)
        elif aspect is Aspect.RATE:
            self._rates(execution, offered=offered)
        elif aspect is Aspect.BALANCE and execution.balance:
            self._computed(execution, execution.balance, "balance", offered=offered)
        elif aspect is Aspect.ADJUSTMENT and execution.adjustment:
            self._computed(execution, execution.adjustment, "adjustment", offered=offered)

    def _amount(self, hit: Hit, *, offered: bool) -> None:
        words = label(hit.figure, self.language, self.vocabulary, department=self.several)
        self.draft.figure(hit, words, show(hit.figure.quantity, self.language), offered=offered)

    def _rates(self, execution: Execution, *, offered: bool) -> None:
        rate = execution.rate
        if rate:
            bare = replace(rate.figure, measure="", subject="", indicator=None)
            words = label(bare, self.language, self.vocabulary, department=self.several)
            joint = "" if self.language == "zh" or not words else ", "
            words = f"{words}{joint}{say('stated_rate', self.language)}"
            self.draft.figure(rate, words, show(rate.figure.quantity, self.language), offered=offered)
        if execution.computed:
            self._computed(execution, execution.computed, "computed_rate", offered=offered)
            self._compared(execution)

    def _computed(self, execution: Execution, computation: Computation, key: str, *, offered: bool) -> None:
        hits = tuple(next(h for h in _hits(execution) if h.figure == f) for f in computation.inputs)
        formula = FORMULAS[computation.formula]
        zh = self.language == "zh"
        words = f"{say(key, self.language)}（{formula.zh}）" if zh else f"{say(key, self.language)} ({formula.en})"
        text = show(computation.quantity, self.language)
        self.draft.computation(computation, hits, words, text, hits[0].figure, offered=offered)

    def _compared(self, execution: Execution) -> None:
        """Note how the stated rate and the recomputed one compare."""
        if execution.rate is None or execution.computed is None:
            return
        self.draft.notes.append(
            say(
                "agree_note" if execution.agreed else "disagree_note",
                self.language,
                stated=show(execution.rate.figure.quantity, self.language),
                computed=show(execution.computed.quantity, self.language),
                plan=measure_words(execution.computed.inputs[1], self.language, self.vocabulary),
            )
        )


def compose_comparison(plan: Plan, comparison: Comparison, vocabulary: Vocabulary) -> Draft:
    """The offices that answer, then every office compared as a table."""
    draft, language = Draft(), plan.question.language
    if comparison.order is Order.SUM:
        _total(draft, comparison, language)
    for ranked in comparison.answering if comparison.order is not Order.SUM else ():
        words = label(ranked.hit.figure, language, vocabulary, department=True)
        draft.figure(ranked.hit, words, show(ranked.quantity, language))
    if not comparison.answering:
        draft.prose(say("none_meets", language))
    numbers = []
    rows = [(say("department", language), say("year", language), say("value", language))]
    for ranked in comparison.everything:
        figure = ranked.hit.figure
        span = cited_span(figure, ranked.hit.document)
        numbers.append(draft.cite(ranked.hit.document, span, figure.section, figure.page, figure.cell))
        rows.append((ranked.department, ranked.year, show(ranked.quantity, language)))
    draft.table(tuple(rows), tuple(numbers), say("compared", language))
    return draft


def _total(draft: Draft, comparison: Comparison, language: str) -> None:
    hits = tuple(r.hit for r in comparison.answering)
    computed = compute("sum", tuple(h.figure for h in hits))
    if computed:
        text = show(computed.quantity, language)
        draft.computation(
            computed, hits, say("total", language), text, replace(hits[0].figure, department="", subject="")
        )


def compose_difference(plan: Plan, hits: tuple[Hit, Hit], vocabulary: Vocabulary) -> Draft:
    """The difference of two figures, then both."""
    draft, language = Draft(), plan.question.language
    computed = compute("difference", (hits[0].figure, hits[1].figure))
    if computed:
        draft.computation(
            computed, hits, say("difference", language), show(computed.quantity, language), hits[1].figure
        )
    several = hits[0].figure.department != hits[1].figure.department or plan.departments is None
    for hit in hits:
        draft.figure(
            hit, label(hit.figure, language, vocabulary, department=several), show(hit.figure.quantity, language)
        )
    return draft


def compose_derived(plan: Plan, found: Derived, vocabulary: Vocabulary) -> Draft:
    """What the records imply with its formula, then what it rests on."""
    draft, language = Draft(), plan.question.language
    formula = FORMULAS.get(found.computation.formula)
    words = say(found.key, language)
    if formula:
        words = f"{words}（{formula.zh}）" if language == "zh" else f"{words} ({formula.en})"
    anchor = found.hits[0].figure
    if found.key == "previous" and anchor.period:
        anchor = replace(anchor, period=in_year(anchor.period, anchor.period.years[-1] - 1))
    text = show(found.computation.quantity, language)
    draft.computation(found.computation, found.hits, words, text, anchor)
    several = plan.departments is None
    for hit in found.hits:
        draft.figure(
            hit,
            label(hit.figure, language, vocabulary, department=several),
            show(hit.figure.quantity, language),
            offered=found.key in _OPERANDS_ASKED,
        )
    _evidence(draft, found.hits[0], language)
    return draft


# Where a gap or a difference is asked for, what lies apart answers, too.
_OPERANDS_ASKED = frozenset({"gap", "difference"})


def add_course(draft: Draft, series: Sequence[Point], language: str) -> None:
    """Draw the course of a measure over the years, where there are several, resting on what `draft` cites."""
    if len({point.year for point in series}) > 1:
        draft.chart(trend_chart(series, language), tuple(range(1, len(draft.citations) + 1)), say("chart", language))


def compose_series(
    plan: Plan, series: Sequence[Point], vocabulary: Vocabulary, *, total: bool, difference: bool, trend: bool
) -> Draft:
    """One measure of several offices or years: total or difference where asked, which is larger, every figure, a chart."""
    draft, language = Draft(), plan.question.language
    hits = tuple(p.hit for p in series)
    key = "sum" if total else "difference" if difference and len(hits) == 2 else ""
    rate = key == "difference" and growth_asked(plan, hits[0])
    operands = (hits[1], hits[0]) if rate else hits
    computed = compute("growth" if rate else key, tuple(h.figure for h in operands)) if key else None
    if computed:
        text = show(computed.quantity, language)
        draft.computation(
            computed, operands, say("growth" if rate else "total" if total else key, language), text, hits[-1].figure
        )
    elif not total:
        _leader(draft, series, language, trend=trend)
    several = len({p.department for p in series}) > 1 or plan.departments is None
    for hit in hits:
        draft.figure(
            hit, label(hit.figure, language, vocabulary, department=several), show(hit.figure.quantity, language)
        )
    if trend:
        add_course(draft, series, language)
    for hit in hits[:2]:
        _evidence(draft, hit, language)
    return draft


def compose_abreast(plan: Plan, found: Abreast, vocabulary: Vocabulary) -> Draft:
    """Figures asked side by side: total or difference where asked, which is larger, every figure."""
    draft, language = Draft(), plan.question.language
    hits = found.hits
    key = "sum" if found.total else "difference" if found.difference else ""
    computed = compute(key, tuple(h.figure for h in hits)) if key else None
    if computed:
        words = say("total" if found.total else "difference", language)
        draft.computation(computed, hits, words, show(computed.quantity, language), hits[-1].figure)
    elif found.which and (sign := larger(hits[0], hits[1])):
        ahead = hits[0] if sign > 0 else hits[1]
        draft.prose(say("larger", language, what=_without_numbers(measure_words(ahead.figure, language, vocabulary))))
    several = plan.departments is None
    for hit in hits:
        draft.figure(
            hit, label(hit.figure, language, vocabulary, department=several), show(hit.figure.quantity, language)
        )
    _evidence(draft, hits[0], language)
    return draft


def _leader(draft: Draft, series: Sequence[Point], language: str, *, trend: bool) -> None:
    """Say which of two offices or years has the larger figure, or how the figures went over the years."""
    signs = [larger(b.hit, a.hit) for a, b in pairwise(series)]
    if trend or len(series) > 2:
        key = (
            "rising"
            if all(s > 0 for s in signs)
            else "falling"
            if all(s < 0 for s in signs)
            else "mixed"
            if trend
            else ""
        )
        if key and len({p.department for p in series}) == 1:
            draft.prose(say(key, language))
        return
    ahead = series[1] if signs[0] > 0 else series[0]
    if signs[0] == 0:
        draft.prose(say("equal", language))
        return
    if series[0].department != series[1].department:
        draft.prose(say("larger", language, what=_without_numbers(ahead.department)))
    else:
        draft.prose(say("later_larger" if signs[0] > 0 else "earlier_larger", language))


def compose_definitions(plan: Plan) -> Draft:
    """What the indicators named mean, from the vocabulary; their names as they are written in reports."""
    draft, language = Draft(), plan.question.language
    for indicator in plan.indicators:
        meaning = indicator.definition_zh if language == "zh" else indicator.definition_en
        name = f"{indicator.zh}（{indicator.en}）：" if language == "zh" else f"{indicator.en} ({indicator.zh}): "
        draft.prose(_without_numbers(f"{name}{meaning}"))
    return draft


def compose_rows(plan: Plan, found: Rows) -> Draft:
    """How many rows meet the conditions, and which."""
    draft, language = Draft(), plan.question.language
    numbers = tuple(draft.cite(r.document, r.span, (), None, r.address) for r in found.rows)
    quantity = Quantity(Decimal(len(found.rows)), plan.want.unit or "个")
    draft.count(quantity, numbers, say("rows_counted", language), show(quantity, language))
    draft.table((found.columns, *(r.values for r in found.rows)), numbers, say("rows_listed", language))
    return draft


def compose_row_figures(plan: Plan, hits: Sequence[Hit], vocabulary: Vocabulary, order: Order) -> Draft:
    """The sum of a column over the rows found, or its largest or smallest cell; then every row's cell."""
    draft, language = Draft(), plan.question.language
    if order is Order.SUM:
        computed = compute("sum", tuple(h.figure for h in hits))
        if computed:
            anchor = replace(hits[0].figure, department="", subject="")
            draft.computation(computed, tuple(hits), say("total", language), show(computed.quantity, language), anchor)
    else:
        draft.figure(
            hits[0],
            label(hits[0].figure, language, vocabulary, department=True),
            show(hits[0].figure.quantity, language),
        )
    numbers = tuple(draft.cite(h.document, h.figure.span, h.figure.section, h.figure.page, h.figure.cell) for h in hits)
    rows = tuple((h.figure.subject, h.figure.measure, show(h.figure.quantity, language)) for h in hits)
    header = (say("row", language), say("measure", language), say("value", language))
    draft.table((header, *rows), numbers, say("rows_listed", language))
    return draft


def compose_passages(plan: Plan, told: Sequence[Told]) -> Draft:
    """The passages that tell what is asked, word for word."""
    draft = Draft()
    for item in told:
        draft.quote(item.document, _best_run(item), item.passage.headings)
    if any(item.by_words for item in told):
        draft.notes.append(say("words_alone", plan.question.language))
    return draft


def _best_run(item: Told) -> Span:
    """A passage, cut at a sentence end where it is long."""
    span = item.passage.span
    if span.end - span.start <= _QUOTE_LIMIT:
        return span
    text = item.document.text
    end = max(text.rfind(mark, span.start, span.start + _QUOTE_LIMIT) for mark in "。；！？")
    return Span(span.start, end + 1 if end > span.start else span.start + _QUOTE_LIMIT)


def refuse_offices(plan: Plan, known: Sequence[str]) -> Draft:
    """No such office: say so and name those of `known` whose names are alike; one misspelt by a character is asked back."""
    draft, language = Draft(), plan.question.language
    meant = [d for d in known if any(_slipped(u, d) for u in plan.unknown)]
    if meant:
        return ask_office(plan, meant)
    draft.refuse(Status.ABSTAINED, Reason.NO_RECORD)
    draft.prose(say("no_office", language, what="、".join(plan.unknown)))
    alike = [d for d in known if any(set(d[-3:]) & set(u[-3:]) for u in plan.unknown)] or known
    draft.prose(_without_numbers(say("held_offices", language, what="、".join(alike[:_SHOWN_CANDIDATES]))))
    return draft


def _slipped(written: str, name: str) -> bool:
    """Whether `written` is the end of an office's `name` but for one character of its kind: 朔陵市气像局."""
    region = max((written.rfind(level) + 1 for level in LEVELS if written[:-1].rfind(level) > 0), default=0)
    kinds_known = any(written.endswith(form) for forms, _ in kinds() for form in forms)
    return region > 1 and not kinds_known and one_slip(written, name[-len(written) :], region)


def ask_office(plan: Plan, candidates: Sequence[str]) -> Draft:
    """Several offices fit: ask which, each a ready question."""
    draft, language = Draft(), plan.question.language
    draft.refuse(Status.CLARIFY, Reason.AMBIGUOUS)
    names = list(candidates)[:_SHOWN_CANDIDATES]
    draft.prose(_without_numbers(say("which_office", language, what="、".join(names))))
    written = plan.ambiguous.written if plan.ambiguous else ""
    for name in names:
        text = plan.question.text
        draft.suggestions.append(text.replace(written, name) if written else f"{name}：{text}")
    return draft


def _without_numbers(text: str) -> str:
    return "".join(c for c in text if not c.isdigit())


def refuse(
    plan: Plan,
    searched: Sequence[Document],
    nearest: Sequence[Hit],
    vocabulary: Vocabulary,
    *,
    key: str = "not_found",
) -> Draft:
    """No record: what was asked, what was searched (titles, quoted), what is nearest (not offered as an answer)."""
    draft, language = Draft(), plan.question.language
    draft.refuse(Status.ABSTAINED, Reason.NO_RECORD)
    what = "、".join(t.text for t in plan.terms) or plan.question.text.rstrip("？?。.")
    draft.prose(say(key, language, what=_without_numbers(what) if what not in plan.question.text else what))
    if searched:
        draft.prose(say("searched", language))
        for document in searched[:3]:
            draft.quote(document, title_span(document), offered=False)
    if nearest:
        draft.prose(say("nearest", language))
        for hit in nearest[:2]:
            words = label(hit.figure, language, vocabulary, department=plan.departments is None)
            draft.figure(hit, words, show(hit.figure.quantity, language), offered=False)
    return draft


def title_span(document: Document) -> Span:
    """Where the document names itself: its title, else its first line."""
    letters = "".join(document.title.split())
    written = re.search(r"[\s#*>]*".join(map(re.escape, letters)), document.text) if letters else None
    if written:
        return Span(*written.span())
    lead = len(document.text) - len(document.text.lstrip())
    end = document.text.find("\n", lead)
    return Span(lead, end if end > 0 else min(len(document.text), lead + 60))


def rejected(language: str, reasons: Sequence[str]) -> Draft:
    """What is sent instead of an answer that failed the check."""
    out = Draft(notes=list(reasons))
    out.refuse(Status.ABSTAINED, Reason.UNREADABLE)
    out.parts.append(Part(PartType.PROSE, say("rejected", language)))
    return out
