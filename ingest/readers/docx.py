"""Word documents (.docx): the text as a reader of the accepted document sees it, with automatic numbers and tables.

Tracked insertions count and deletions do not; headers, footers, comments and hidden text are left out; notes stand at
the end. The XML is read directly: what matters here (numbers, revisions, text boxes, page breaks) no object model has.
"""

from dataclasses import replace

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers.blocks import Block, Paragraph
from ingest.readers.compose import compose
from ingest.readers.package import Package, damaged
from ingest.readers.word import Story
from ingest.readers.word_styles import read_styles

SUFFIXES = (".docx", ".docm")
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Most of a style part is how styles look, of tables above all; none of it is needed.
_LOOKS = "latentStyles|tblStylePr|tblPr|tcPr"
_NOTES = (("footnote", "footnotes", "脚注："), ("endnote", "endnotes", "尾注："))


def read(name: str, data: bytes) -> Draft:
    """The Draft of a Word document, cells addressed T1R3C2; raises UnreadableFile: damaged, encrypted, too large, no text.

    `pages` are where breaks are asked for or where Word noted that a page ended when it last showed the document.
    """
    package = Package(name, data)
    main = package.related("").get("officeDocument", "word/document.xml")
    related = package.related(main)

    def part(kind: str) -> str:
        return related.get(kind, f"word/{kind}.xml")

    root = package.xml(main)
    body = root.find("body") if root is not None else None
    if body is None:
        raise damaged(name)
    styles = package.xml(part("styles"), _LOOKS)
    story = Story(read_styles(styles, package.xml(part("numbering"))))
    try:
        blocks = story.blocks(body)
        for kind, plural, label in _NOTES:
            if story.notes[kind]:
                blocks += _notes(story, package, part(plural), kind, label)
        draft = compose(name, blocks, _MEDIA_TYPE, story.warnings())
        return replace(draft, unread=story.unread())
    except RecursionError:
        raise UnreadableFile(
            name,
            zh="文件里的表格或内容嵌套过深，无法读取；请用 Office 打开后另存为新文件。",
            en="its tables or contents are nested too deeply; open it in Office and save it as a new file.",
        ) from None


def _notes(story: Story, package: Package, part: str, kind: str, label: str) -> list[Block]:
    """The notes that the text refers to, in that order, each a paragraph; separators and orphans are left out."""
    root = package.xml(part)
    if root is None:
        return []
    found = {element.get("id"): element for element in root.iter(kind)}
    blocks: list[Block] = []
    # A note may name itself or another one: those that the text names are enough.
    for wanted in tuple(dict.fromkeys(story.notes[kind])):
        inside = [b for b in story.blocks(found[wanted]) if isinstance(b, Paragraph)] if wanted in found else []
        said = " ".join(filter(None, (b.text.strip() for b in inside)))
        if said:
            blocks.append(Paragraph(label + said))
    return blocks
