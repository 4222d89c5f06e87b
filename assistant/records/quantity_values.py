"""What number reading passes from step to step: the text made narrow, and a number with what was found around it."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from assistant.records.model import Bound, Quantity
from assistant.records.units import BASES, KEPT, KEPT_WITH, MULTIPLIERS, canonical

_TRADITIONAL = "萬億個項條場戶處輛臺畝噸間棟隻張餘約過於達點兩歲內為佔筆種類頃釐組冊塊對縣區國層級鐘時週課學貳參陸負與幾來數從標會單雙幣"
_SIMPLIFIED = "万亿个项条场户处辆台亩吨间栋只张余约过于达点两岁内为占笔种类顷厘组册块对县区国层级钟时周课学贰叁陆负与几来数从标会单双币"
_WIDE_SIGNS, _SIGNS = "０１２３４５６７８９％．－～＝＋−", "0123456789%.-~=+-"
_NARROW = str.maketrans(_WIDE_SIGNS + _TRADITIONAL, _SIGNS + _SIMPLIFIED)
_WIDE = re.compile(f"[{_WIDE_SIGNS}{_TRADITIONAL}]")
_WIDE_GROUP = re.compile(r"(?<![０-９])[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])")
_BASES = frozenset(BASES)
_DIGITS = 80  # more than any number that is read can have


@dataclass(frozen=True, slots=True)
class Source:
    """A text in narrow characters, position for position; [first, last) holds all that is visible."""

    plain: str
    first: int
    last: int

    def whole(self, start: int, end: int) -> bool:
        """Whether [start, end) is all there is: then even a bare "12" or "3年" is meant as a figure."""
        return start <= self.first and end >= self.last


@dataclass(frozen=True, slots=True)
class Found:
    """A number at [start, end): `value` (and `upper` of a range) counts `multiplier` + `unit` + `per`.

    `number` is where its digits end; `word` the numeral as written when it is Chinese.
    """

    start: int
    end: int
    value: Decimal
    number: int
    multiplier: str = ""
    unit: str = ""
    per: str = ""
    bound: Bound = Bound.EXACT
    upper: Decimal | None = None
    word: str = ""

    @property
    def measured(self) -> bool:
        """Whether anything was found that the number counts."""
        return bool(self.unit or self.per)

    def quantity(self) -> Quantity:
        """The quantity as kept: 万 and 亿 stay in the unit, other multipliers are folded into the value."""
        factor, unit = _folded(self.multiplier, self.unit, self.per)
        value = times(self.value, factor)
        if self.upper is None:
            return Quantity(value, unit, self.bound)
        return Quantity(value, unit, Bound.RANGE, times(self.upper, factor))


def prepare(text: str) -> Source:
    """`text` with full-width digits made narrow and the traditional forms of our words simplified, nothing moved."""
    plain = text
    if _WIDE.search(text):
        plain = _WIDE_GROUP.sub(lambda found: found[0].replace("，", ","), text).translate(_NARROW)
    return Source(plain, len(plain) - len(plain.lstrip()), len(plain.rstrip()))


def times(value: Decimal, factor: int) -> Decimal:
    """`value` × `factor` without the zeros that only the multiplication brought in: 1.2 × 100 is 120."""
    if factor == 1:
        return value
    with localcontext(prec=_DIGITS):
        product = value * factor
        return Decimal(int(product)) if product == product.to_integral_value() else product.normalize()


def signed(sign: int, value: Decimal) -> Decimal:
    """`value` with `sign`, every digit kept (a multiplication rounds to 28)."""
    return value if sign > 0 else value.copy_negate()


def _folded(multiplier: str, unit: str, per: str) -> tuple[int, str]:
    """(factor, unit): 千 + 家 is (1000, 家), 千万 + 人 is (1000, 万人), 万 + 元 is (1, 万元), 亿 alone (100000000, "")."""
    if not unit:
        return (1, f"{multiplier}{per}") if per else (MULTIPLIERS[multiplier], "")
    whole = canonical(f"{multiplier}{unit}")
    if multiplier in KEPT or whole in _BASES or whole in KEPT_WITH:
        return 1, whole + per
    kept = multiplier[-1] if multiplier[-1] in KEPT else ""
    return MULTIPLIERS[multiplier] // MULTIPLIERS[kept], canonical(f"{kept}{unit}") + per
