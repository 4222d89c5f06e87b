"""The body of a Word document as blocks. Element names are bare of namespaces."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from ingest.readers.blocks import PAGE, Block, Box, Grid, Paragraph
from ingest.readers.numbering import Counter
from ingest.readers.word_styles import Styles, heading_level, is_on, value

_PLAIN = {
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "noBreakHyphen": "-",
    "lastRenderedPageBreak": PAGE,
}
_SKIPPED = frozenset(
    {
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "softHyphen",
        "rt",
        "annotationRef",
        "footnoteRef",
        "endnoteRef",
        "sectPr",
    }
)
_BOXES = frozenset({"drawing", "pict", "object", "AlternateContent"})
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0FC": "√", "F0FB": "×", "F0A3": "☐", "F050": "√"}
_RAISED = {"2": "²", "3": "³"}
_MOST_COLUMNS = 500


class Story:
    """A walk through a document, which counts list numbers and fields as it goes.

    `notes` holds the ids of foot- and endnotes in the order of their references.
    """

    def __init__(self, styles: Styles) -> None:
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._styles = styles
        self._counter = Counter(styles.numbering)
        self._fields: list[bool] = []
        self._floating: list[Block] = []
        self._open = ""
        self._sections: list[bool] = []
        self._revised = False
        self._pictures = 0
        self._unread = 0

    def blocks(self, container: Element) -> list[Block]:
        """Paragraphs and tables of a body, cell, note or text box in order."""
        if container.tag == "body":
            kinds = [value(s, "type") for s in container.iter("sectPr")]
            # A section's own kind says how it begins, and its properties stand at its end.
            self._sections = [kind not in ("continuous", "nextColumn") for kind in kinds[1:]]
        found: list[Block] = []
        for child in container:
            found.extend(self._block(child))
        return found

    def warnings(self) -> tuple[str, ...]:
        """What of the document a reader should know: revisions taken as accepted."""
        accepted = (
            "有修订痕迹，按接受全部修订后的内容读取 / it has tracked changes and was read with all of them accepted"
        )
        return (accepted,) if self._revised else ()

    def unread(self) -> tuple[str, ...]:
        """Which parts of the document were not read: pictures, embedded objects."""
        said = []
        if self._pictures:
            said.append(
                f"有 {self._pictures} 幅图片，图中的文字没有读取 / {self._pictures} pictures; text in them was not read"
            )
        if self._unread:
            said.append(f"有 {self._unread} 个嵌入对象没有读取 / {self._unread} embedded objects were not read")
        return tuple(said)

    def _block(self, element: Element) -> Iterator[Block]:
        if element.tag == "p":
            yield from self._paragraph(element)
        elif element.tag == "tbl":
            yield self._table(element)
            yield from self._drain()
        elif element.tag == "altChunk":
            self._unread += 1
        elif element.tag == "sdt":
            if not is_on(element.find("sdtPr"), "showingPlcHdr"):
                yield from self.blocks(_content(element))
        elif element.tag not in _SKIPPED:
            yield from self.blocks(element)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = element.find("pPr")
        style, style_id = self._styles.of(properties)
        said = "".join(self._inline(element))
        # An instruction that never closes must not swallow the rest of the document.
        self._fields = [False] * len(self._fields)
        label = self._label(properties, style_id)
        mark = properties.find("rPr") if properties is not None else None
        said = "" if style.hidden else _entry(said) if style.contents else said
        if mark is not None and mark.find("del") is not None:
            self._revised = True
            self._open += said
            return
        said, self._open = self._open + said, ""
        own = heading_level(properties)
        level = style.level if own < 0 else own
        plain = said.replace(PAGE, "").strip()
        before = PAGE if is_on(properties, "pageBreakBefore") else ""
        after = self._section_end(properties)
        if plain or before or after or said:
            yield Paragraph(before + (_labelled(label, said) if plain else said) + after, level)
        yield from self._drain()

    def _section_end(self, properties: Element | None) -> str:
        if properties is None or properties.find("sectPr") is None or not self._sections:
            return ""
        return PAGE if self._sections.pop(0) else ""

    def _drain(self) -> Iterator[Block]:
        """What floats beside the paragraph just written: text boxes."""
        floating, self._floating = self._floating, []
        yield from floating

    def _label(self, properties: Element | None, style_id: str) -> str:
        style = self._styles.by_id.get(style_id)
        own = properties.find("numPr") if properties is not None else None
        list_id, level = value(own, "numId"), value(own, "ilvl")
        inherited = style.list_level if style else None
        list_id = list_id or (style.list_id if style else "")
        if not list_id or list_id == "0":
            return ""
        if level.isdecimal():
            return self._counter.label(list_id, int(level))
        if inherited is None:
            inherited = self._styles.numbering.level_of_style(list_id, style_id)
        return self._counter.label(list_id, inherited)

    def _inline(self, element: Element) -> Iterator[str]:
        """The text below a paragraph or run, in pieces."""
        for child in element:
            tag = child.tag
            if tag == "t":
                if not any(self._fields):
                    yield child.text or ""
            elif tag == "r":
                yield from self._run(child)
            elif tag in _PLAIN:
                yield _PLAIN[tag]
            elif tag == "br":
                yield PAGE if child.get("type") == "page" else "\n"
            elif tag == "fldChar":
                self._field(child.get("fldCharType", ""))
            elif tag in ("footnoteReference", "endnoteReference"):
                self.notes[tag.removesuffix("Reference")].append(child.get("id", ""))
            elif tag == "sym":
                yield _SYMBOLS.get(child.get("char", "").upper(), "")
            elif tag in _BOXES:
                self._boxed(child)
            elif tag == "sdt":
                if not is_on(child.find("sdtPr"), "showingPlcHdr"):
                    yield from self._inline(_content(child))
            elif tag in ("del", "moveFrom", "ins", "moveTo") and len(child):
                self._revised = True
                if tag in ("ins", "moveTo"):
                    yield from self._inline(child)
            elif tag not in _SKIPPED:
                yield from self._inline(child)

    def _run(self, run: Element) -> Iterator[str]:
        properties = run.find("rPr")
        if is_on(properties, "vanish"):
            return
        pieces = list(self._inline(run))
        if value(properties, "vertAlign") == "superscript":
            pieces = [_RAISED.get(piece, piece) for piece in pieces]
        yield from pieces

    def _field(self, kind: str) -> None:
        """A field's instruction, from its begin to its separate mark, is not shown; its result is."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _boxed(self, element: Element) -> None:
        """Text boxes of a drawing, once: the second form in which Word repeats them for old programs is passed over."""
        choices = [element.find("Choice"), element.find("Fallback")] if element.tag == "AlternateContent" else [element]
        for choice in choices:
            boxes = list(_outermost(choice, "txbxContent")) if choice is not None else []
            for box in boxes:
                held, self._floating = self._floating, []
                inside = self.blocks(box)
                self._floating = [*held, *inside, *self._floating]
            if boxes:
                return
        if element.tag == "object":
            self._unread += 1
        elif any(e.tag in ("blip", "imagedata") for e in element.iter()):
            self._pictures += 1

    def _table(self, table: Element) -> Grid:
        boxes: list[Box] = []
        # Of each column, the box that cells below may continue.
        above: dict[int, int] = {}
        for number, row in enumerate(self._rows(table), 1):
            column = 1 + _count(row.find("trPr"), "gridBefore", 0)
            for cell in _children(row, "tc"):
                properties = cell.find("tcPr")
                wide = _count(properties, "gridSpan", 1)
                blocks = tuple(self.blocks(cell))
                if column > _MOST_COLUMNS or _is_gone(properties):
                    continue
                at = above.get(column)
                if _is_continued(properties, "vMerge") and at is not None:
                    boxes[at] = replace(boxes[at], tall=number - boxes[at].row + 1)
                elif _is_continued(properties, "hMerge") and boxes and boxes[-1].row == number:
                    boxes[-1] = replace(boxes[-1], wide=column + wide - boxes[-1].column)
                else:
                    above[column] = len(boxes)
                    boxes.append(Box(number, column, blocks, 1, wide))
                column += wide
        return Grid(tuple(boxes))

    def _rows(self, table: Element) -> Iterator[Element]:
        for row in _children(table, "tr"):
            properties = row.find("trPr")
            if properties is not None and properties.find("del") is not None:
                self._revised = True
            elif not is_on(properties, "hidden"):
                yield row


