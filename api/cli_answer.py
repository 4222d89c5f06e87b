"""An answer on the terminal: figures in a list, the record's own words, where each was read."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from api.cli_common import console, plain, say, table
from assistant.records.model import Answer, Citation, Part, PartType, Status

_STATUS = {
    Status.ANSWERED: ("有记录", "on record", "green"),
    Status.ABSTAINED: ("没有记录", "not on record", "yellow"),
    Status.CLARIFY: ("请选择", "please choose", "cyan"),
}
# A longer quotation is cut in the list of sources; the answer above shows what matters of it.
_QUOTE = 160


def print_answer(answer: Answer) -> None:
    """Print an answer for people."""
    console().print(Group(*_blocks(answer)))


def _blocks(answer: Answer) -> Iterator[RenderableType]:
    zh, en, colour = _STATUS[answer.status]
    yield Text.assemble((f" {say(zh, en)} ", f"black on {colour}"), (f"  {plain(answer.question.text)}", "bold"))
    for kind, parts in groupby(answer.parts, _kind):
        yield Padding(_block(kind, list(parts)), (1, 0, 0, 2))
    if answer.notes:
        yield Padding(Group(*(Text(f"! {plain(note)}", style="yellow") for note in answer.notes)), (1, 0, 0, 2))
    if answer.citations:
        yield Padding(Group(*(_source(citation) for citation in answer.citations)), (1, 0, 0, 2))
    if answer.suggestions:
        title = say("您指的是", "Do you mean") if answer.status is Status.CLARIFY else say("接着问", "Ask next")
        listed = [Text(f"  {plain(suggestion)}", style="cyan") for suggestion in answer.suggestions]
        yield Padding(Group(Text(title, style="dim"), *listed), (1, 0, 0, 2))


def _kind(part: Part) -> str:
    if part.rows:
        return "table"
    if part.type is PartType.QUOTE:
        return "quote"
    return "value" if part.label and part.figure else "prose"


def _block(kind: str, parts: list[Part]) -> RenderableType:
    if kind == "value":
        values = table("", "")
        values.show_header = False
        for part in parts:
            values.add_row(plain(part.label), _inline(part))
        return values
    if kind == "quote":
        return Group(*(Text.assemble(("│ ", "red"), plain(part.text), _marks(part)) for part in parts))
    if kind == "table":
        return Group(*(_rows(part) for part in parts))
    return Text(" " if say("zh", "en") == "en" else "").join(_inline(part) for part in parts)


def _inline(part: Part) -> Text:
    style = "bold" if part.figure or part.computation else ""
    return Text.assemble((plain(part.text), style), _marks(part))


def _marks(part: Part) -> tuple[str, str]:
    return "".join(f" [{number}]" for number in part.citations), "dim cyan"


def _rows(part: Part) -> RenderableType:
    header, *records = part.rows
    shown = table(*(plain(name) for name in header))
    for record in records:
        shown.add_row(*(plain(cell) for cell in record))
    return Group(Text.assemble(plain(part.text or part.label), _marks(part)), shown)


def _source(citation: Citation) -> Text:
    document = citation.document
    place = " › ".join(citation.section)
    address = citation.cell or f"{citation.span.start}–{citation.span.end}"
    quote = " ".join(plain(citation.quote).split())
    cut = quote if len(quote) <= _QUOTE else quote[:_QUOTE] + "…"
    return Text.assemble(
        (f"[{citation.id}] ", "cyan"),
        plain(document.name),
        (f"  {plain(place)}" if place else "", "dim"),
        (f"  {address}\n", "dim"),
        ("    " + cut, "italic"),
    )
