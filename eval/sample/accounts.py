"""The money of a department and year 收支: drawn once, so that reports, ledger and the next year's comparison agree."""

from decimal import Decimal
from random import Random

from eval.sample.chance import between, chance, percent, rounded
from eval.sample.projects import projects, totals
from eval.sample.texts import field_of_work
from eval.sample.values import Department

Amounts = dict[str, Decimal]
DISTRICT_SHARE = Decimal("0.45")


def accounts(seed: int, department: Department, year: int) -> Amounts:
    """Every amount (万元), share (%) and score that a report of that department and year may state, by core key.

    `rate` is the execution rate 预算执行率 as stated; `rate_recomputed` is executed / adjusted. They differ by more than
    rounding only in a year of `department.contradicts`.
    """
    now = _spending(seed, department, year)
    before = _spending(seed, department, year - 1)
    rng = chance(seed, department.name, year, "accounts")
    return {
        **now,
        **_rates(department, year, now, rng),
        **_changes(now, before),
        **_procurement(now, rng),
        **_scores(rng),
        **totals(projects(seed, department, year)),
    }


def _spending(seed: int, department: Department, year: int) -> Amounts:
    rng = chance(seed, department.name, year, "spending")
    initial = rounded(_base(seed, department) * between(rng, 90, 118) / 100, 2) + between(rng, 0, 99, 2)
    adjusted = rounded(initial * between(rng, 930, 1120) / 1000, 2)
    executed = rounded(adjusted * between(rng, 8620, 9960) / 10000, 2)
    basic = rounded(executed * between(rng, 240, 610) / 1000, 2)
    staff = rounded(basic * between(rng, 780, 900) / 1000, 2)
    return {
        "initial": initial,
        "adjusted": adjusted,
        "executed": executed,
        "basic": basic,
        "project": executed - basic,
        "staff": staff,
        "operating": basic - staff,
        "carried": adjusted - executed,
        "posts": between(rng, 38, 160),
        "people": between(rng, 30, 150),
        **_three(basic, rng),
    }


def _base(seed: int, department: Department) -> Decimal:
    low, high = field_of_work(department.field).budget
    drawn = between(chance(seed, department.name, "base"), low, high, 2)
    return drawn * DISTRICT_SHARE if department.district else drawn


def _three(basic: Decimal, rng: Random) -> Amounts:
    """The “三公” expenses: travel abroad (often 0), cars, receptions, and their initial budget."""
    travel = between(rng, 4, 22, 2) if rng.random() < 0.2 else Decimal(0)
    cars = rounded(basic * between(rng, 2, 9) / 1000, 2) + between(rng, 1, 9, 2)
    receptions = between(rng, 1, 19, 2)
    spent = travel + cars + receptions
    return {
        "travel": travel,
        "cars": cars,
        "receptions": receptions,
        "three": spent,
        "three_budget": rounded(spent * between(rng, 103, 145) / 100, 2),
        "cars_share": percent(cars, spent, 1),
        "receptions_share": percent(receptions, spent, 1),
    }


def _rates(department: Department, year: int, now: Amounts, rng: Random) -> Amounts:
    recomputed = percent(now["executed"], now["adjusted"])
    offset = between(rng, 130, 380) / 100 if year in department.contradicts else Decimal(0)
    return {
        "rate_recomputed": recomputed,
        "rate": recomputed - offset,
        "rate_initial": percent(now["executed"], now["initial"]),
        "basic_share": percent(now["basic"], now["executed"]),
        "project_share": percent(now["project"], now["executed"]),
        "staff_share": percent(now["staff"], now["basic"], 1),
        "operating_share": percent(now["operating"], now["basic"], 1),
    }


def _changes(now: Amounts, before: Amounts) -> Amounts:
    spending, three = now["executed"] - before["executed"], now["three"] - before["three"]
    return {
        "adjusting": now["adjusted"] - now["initial"],
        "spending_change": spending,
        "spending_growth": percent(spending, before["executed"]),
        "three_change": three,
        "three_growth": percent(three, before["three"]),
    }


def _procurement(now: Amounts, rng: Random) -> Amounts:
    bought = rounded(now["project"] * between(rng, 180, 520) / 1000, 2)
    small = rounded(bought * between(rng, 410, 880) / 1000, 2)
    return {"procurement": bought, "small_firms": small, "small_firms_share": percent(small, bought, 1)}


def _scores(rng: Random) -> Amounts:
    """Points of the four indicator groups (full marks 10, 20, 40, 30) in halves, and their total."""
    limits = {"score_input": (16, 20), "score_process": (32, 40), "score_output": (68, 80), "score_effect": (50, 60)}
    parts = {key: between(rng, low, high) / 2 for key, (low, high) in limits.items()}
    return {**parts, "score": sum(parts.values(), Decimal(0))}
