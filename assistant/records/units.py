"""The units of figures 计量单位: families, factors, English names, and the classifiers 量词 that count things.

A unit is written as in the report: an optional multiplier (万, 亿, 万亿), a base, and optionally "/" and what it is
counted per (万元/公里). Families tell what may be compared; inside one, units convert only over the same base: a
家 is not a 件, and a 美元 is not a 元 at any rate this table knows.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures: `factor` × `base` of `family`; "" as base of a count counts anything (个)."""

    family: str
    base: str
    factor: Fraction


# family, base, then name=factor in that base.
_MEASURES = (
    ("money", "元", "元=1 角=0.1"),
    ("money", "美元", "美元=1"),
    ("money", "港元", "港元=1"),
    ("money", "欧元", "欧元=1"),
    ("money", "日元", "日元=1"),
    ("money", "英镑", "英镑=1"),
    ("money", "澳门元", "澳门元=1"),
    ("percent", "%", "%=1 ‰=0.1 成=10"),
    ("points", "个百分点", "个百分点=1 个千分点=0.1 个基点=0.01"),
    ("rank", "位", "位=1 位次=1"),
    ("rank", "倒数位", "倒数位=1"),
    ("score", "分", "分=1"),
    ("ratio", "倍", "倍=1"),
    ("age", "岁", "岁=1"),
    ("area", "平方米", "平方米=1 平方公里=1000000 公顷=10000 亩=2000/3 平方厘米=0.0001"),
    ("length", "米", "米=1 公里=1000 千米=1000 厘米=0.01 毫米=0.001 海里=1852"),
    ("length", "延米", "延米=1"),
    ("mass", "千克", "吨=1000 千克=1 公斤=1 斤=0.5 克=0.001 毫克=0.000001 微克=0.000000001"),
    ("volume", "立方米", "立方米=1 升=0.001 毫升=0.000001"),
    ("energy", "千瓦时", "千瓦时=1 度电=1 瓦时=0.001"),
    ("power", "千瓦", "千瓦=1 兆瓦=1000 瓦=0.001"),
    ("data", "GB", "GB=1 TB=1024 MB=1/1024 PB=1048576"),
    ("temperature", "℃", "℃=1"),
    ("time", "秒", "秒=1 分钟=60 小时=3600 天=86400 周=604800"),
    ("time", "个月", "个月=1 个季度=3 年=12"),
    ("time", "个工作日", "个工作日=1"),
    ("people", "人", "人=1 名=1"),
)

# Each counts itself: people, vehicles or households that come more than once 人次.
_VISITS = (
    "人次 个次 家次 户次 场次 车次 班次 架次 航次 列次 船次 头次 剂次 针次 亩次 课次 件次 台次 项次 床次 例次 册次 笔次 "
    "条次 卷次 份次 辆次 艘次 处次 只次 套次 宗次 张次"
)

# Classifier, then the characters that may not follow it: 家 counts, 家庭 does not.
_CLASSIFIERS = """
家:庭长属具电装政禽畜用乡渠 个 件 次:级日年要序数元生品新月 场:所地馆景均内外面站院镇 户:外型均籍口主厕 座:谈位席落椅机
处:理置罚分于长室级事在方 辆 台:账湾阶风胞商资式山州河区县 套:餐期利管取路用 批:准复发评示改量判 批次 宗:旨教地 条:件例款文约块
项:目 期:间末初内限货待望权满刊盼 份:额子量 张:家 篇 只:有能要是为需占完用做 头:部条脑等号雁 棵:松 株:洲 所:有需属在得致长示述占涉谓用辖
间:接隔距歇谍断 栋:梁 幢 眼:科镜下前光界 盏 对:口接象外标应比照待策于该本此其全重 组:织成合长建团装员 支:出付持撑行部线援农教渠流路架护
册 本:级地市区年月期次科部人单身局委土金息质省县 起:来步草到点初止诉算至始飞 例:如会行外子 床:上位 张床 个床位 标段 课时 学时 学分
剂:量 针:对 笔:记试直者 单:位个独项一价元据体纯株双行日边证品 枚 块:状 片:区面段警 面:积向对临貌粉试谈上前 部:门分署队位委级长件落省市曲
款:项式待物额规定第 类:别型似目比书 种:植子业养粮苗质源牛猪畜羊类 艘 架:构空设 列:入为出支席车举 幅:度员 顶 把:握关手好 桶 箱:涵 袋 瓶
盒 包:括含容干装 门:诊店户窗票口类槛面市牌峡头 道:路德理闸口教 层:面级次出 孔 台班 车道 泊位 车位 站:点位台长区在 口井 餐 碗 席 人日
口:岸腔号径罩碑味头子粮服气才吻感供 路:面线段口网灯基径由况桥程边政公车等 段:时间期落位性次式子长 尾:矿气款水 羽:毛绒 颗:粒 根:据本治 杆:菌线塔上 则:可是应为需由将会不按 首:次批个先位创家届 辑 讲:座话解课师义 堂 拨:付款
股:份权东票室市金骨 班:级子组车长主次委 粒 桩 台套 具:体有备 卷:入烟子款宗 页:面码岩 管:理道网制控线护辖委局养片廊材路段家井
人天 人月 床日 标准箱 车道公里 治疗量 人份 项次 对次 单位 大:学会队楼道街厦型类专面小幅量于约概宗部多
"""

