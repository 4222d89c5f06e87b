"""A round's report out of what is kept: with the round before it, in one of four forms."""

import json

from assistant.records.scope import EVERYTHING, Scope
from eval.review.report import Report, report_of
from eval.review.rounds import Rounds

FORMS = ("html", "xlsx", "pdf", "json")


def round_report(
    rounds: Rounds, round_id: str, scope: Scope = EVERYTHING, language: str = "zh", *, texts: bool = True
) -> Report:
    """The report of a round, with the texts of those answers alone that `scope` may see; raises UnknownRound."""
    kept, before = rounds.round(round_id), rounds.earlier(round_id)
    earlier = (before, rounds.result(before.id)) if before else None
    return report_of(kept, rounds.result(round_id), rounds.items(round_id, scope), language, earlier, texts=texts)


def report_bytes(report: Report, form: str) -> bytes:
    """The report as the bytes of a file: "html", "xlsx", "pdf" or "json" (its exact records)."""
    from eval.review.report_files import pdf_of, xlsx_of
    from eval.review.report_html import html_of

    if form == "json":
        return json.dumps(report.records, ensure_ascii=False, indent=2).encode()
    return {"html": lambda one: html_of(one).encode(), "xlsx": xlsx_of, "pdf": pdf_of}[form](report)
