"""The project list 项目清单: rows drawn per department and year, and the totals that reports state of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from eval.sample.chance import between, chance
from eval.sample.texts import field_of_work, table
from eval.sample.values import Department

PROMOTION = "招商引资"
BUILDING = "工程建设"
STARTED = "已开工"
HEADER = "项目名称,责任单位,年度,类别,总投资,状态,是否引进"
NOTE = "注：虚构样例，项目、单位和数字均属虚构。"


@dataclass(frozen=True, slots=True)
class Project:
    """A row of the list; `investment` is in 万元 and a multiple of 100, so sums in 亿元 have two places."""

    name: str
    department: str
    year: int
    kind: str
    investment: Decimal
    status: str

    @property
    def introduced(self) -> bool:
        """Whether the project was brought in by promotion 招商引资."""
        return self.kind == PROMOTION

    @property
    def written_investment(self) -> tuple[Decimal, str]:
        """The investment as the list prints it: from one 亿元 upward in 亿元, below in 万元."""
        return (self.investment / 10000, "亿元") if self.investment >= 10000 else (self.investment, "万元")


def projects(seed: int, department: Department, year: int) -> tuple[Project, ...]:
    """The listed projects of a department and year; none for fields of work that list no projects."""
    works = field_of_work(department.field).works
    if not works:
        return ()
    rng = chance(seed, department.name, year, "projects")
    count = rng.randint(9, 18) if works == PROMOTION else rng.randint(4, 11)
    others = rng.randint(2, 4) if works == PROMOTION else 0
    names = rng.sample(_names(works, department), count + others)
    kinds = [works] * count + [BUILDING] * others
    return tuple(
        Project(
            name, department.name, year, kind, between(rng, 12, 480) * 100, rng.choice(table("projects")["statuses"])
        )
        for name, kind in zip(names, kinds, strict=True)
    )


def totals(rows: Iterable[Project]) -> dict[str, Decimal]:
    """What a report states of its projects: counts, and investment in 亿元; introduced ones and all listed ones apart."""
    listed = tuple(rows)
    introduced = tuple(row for row in listed if row.introduced)
    return {
        "listed": Decimal(len(listed)),
        "started": Decimal(sum(row.status == STARTED for row in listed)),
        "listed_investment": _hundred_millions(listed),
        "introduced": Decimal(len(introduced)),
        "introduced_started": Decimal(sum(row.status == STARTED for row in introduced)),
        "introduced_big": Decimal(sum(row.investment >= 10000 for row in introduced)),
        "introduced_investment": _hundred_millions(introduced),
    }


def project_lines(seed: int, departments: Iterable[Department], years: tuple[int, ...]) -> Iterator[str]:
    """The lines of the project list as CSV, header first and a note last, without line ends."""
    yield HEADER
    for department in departments:
        for year in years:
            yield from (_line(row) for row in projects(seed, department, year))
    yield NOTE


def _names(works: str, department: Department) -> list[str]:
    parts = table("projects")[works]
    region = department.region.removesuffix("市").removesuffix("区")
    return [region + place + thing for place in parts["places"] for thing in parts["things"]]


def _hundred_millions(rows: tuple[Project, ...]) -> Decimal:
    return sum((row.investment for row in rows), Decimal(0)) / 10000


def _line(row: Project) -> str:
    amount, unit = row.written_investment
    shown = f"{amount:.2f}" if unit == "亿元" else f"{amount:.0f}"
    return f"{row.name},{row.department},{row.year},{row.kind},{shown}{unit},{row.status},{'是' if row.introduced else '否'}"