def _entry(said: str) -> str:
    """An entry of a table of contents with dots before its page number, as Word draws the tab there: no table's row."""
    head, tab, page = said.rpartition("\t")
    return f"{head.replace(chr(9), ' ')} …… {page.strip()}" if tab and page.strip().isdecimal() else said


def _count(properties: Element | None, name: str, default: int) -> int:
    said = value(properties, name)
    return min(int(said), _MOST_COLUMNS) if said.isdecimal() and len(said) < 6 else default


def _is_continued(properties: Element | None, merge: str) -> bool:
    """Whether a cell only continues the merged one above (vMerge) or left of it (hMerge)."""
    found = properties.find(merge) if properties is not None else None
    return found is not None and found.get("val", "continue") == "continue"


def _is_gone(properties: Element | None) -> bool:
    return properties is not None and properties.find("cellDel") is not None


def _children(element: Element, tag: str) -> Iterator[Element]:
    """Rows or cells, also where content controls, custom XML or insertions stand around them; never of inner tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _children(child, tag)


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    """Elements named `tag` below `element` that are not inside another of them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == "AlternateContent":
            choices = [c for c in (child.find("Choice"), child.find("Fallback")) if c is not None]
            yield from next((found for c in choices if (found := list(_outermost(c, tag)))), [])
        else:
            yield from _outermost(child, tag)


def _content(control: Element) -> Element:
    """What a content control holds."""
    found = control.find("sdtContent")
    return found if found is not None else Element("sdtContent")


def _labelled(label: str, said: str) -> str:
    """A paragraph behind its automatic number: "一、" and "（一）" stand close, "1." and "•" take a space."""
    if not label:
        return said
    bare = said.lstrip(" \t\u3000")
    breaks = said[: len(said) - len(said.lstrip(PAGE + " \t"))].count(PAGE)
    close = label[-1] in "、）)．。，"
    return PAGE * breaks + label + ("" if close else " ") + bare.lstrip(PAGE + " \t\u3000")