MULTIPLIERS = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7}
MULTIPLIERS |= {"亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
KEPT = ("", "万", "亿", "万亿")
"""Multipliers that stay in any unit; the others do so only in the units of `KEPT_WITH`."""
KEPT_WITH = frozenset(("千元", "百万元", "千万元", "百万美元", "千万美元"))

ALIASES = {
    "％": "%", "百分点": "个百分点", "千分点": "个千分点", "个点": "个百分点", "基点": "个基点", "㎡": "平方米", "m²": "平方米",
    "m2": "平方米", "平米": "平方米", "平方": "平方米", "平方千米": "平方公里", "km²": "平方公里", "km2": "平方公里",
    "ha": "公顷", "km": "公里", "m": "米", "cm": "厘米", "CM": "厘米", "公分": "厘米", "mm": "毫米", "kg": "千克", "g": "克", "mg": "毫克", "t": "吨",
    "m³": "立方米", "m3": "立方米", "立方": "立方米", "L": "升", "ml": "毫升", "mL": "毫升", "kWh": "千瓦时",
    "kwh": "千瓦时", "kW": "千瓦", "KW": "千瓦", "kw": "千瓦", "MW": "兆瓦", "人民币": "元", "块钱": "元", "元人民币": "元",
    "美金": "美元", "港币": "港元", "日圆": "日元", "澳元": "澳门元", "个小时": "小时", "钟头": "小时", "h": "小时",
    "个年度": "年", "周岁": "岁", "月": "个月", "日": "天", "个自然日": "天", "自然日": "天", "工作日": "个工作日",
    "个交易日": "个工作日", "个星期": "周", "个位次": "位次", "标箱": "标准箱", "大类": "类", "大项": "项", "个名次": "位次", "季度": "个季度", "°C": "℃", "摄氏度": "℃",
}  # fmt: skip
"""Other ways to write a unit. 月, 日, 季度 are durations only below "/" (万元/月) or with 内: alone they are dates."""

ENGLISH = {
    "%": "%", "‰": "‰", "个百分点": "percentage points", "分": "points", "倍": "times", "岁": "years old", "平方米": "square metres",
    "平方公里": "square kilometres", "公顷": "hectares", "亩": "mu", "米": "metres", "公里": "kilometres", "厘米": "centimetres",
    "毫米": "millimetres", "吨": "tonnes", "千克": "kilograms", "立方米": "cubic metres", "升": "litres", "秒": "seconds",
    "分钟": "minutes", "小时": "hours", "天": "days", "周": "weeks", "个月": "months", "个季度": "quarters", "年": "years", "位次": "places",
    "个工作日": "working days", "千瓦时": "kilowatt hours", "千瓦": "kilowatts", "人": "people",
}  # fmt: skip
"""English name of a unit; a reading of the name gives the unit back."""

_ENGLISH_WORDS = {
    "percent": "%", "per cent": "%", "percentage point": "个百分点", "point": "分", "pp": "个百分点", "ppt": "个百分点",
    "square meter": "平方米", "sqm": "平方米", "square metre": "平方米", "square kilometer": "平方公里", "square kilometre": "平方公里",
    "hectare": "公顷", "mu": "亩", "meter": "米", "metre": "米", "kilometer": "公里", "kilometre": "公里", "ton": "吨", "tonne": "吨",
    "kilogram": "千克", "cubic meter": "立方米", "cubic metre": "立方米", "liter": "升", "litre": "升", "second": "秒", "minute": "分钟",
    "hour": "小时", "working day": "个工作日", "day": "天", "week": "周", "month": "个月", "quarter": "个季度", "year": "年",
    "year old": "岁", "time": "倍", "person": "人", "people": "人", "participant": "人", "attendee": "人", "visit": "家次",
    "project": "个", "enterprise": "家", "company": "家", "companies": "家", "firm": "家", "department": "个", "case": "件",
    "household": "户", "item": "项", "event": "场", "session": "场", "issue": "期", "building": "栋", "vehicle": "辆",
    "street": "个", "expert": "名", "centimetre": "厘米", "centimeter": "厘米", "millimetre": "毫米", "millimeter": "毫米",
    "kilowatt hour": "千瓦时", "kilowatt": "千瓦", "visitor": "人次", "inspection": "次", "unit": "个", "place": "位次", "teu": "标准箱",
}  # fmt: skip
ENGLISH_UNITS = _ENGLISH_WORDS | {f"{word}s": unit for word, unit in _ENGLISH_WORDS.items()}
ENGLISH_UNITS |= {
    "years old": "岁",
    "percent": "%",
    "‰": "‰",
    "yuan": "元",
    "rmb": "元",
    "cny": "元",
    "us dollars": "美元",
}
"""English words that name a unit, lower case, singular and plural."""

_ENGLISH_SCALES = {
    "thousand": "千", "000": "千", "000s": "千", "k": "千", "10,000": "万", "10000": "万", "10 000": "万", "ten thousand": "万", "10k": "万",
    "million": "百万", "millions": "百万", "mn": "百万", "m": "百万", "100 million": "亿", "hundred million": "亿", "100m": "亿",
    "billion": "十亿", "bn": "十亿",
}  # fmt: skip
_ENGLISH_HEADER = re.compile(
    r"(?:(?:in|unit:?) )?(?P<money>rmb|cny|yuan|¥|usd|us\$)? ?['’]?(?P<scale>"
    + "|".join(sorted(map(re.escape, _ENGLISH_SCALES), key=len, reverse=True))
    + r")?(?: ?(?:of )?(?P<base>[a-z][a-z ]*))?"
)

CLASSIFIERS = {entry.partition(":")[0]: entry.partition(":")[2] for entry in _CLASSIFIERS.split()}
"""Classifier -> the characters that may not follow it."""

_BASES = {
    name: Unit(family, base, Fraction(factor))
    for family, base, row in _MEASURES
    for name, _, factor in (entry.partition("=") for entry in row.split())
}
_BASES |= {name: Unit("visits", name, Fraction(1)) for name in _VISITS.split()}
_BASES |= {name: Unit("count", name, Fraction(1)) for name in CLASSIFIERS}
_BASES |= {"": Unit("number", "", Fraction(1)), "个": Unit("count", "", Fraction(1))}

BASES = tuple(name for name in _BASES if name)
"""Every base unit, without multipliers."""
PER = (*BASES, "月", "日", "季度", "学年", "学期", "时", "车", "公里·年", "生")
"""What a unit may be counted per."""

_MULTIPLIED = re.compile("(万亿|十亿|百亿|千亿|百万|千万|十万|亿|万|千|百|十)(.*)")
_PART = re.compile(r"1/([0-9]{1,9})")
_BRACKETED = re.compile(r"(.+)\((?:套|次|项|户|件|个|处|座|条|户次|人次|组|台|辆|批|册|名|家)\)")


@lru_cache(maxsize=1024)
def english_unit(text: str) -> str | None:
    """The unit that a header names in English: RMB 100 million is 亿元, 10,000 visitors 万人次; None where it is none."""
    found = _ENGLISH_HEADER.fullmatch(" ".join(text.lower().split()))
    if not found or not (found["money"] or found["scale"] or found["base"]):
        return None
    base = ENGLISH_UNITS.get(found["base"] or "", "" if not found["base"] else None)
    if base is None or (found["money"] and base not in ("", "元")) or (not found["money"] and not base):
        return None
    money = {"usd": "美元", "us$": "美元"}.get(found["money"] or "", "元") if found["money"] else base
    return _ENGLISH_SCALES.get(found["scale"] or "", "") + money


@lru_cache(maxsize=1024)
def canonical(unit: str) -> str:
    """The one way a unit is written here: ㎡ is 平方米, 个小时 is 小时, full-width signs are narrow; unknown ones stay."""
    unit = unit.strip().replace("（", "(").replace("）", ")").replace("／", "/")
    top, slash, bottom = unit.partition("/")
    if slash and top != "1":
        return f"{_canonical(top)}/{bottom}"
    return _canonical(unit)


def _canonical(unit: str) -> str:
    if unit in _BASES:
        return unit
    if unit in ALIASES:
        return ALIASES[unit]
    found = _MULTIPLIED.fullmatch(unit)
    return found[1] + ALIASES[found[2]] if found and found[2] in ALIASES else unit


@lru_cache(maxsize=4096)
def unit_of(unit: str) -> Unit | None:
    """What `unit` measures, multipliers and "/" resolved; None for a unit this table does not know."""
    unit = canonical(unit)
    part = _PART.fullmatch(unit)
    if part:
        return Unit("percent", "%", Fraction(100, int(part[1]))) if int(part[1]) else None
    top, slash, bottom = unit.partition("/")
    if slash:
        above, below = _simple(top), _simple({"月": "个月", "日": "天"}.get(bottom, bottom))
        if above is None:
            return None
        if below is None:
            return Unit(f"{above.family}/{bottom}", f"{above.base}/{bottom}", above.factor)
        return Unit(f"{above.family}/{below.family}", f"{above.base}/{below.base}", above.factor / below.factor)
    return _simple(unit)


def _simple(unit: str) -> Unit | None:
    known = _BASES.get(unit)
    if known is None and (bracketed := _BRACKETED.fullmatch(unit)) and bracketed[1] in _BASES:
        known = Unit(_BASES[bracketed[1]].family, unit, Fraction(1))
    if known is not None:
        return known
    found = _MULTIPLIED.fullmatch(unit)
    base = _simple(found[2]) if found else None
    if found is None or base is None:
        return None
    return Unit(base.family, base.base, base.factor * MULTIPLIERS[found[1]])


def split_multiplier(unit: str) -> tuple[str, str]:
    """(multiplier, base): 万元 is ("万", "元"), 千克 is ("", "千克")."""
    if unit in _BASES:
        return "", unit
    found = _MULTIPLIED.fullmatch(unit)
    return (found[1], found[2]) if found else ("", unit)
