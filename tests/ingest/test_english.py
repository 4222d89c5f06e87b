"""Figures of English sentences: measure, subject, period, role, indicator. All texts are fictional."""

import pytest

from assistant.records.vocabulary import load_vocabulary
from ingest.figures import read_figures
from ingest.pipeline import make_document

TITLE = "Performance Self-Evaluation Report of the Forestry Bureau of Yunshan City, 2021\n\n"


class _Words:
    vocabulary = load_vocabulary()


def said(body: str) -> list[tuple[str, str, str, str, str, str | None]]:
    """(quantity, measure, subject, period, role, indicator) of each figure of one paragraph."""
    document = make_document("report.txt", (TITLE + body).encode(), _Words)  # type: ignore[arg-type]
    return [
        (f"{f.quantity.value}{f.quantity.unit}", f.measure, f.subject, str(f.period), str(f.role), f.indicator)
        for f in read_figures(document, _Words.vocabulary)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "The bureau planted 86,400 mu of new forest against a target of 85,000 mu.",
            [
                ("86400亩", "planted new forest", "new forest", "2021", "actual", None),
                ("85000亩", "planted new forest", "new forest", "2021", "target", None),
            ],
            id="a target of the same work",
        ),
        pytest.param(
            "The initial budget was RMB 64.20 million and the adjusted budget was RMB 71.85 million.",
            [
                ("6420万元", "initial budget", "", "2021", "budget", "initial_budget"),
                ("7185万元", "adjusted budget", "", "2021", "budget", "adjusted_budget"),
            ],
            id="indicators by their English names",
        ),
        pytest.param(
            "Actual expenditure was RMB 69.34 million, an execution rate of 96.51%.",
            [
                ("6934万元", "Actual expenditure", "", "2021", "actual", "executed"),
                ("96.51%", "execution rate", "", "2021", "actual", "execution_rate"),
            ],
            id="a rate told of",
        ),
        pytest.param(
            "RMB 18.75 million was paid to 21,300 households.",
            [
                ("1875万元", "paid to households", "households", "2021", "actual", None),
                ("21300户", "paid to households", "households", "2021", "actual", None),
            ],
            id="the number opens the sentence",
        ),
        pytest.param(
            "In 2021 the bureau trained 3,200 farmers and built 45 km of fire roads, up 12.5% from 2020.",
            [
                ("3200", "trained farmers", "farmers", "2021", "actual", "farmers_trained"),
                ("45公里", "built fire roads", "fire roads", "2021", "actual", None),
                ("12.5%", "built fire roads up", "fire roads", "2021", "change", None),
            ],
            id="two works and a change",
        ),
        pytest.param(
            "Expenditure on fire prevention rose from RMB 5.2m in 2020 to RMB 6.1 million in 2021.",
            [
                ("520万元", "Expenditure on fire prevention", "fire prevention", "2020", "actual", None),
                ("610万元", "Expenditure on fire prevention", "fire prevention", "2021", "actual", None),
            ],
            id="two levels, each of its year",
        ),
        pytest.param(
            "The number of fires fell from 12 to 7, and the burnt area decreased by 35%.",
            [
                ("12", "number of fires", "fires", "2021", "actual", None),
                ("7", "number of fires", "fires", "2021", "actual", None),
                ("35%", "burnt area decreased", "burnt area", "2021", "change", None),
            ],
            id="bare levels and a fall",
        ),
        pytest.param(
            "Satisfaction among visitors reached 94.6%, exceeding the target of 90%.",
            [
                ("94.6%", "Satisfaction among visitors", "visitors", "2021", "actual", "satisfaction"),
                ("90%", "Satisfaction among visitors", "visitors", "2021", "target", "satisfaction"),
            ],
            id="a target that was exceeded",
        ),
        pytest.param(
            "Basic expenditure and project expenditure were RMB 12.5 million and RMB 30.1 million respectively.",
            [
                ("1250万元", "Basic expenditure", "", "2021", "actual", "basic_expenditure"),
                ("3010万元", "project expenditure", "", "2021", "actual", "project_expenditure"),
            ],
            id="respectively",
        ),
        pytest.param(
            "A total of 35 monitoring stations were built, at a cost of RMB 8.4 million.",
            [
                ("35", "monitoring stations built", "monitoring stations", "2021", "actual", "facilities_built"),
                ("840万元", "cost", "monitoring stations", "2021", "actual", None),
            ],
            id="what they cost",
        ),
        pytest.param(
            "Personnel expenditure totalled RMB 21.4 million, or 68.2% of total expenditure.",
            [
                ("2140万元", "Personnel expenditure", "", "2021", "actual", "personnel_expenditure"),
                (
                    "68.2%",
                    "Personnel expenditure share",
                    "Personnel expenditure",
                    "2021",
                    "share",
                    "share_of_total",
                ),
            ],
            id="a share",
        ),
        pytest.param(
            "The three public expenses came to RMB 0.42 million, RMB 0.08 million less than budgeted.",
            [
                ("42万元", "three public expenses", "", "2021", "actual", "three_public"),
                (
                    "8万元",
                    "three public expenses less than budgeted",
                    "three public expenses",
                    "2021",
                    "change",
                    None,
                ),
            ],
            id="a difference told behind it",
        ),
        pytest.param(
            "By the end of September 2021, spending progress stood at 71.3%.",
            [("71.3%", "spending progress", "", "2021-01/2021-09", "actual", "spending_progress")],
            id="as of a month",
        ),
        pytest.param(
            "The survival rate of seedlings was 91.2% (target: at least 90%).",
            [
                ("91.2%", "survival rate of seedlings", "seedlings", "2021", "actual", None),
                ("90%", "survival rate of seedlings", "seedlings", "2021", "target", None),
            ],
            id="a target in brackets",
        ),
        pytest.param(
            "RMB 40.2 million went to basic expenditure and RMB 31.65 million to project expenditure.",
            [
                ("4020万元", "went to basic expenditure", "basic expenditure", "2021", "actual", "basic_expenditure"),
                (
                    "3165万元",
                    "went to project expenditure",
                    "project expenditure",
                    "2021",
                    "actual",
                    "project_expenditure",
                ),
            ],
            id="what money went to",
        ),
        pytest.param(
            "The road project had a budget of RMB 3.5 million, of which RMB 3.36 million was executed.",
            [
                ("350万元", "budget", "road project", "2021", "budget", None),
                ("336万元", "budget executed", "road project", "2021", "actual", None),
            ],
            id="what a project had",
        ),
        pytest.param(
            "The centre held 36 job fairs, attracting 12,400 job seekers.",
            [
                ("36", "held job fairs", "job fairs", "2021", "actual", None),
                ("12400", "attracting job seekers", "job seekers", "2021", "actual", None),
            ],
            id="a participle",
        ),
        pytest.param(
            "Three-public expenses: budget RMB 0.50 million, actual RMB 0.42 million.",
            [
                ("50万元", "Three-public expenses budget", "", "2021", "budget", "three_public"),
                ("42万元", "Three-public expenses actual", "", "2021", "actual", "three_public"),
            ],
            id="a label for both sides",
        ),
        pytest.param(
            "The unemployment rate was kept at 3.1%, below the 4.5% ceiling.",
            [
                ("3.1%", "unemployment rate", "", "2021", "actual", "unemployment_rate"),
                ("4.5%", "unemployment rate", "", "2021", "target", "unemployment_rate"),
            ],
            id="a ceiling",
        ),
        pytest.param(
            "Table 3 shows that completed investment reached RMB 1.8 billion, 104% of the annual plan.",
            [
                ("18亿元", "completed investment", "", "2021", "actual", "investment_completed"),
                ("104%", "completed investment of the annual plan", "completed investment", "2021", "actual", None),
            ],
            id="a part of the plan, no number of a table",
        ),
        pytest.param(
            "- Patrol staff: 1,146 people",
            [("1146人", "Patrol staff", "Patrol staff", "2021", "actual", None)],
            id="a label",
        ),
    ],
)
def test_english_figures(body: str, expected: list[tuple[str, str, str, str, str, str | None]]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The bureau built twelve charging stations.", [("12", "charging stations")]),
        ("It trained nearly three hundred and forty teachers.", [("340", "teachers")]),
        ("A hundred and ten cases were closed.", [("110件", "cases")]),
        ("Twenty-five new bridges were opened in the two counties.", [("25", "new bridges")]),
        ("It held fourteen sessions for 1,200 farmers.", [("14场", "sessions"), ("1200", "farmers")]),
        ("Work improved in three ways over the last five years of phase two.", []),
    ],
)  # fmt: skip
def test_counts_in_words(body: str, expected: list[tuple[str, str]]) -> None:
    assert [(one[0], one[2]) for one in said(body)] == expected
