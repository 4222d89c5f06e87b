"""The fictional departments: the named ones of the invented city first, then as many as asked, put together from name parts."""

from collections.abc import Iterator
from typing import Any

from eval.sample.chance import chance
from eval.sample.texts import table
from eval.sample.values import Department

MISSING_OF_100 = 6
CONTRADICTING_OF_100 = 4


def named_departments() -> tuple[Department, ...]:
    """The departments of the invented city, in the order of city.toml."""
    return tuple(_named(raw) for raw in table("city")["departments"])


def departments(seed: int, count: int, years: tuple[int, ...]) -> Iterator[Department]:
    """`count` departments with distinct names, the named ones first.

    Raises ValueError when the name parts do not suffice for `count`.
    """
    named = named_departments()[:count]
    yield from named
    for index in range(count - len(named)):
        yield _combined(seed, index, years)


def _named(raw: dict[str, Any]) -> Department:
    defaults = {"city": table("city")["name"], "district": ""}
    return Department(**{**defaults, **{key: _frozen(value) for key, value in raw.items()}})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _combined(seed: int, index: int, years: tuple[int, ...]) -> Department:
    """The index-th department made of name parts: bodies turn fastest, cities slowest."""
    names = table("city")["names"]
    rest, body_index = divmod(index, len(names["bodies"]))
    districts = ["", *(plant + shore + "区" for plant in names["plant"] for shore in names["shore"])]
    city_index, district_index = divmod(rest, len(districts))
    if city_index >= len(names["first"]) * len(names["tree"]):
        raise ValueError(f"no more than {index} departments can be named")
    first, tree = divmod(city_index, len(names["tree"]))
    city = names["first"][first] + names["tree"][tree] + "市"
    body, district = names["bodies"][body_index], districts[district_index]
    name = city + district + body["name"]
    rng = chance(seed, name, "years")
    missing = tuple(year for year in years if rng.randrange(100) < MISSING_OF_100)
    contradicts = tuple(year for year in years if rng.randrange(100) < CONTRADICTING_OF_100)
    return Department(
        id=f"d{index:05}",
        name=name,
        short=(district or "市") + body["name"],
        names_en=(name,),
        city=city,
        district=district,
        field=body["field"],
        style=rng.choice(("narrative", "tabular")),
        missing=missing,
        contradicts=contradicts,
    )
