"""One report: the house style's paragraphs filled for a department and year, in memory, with its planted figures."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from eval.sample.accounts import accounts
from eval.sample.chance import chance
from eval.sample.drawing import draw
from eval.sample.texts import Field, Output, Problem, Style, field_of_work, pronoun, style
from eval.sample.values import Department, Report
from eval.sample.writing import Piece, Quirks, Writer, assemble, broken

ORDINALS = "一二三四五六七八九"
LONG = 90

Paragraph = list[Piece]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the blocks of one report share."""

    style: str
    field: Field
    problems: tuple[Problem, ...]
    writer: Writer
    rng: Random


def report(seed: int, department: Department, year: int) -> Report:
    """The report of a department and year; the same arguments give the same characters."""
    house, draft = style(department.style), _draft(seed, department, year)
    paragraphs = [paragraph for line in house.body for paragraph in _paragraphs(line, draft)]
    if draft.writer.quirks.broken:
        paragraphs = [_perhaps_broken(paragraph, draft.rng) for paragraph in paragraphs]
    text, planted = assemble(paragraphs, draft.writer.quirks)
    return Report(
        name=file_name(department, year),
        department=department,
        year=year,
        text=text.rstrip("\n") + "\n",
        planted=planted,
        problems=tuple(problem.key for problem in draft.problems),
        measures=tuple(problem.measure_key for problem in draft.problems),
    )


def file_name(department: Department, year: int) -> str:
    """The name of the file that holds the report of that department and year."""
    house = style(department.style)
    return house.title.format(name=department.name, year=year) + house.suffix


def _draft(seed: int, department: Department, year: int) -> _Draft:
    field = field_of_work(department.field)
    rng = chance(seed, department.name, year, "report")
    amounts = accounts(seed, department, year)
    quirks = _quirks(department, year, rng)
    words = _words(department, year, amounts["score"], rng) | {"duty": field.duty.format(region=department.region)}
    specs = {spec.key: spec for spec in field.figures}
    writer = Writer(year, words, specs, draw(field.figures, amounts, rng), quirks)
    problems = tuple(rng.sample(field.problems, rng.randint(2, min(3, len(field.problems)))))
    return _Draft(department.style, field, problems, writer, rng)


def _quirks(department: Department, year: int, rng: Random) -> Quirks:
    """A contradicting rate is printed in full, so that the contradiction is never one of rounding."""
    exact = year in department.contradicts
    tabular = department.style == "tabular"
    return Quirks(
        spaced=rng.random() < 0.4,
        separators=rng.random() < 0.4,
        yuan=tabular and rng.random() < 0.2,
        broken=not tabular and rng.random() < 0.6,
        rate_places=2 if exact or rng.random() < 0.6 else 1,
    )


def _words(department: Department, year: int, score: Decimal, rng: Random) -> dict[str, str]:
    house: Style = style(department.style)
    title = house.title.format(name=department.name, year=year)
    return {
        "name": department.name,
        "region": department.region.removeprefix(department.city) or department.city,
        "year": str(year),
        "next": str(year + 1),
        "title": title,
        "we": pronoun(department.name),
        "index": f"NL{rng.randint(100000, 999999)}-{year + 1}-{rng.randint(1000, 9999)}",
        "day": f"{rng.randint(1, 28):02}",
        "clicks": str(rng.randint(120, 4800)),
        "grade": "优" if score >= 90 else "良",
    }


def _paragraphs(alternatives: tuple[str, ...], draft: _Draft) -> list[Paragraph]:
    """The paragraphs that one line of the house style stands for."""
    chosen = draft.rng.choice(alternatives)
    lead, at, block = chosen.partition("@")
    if not chosen:
        return []
    if at:
        made = BLOCKS[block](draft)
        return [[*draft.writer.fill(lead), *made[0]], *made[1:]] if lead else made
    return [draft.writer.fill(chosen)]


def _tasks(draft: _Draft) -> list[Paragraph]:
    bullets = [f"- {number}、{text}；" for number, text in enumerate(draft.field.tasks, 1)]
    return [[Piece("\n".join(bullets).removesuffix("；") + "。", firm=True)]]


def _goals(draft: _Draft) -> list[Paragraph]:
    goals, last = draft.field.goals, len(draft.field.goals)
    return [draft.writer.fill(f"{n}、{goal}{'。' if n == last else '；'}") for n, goal in enumerate(goals, 1)]


def _groups(draft: _Draft) -> list[Paragraph]:
    """Each group's heading and text: one long paragraph in the narrative style, one per sentence in the tabular one."""
    made: list[Paragraph] = []
    for index, group in enumerate(draft.field.groups):
        lines = [line for line in map(draft.rng.choice, group.lines) if line]
        narrative = draft.style == "narrative"
        heading = (
            f"{ORDINALS[index]}、{group.heading}" if narrative else f"### （{ORDINALS[index + 1]}）{group.heading}"
        )
        made.append([Piece(heading, firm=True)])
        made.extend(draft.writer.fill(text) for text in (["".join(lines)] if narrative else lines))
    return made


def _outputs(draft: _Draft) -> list[Paragraph]:
    table = [Piece("| 一级指标 | 指标名称 | 年度指标值 | 实际完成值 |\n| --- | --- | --- | --- |", firm=True)]
    for row in draft.field.outputs:
        table += [
            Piece(f"\n| {row.level} | {row.name} | ", firm=True),
            *draft.writer.figure(row.target, _operator(row, draft)),
            Piece(" | ", firm=True),
            *draft.writer.figure(row.actual, ""),
            Piece(" |", firm=True),
        ]
    return [table]


def _operator(row: Output, draft: _Draft) -> str:
    return "≤" if draft.writer.specs[row.target].hedge == "以内" else "≥"


def _problems(draft: _Draft) -> list[Paragraph]:
    pairs = enumerate(draft.problems, 1)
    return [[Piece(f"{number}．"), *_keyed(problem.text, problem.key), Piece("。")] for number, problem in pairs]


def _measures(draft: _Draft) -> list[Paragraph]:
    pairs = enumerate(draft.problems, 1)
    return [[Piece(f"{number}．"), *_keyed(item.measure, item.measure_key), Piece("。")] for number, item in pairs]


def _problems_inline(draft: _Draft) -> list[Paragraph]:
    return [_inline([(problem.text, problem.key) for problem in draft.problems])]


def _measures_inline(draft: _Draft) -> list[Paragraph]:
    return [_inline([(problem.measure, problem.measure_key) for problem in draft.problems])]


def _inline(items: list[tuple[str, str]]) -> Paragraph:
    pieces: Paragraph = []
    for index, (text, key) in enumerate(items):
        pieces += [Piece(f"{ORDINALS[index]}是"), *_keyed(text, key), Piece("；" if index + 1 < len(items) else "。")]
    return pieces


def _keyed(text: str, key: str) -> Paragraph:
    """`text` with its key phrase as a firm piece, so no line break falls into what a right answer must hold."""
    before, found, after = text.partition(key)
    return [Piece(part, firm=part == found) for part in (before, found, after) if part]


def _perhaps_broken(paragraph: Paragraph, rng: Random) -> Paragraph:
    long = sum(len(piece.text) for piece in paragraph) >= LONG
    return broken(paragraph, rng) if long and rng.random() < 0.6 else paragraph


BLOCKS = {
    "tasks": _tasks,
    "goals": _goals,
    "groups": _groups,
    "outputs": _outputs,
    "problems": _problems,
    "measures": _measures,
    "problems_inline": _problems_inline,
    "measures_inline": _measures_inline,
}
