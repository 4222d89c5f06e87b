"""Cross-checks 核对 at ingest: stated rates, shares, changes and totals recomputed from the report's own amounts.

Only figures of one statement are set against each other: a sentence with the one before it, or a table row. A claim
that several operands could prove agrees with the first that does; it contradicts only where it is clear which was
meant. When in doubt nothing is recorded.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from assistant.records.checks import judge
from assistant.records.model import Bound, Check, Document, Figure, Quantity, Role, Verdict
from ingest.checking.claim import Claim, Option
from ingest.checking.prose import claims
from ingest.checking.statements import statements
from ingest.checking.tables import table_claims
from ingest.checking.targets import target_elsewhere, target_within

_FARTHEST = 3
"""A result this many times off its statement tells of operands that do not belong together."""


def cross_check(document: Document, figures: Sequence[Figure]) -> tuple[Check, ...]:
    """Every stated figure of `document` that its other figures recompute, in text order, each once."""
    targets = [f for f in figures if f.role is Role.TARGET]
    prose = (
        claim
        for said in statements(document, figures)
        for claim in chain(claims(said), target_within(said), target_elsewhere(said, targets))
    )
    found: dict[str, Check] = {}
    places = {f.id: f.span for f in figures}
    for claim in chain(prose, table_claims(document, figures)):
        check = _resolved(document, claim)
        known = found.get(claim.stated.id)
        if check and (known is None or _rank(check) < _rank(known)):
            found[check.stated] = check
    return tuple(sorted(found.values(), key=lambda c: places[c.stated]))


_ORDER = (Verdict.AGREES, Verdict.ROUNDING, Verdict.CONTRADICTS)


def _rank(check: Check) -> int:
    return _ORDER.index(check.verdict)


def _resolved(document: Document, claim: Claim) -> Check | None:
    judged = [(option, result) for option in claim.options if (result := _judged(claim, option))]
    for verdict in (Verdict.AGREES, Verdict.ROUNDING):
        for option, (computed, found) in judged:
            if found is verdict:
                return _check(document, claim, option, computed, verdict)
    if not claim.clear or not judged or len(judged) < len(claim.options):
        return None
    option, (computed, verdict) = judged[0]
    return _check(document, claim, option, computed, verdict) if _plausible(claim.stated, computed) else None


def _judged(claim: Claim, option: Option) -> tuple[Quantity, Verdict] | None:
    quantities = [f.quantity for f in option.inputs]
    if option.formula == "actual_over_target":  # the rate is over the number of a target, "≥ 40" or not
        quantities[1] = replace(quantities[1], bound=Bound.EXACT, upper=None)
    return judge(option.formula, claim.stated.quantity, quantities)


def _plausible(stated: Figure, computed: Quantity) -> bool:
    least, most = sorted((abs(stated.quantity.value), abs(computed.value)))
    return least > 0 and most <= least * _FARTHEST


def _check(document: Document, claim: Claim, option: Option, computed: Quantity, verdict: Verdict) -> Check:
    inputs = tuple(f.id for f in option.inputs)
    return Check(document.id, claim.kind, claim.stated.id, inputs, option.formula, computed, verdict)


def contradictions(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks that a stated figure fails."""
    return tuple(c for c in checks if c.verdict is Verdict.CONTRADICTS)


def warnings_of(checks: Sequence[Check]) -> tuple[str, ...]:
    """A line for people where figures contradict the report's own; none where they do not."""
    count = len(contradictions(checks))
    if not count:
        return ()
    noun = "figure is" if count == 1 else "figures are"
    return (f"{count} 个数字与报告自己的其他数字不符 / {count} {noun} contradicted by the report's own",)
