"""Names of public bodies: where one ends, which region it belongs to, and what else it is called."""

import re

_REGION = re.compile(
    r"(?:中共|共青团)?"
    r"((?:(?![省市区县])[\u3400-\u9fff]){2,7}(?:省|自治区))?"
    r"((?:(?![省市区县盟])[\u3400-\u9fff]){2,7}(?:(?<!城)市(?!场)|自治州|地区|盟))?"
    r"((?:(?![省市区县旗])[\u3400-\u9fff]){1,9}(?:自治县|(?<![社园校景片小库山])区(?!域)|县|(?<!城)市(?!场)|旗))?"
)
_SUFFIXES = (
    "管理委员会|工作委员会|委员会|管委会|工委|党委|政法委|纪委监委|纪委|监委|人民政府|街道办事处|办事处|办公室|"
    "联合会|总工会|工商联|红十字会|协会|学会|研究会|基金会|妇联|文联|科协|残联|社联|侨联|"
    "党校|行政学院|研究院|设计院|科学院|检察院|法院|卫生院|医院|学院|大学|中学|小学|学校|幼儿园|"
    "支队|大队|总队|中队|中心|管理所|监测站|服务站|管理站|图书馆|博物馆|档案馆|文化馆|美术馆|体育馆|纪念馆|"
    "联合社|供销社|林场|农场|牧场|渔场|良种场|电视台|融媒体|宣传部|组织部|统战部|武装部|社会工作部|街道|公司|集团|保护区|"
    "(?<![布格全结])局|厅|委|办|处|所|站|队|馆|园|院|镇|乡|部|署"
)
# A one-character ending is a name's end only where one of these follows: 水务局|部门整体, but not 办|法 or 部|门.
_AFTER = (
    r"(?=$|[\s|，。；：:（()）《》“”、,;/]|部门|整体|项目|单位|关于|本级|本部|机关|预算|决算|支出|收支|绩效|财政|自评|专项|年度|"
    r"及|和|与|等|的|在|对|20\d\d|二[〇○零]|基本|评价|报告|所属|下属|资金|政策|重点|全年|上半年|行政|转移|一般|运行|目标)"
)
# 第3管理处, 61中学, 12345热线服务中心: digits of a name stand before what it is; those of years, counts and lists do not.
_NUMBERED = (
    r"(?:第\d{1,3}(?=[\u3400-\u9fff])(?![年月日届次批期号个项条章节页季轮件类])"
    r"|(?<!\d)\d{1,5}(?=(?:急救|政务|便民|公共|热线|服务|中学|小学|幼儿园|医院|号|[支大中]队))(?!号令))"
)
_OWN = r"(?:[（(]?(?:本级|本部|机关)[）)]?(?!的))?"
_MENTION = re.compile(
    r"[\u3400-\u9fff·]{2,12}?(?:省|(?<!城)市|(?<![社园校景片])区|县|镇|乡|街道)"
    rf"(?:{_NUMBERED}|[\u3400-\u9fff·]){{0,20}}?"
    r"(?:管理委员会|委员会|管委会|人民政府|街道办事处|办公室|联合会|研究院|医院|学院|大学|学校|中学|小学|幼儿园|"
    r"中心(?!城区)|支队|大队|总队|(?<![布格全结])局(?![部面长限势])|厅(?!长))"
)
_BEFORE_NAME = re.compile(
    r"^.*?(?:根据|按照|以及|按|由|对|经(?![济开贸信营费发])|向|与|及|为|是|在|请|报|从|的|于|了|并|至)(?=[\u3400-\u9fff]{5})"
)
_NOT_NAMES = re.compile(
    r"^(?:本|我|各|该|全|其|上级|有关|相关|主管|市级|区级|县级|省级|一级|二级|下属|所属|预算|其他|公布|关于|年度|部门|项目|单位)"
)
_LEAD = re.compile(
    r"^(?:\s|【[^】]{0,12}】|[（(\[〔【]\d{3,12}[）)\]〕】](?!年)|[（(\[〔](?:更正|修订|修正|勘误|订正|补充|公开|附|公章|盖章|签章)[^）)\]〕]{0,8}[）)\]〕]|附件\d*|附表\d*|附|关于(?:(?:报送|上报|呈报|呈送|提交|公布|公开|印发|通报|反馈|更正|修正|订正|勘误|修订|修改|调整|变更|补充|撤销)(?=[\u3400-\u9fff]{4}))?|[:：、.．—_-]|(?!20\d\d)\d{1,12}[-—_]|(?!20\d\d)\d{3,12}(?=[\u3400-\u9fff])(?!年)|[A-Z]\d+[-—_])+"
)
_SHORTER: tuple[tuple[str, str], ...] = (
    ("管理委员会", "管委会"),
    ("街道办事处", "街道办"),
    ("街道办事处", "街道"),
    ("镇人民政府", "镇政府"),
    ("镇人民政府", "镇"),
    ("乡人民政府", "乡政府"),
    ("人民政府办公室", "政府办"),
    ("人民政府", "政府"),
    ("委员会", "委"),
    ("局机关", "局"),
)
# Everyday short forms of common bodies; an office adds its own in its vocabulary.
_CLIPPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("发展和改革", ("发改", "发展改革")),
    ("发展改革", ("发改",)),
    ("住房和城乡建设", ("住建", "住房城乡建设")),
    ("住房城乡建设", ("住建",)),
    ("人力资源和社会保障", ("人社", "人力资源社会保障")),
    ("人力资源社会保障", ("人社",)),
    ("市场监督管理", ("市场监管", "市监")),
    ("卫生健康", ("卫健",)),
    ("自然资源和规划", ("自规", "资规")),
    ("规划和自然资源", ("规自", "规划资源")),
    ("城市管理和综合执法", ("城管", "城管执法")),
    ("城市管理", ("城管",)),
    ("文化广电旅游体育", ("文广旅体",)),
    ("文化广电旅游", ("文广旅",)),
    ("文化和旅游", ("文旅",)),
    ("工业和信息化", ("工信",)),
    ("退役军人事务", ("退役军人",)),
    ("医疗保障", ("医保",)),
    ("交通运输", ("交通",)),
    ("科学技术", ("科技",)),
    ("生态环境", ("环保", "环境")),
    ("国有资产监督管理", ("国资",)),
    ("机关事务管理", ("机关事务",)),
    ("政务服务和数据管理", ("政数", "政务数据")),
    ("政务服务数据管理", ("政数", "政务数据")),
    ("地方金融监督管理", ("金融", "地方金融")),
    ("应急管理", ("应急",)),
    ("林业和园林", ("园林", "林业园林")),
    ("民族宗教事务", ("民宗",)),
)
_TOO_SHORT = frozenset(
    (
        "中心",
        "服务中心",
        "管理中心",
        "学校",
        "医院",
        "公司",
        "管理委员会",
        "人民政府",
        "委员会",
        "政府",
        "办公室",
        "街道",
        "街道办",
        "镇政府",
        "乡政府",
    )
)
_CALLED = re.compile(
    r"[（(]\s*(?:以下)?[简統统]称\s*[:：为]?\s*[“”\"「『《]?([^“”\"」』》（）()，。]{2,20})[“”\"」』》]?\s*[）)]"
)
_SHORT_MENTION = re.compile(r"[\u3400-\u9fff]{2,20}?(?:管委会|街道办|街道|局|委(?!员会)|中心|厅|院|联合会)")


def unlead(text: str) -> str:
    """`text` without white space and without what stands before a name: codes ("315-"), 附件1, 关于, marks."""
    return _LEAD.sub("", re.sub(r"\s+", "", text))


def leading_name(text: str) -> str:
    """The longest name of a public body that `text` begins with, or "".

    "榆桥区水务局部门整体支出…" -> "榆桥区水务局". White space, codes and 关于 before it do not count.
    """
    run = re.match(rf"(?:(?!关于)(?:{_NUMBERED}|[A-Za-z\u3400-\u9fff·（）()]))+", unlead(text))
    if not run:
        return ""
    best = ""
    for end in re.finditer(rf"(?:{_SUFFIXES}){_AFTER}{_OWN}", run.group()):
        name = run.group()[: end.end()]
        if len(name) <= 40 and len(name) >= 3:
            best = name
    if not best:
        # "榆桥区教育局校园食堂项目…": with its region before it, a name may end before any word.
        mention = _MENTION.match(run.group())
        best = mention.group() if mention and region_of(mention.group()) else ""
    best = best if best.count("（") == best.count("）") else best.split("（")[0]
    return "" if _NOT_NAMES.match(best) or re.fullmatch(_SUFFIXES, best) else best


def names_in(text: str) -> list[str]:
    """Names of public bodies with their region, in order of mention, repeats kept; a salutation ("…局：") is no mention."""
    found = (
        _BEFORE_NAME.sub("", m.group())
        for m in _MENTION.finditer(text)
        if text[m.end() : m.end() + 1] not in ("：", ":")
    )
    return [name for name in found if region_of(name) and not _NOT_NAMES.match(name)]


def region_of(name: str) -> str:
    """The region a name begins with: "南栎市榆桥区" of "南栎市榆桥区水务局"; "" when it begins with none."""
    return "".join(_region_parts(name))


def _region_parts(name: str) -> tuple[str, ...]:
    found = _REGION.match(name)
    return tuple(g for g in found.groups() if g) if found else ()


def aliases_of(name: str, text: str) -> tuple[str, ...]:
    """What else `name` is called: short names that `text` defines, without its region, clipped; longest first.

    Several departments may share one ("教育局"); that is settled when a question is asked. "我局" is never one.
    """
    if not name:
        return ()
    base = re.sub(r"[（(]?(?:本级|本部|机关)[）)]?$", "", name)
    found = {base, *_shortened(base), *_defined(name, text)}
    parts = _region_parts(base)
    if parts:
        rest = base[base.index(parts[-1]) + len(parts[-1]) :]
        tails = {rest, parts[-1] + rest}
        # 区水务局, 市教育局: the level alone says which; 区石桥街道 nobody says.
        tails |= set() if re.search(r"[区县镇乡街]", rest) else {parts[-1][-1] + rest}
        for tail in tails:
            found |= {tail, *_shortened(tail)}
    found |= {re.sub(r"^(?:以下)?[简統统]称", "", alias) for alias in _mentioned(base, text)} | _beside(base, text)
    kept = {a for a in found if a != name and len(a) >= 2 and a not in _TOO_SHORT}
    return tuple(sorted(kept, key=lambda a: (-len(a), a)))


def _shortened(name: str) -> set[str]:
    if name.endswith("管理委员会"):
        return {name.removesuffix("管理委员会") + "管委会"} | _clipped(name)
    found = {name[: -len(long)] + short for long, short in _SHORTER if name.endswith(long)}
    return found | _clipped(name) | {clip for form in found for clip in _clipped(form)}


def _clipped(name: str) -> set[str]:
    return {name.replace(written, clip) for written, clips in _CLIPPED if written in name for clip in clips}


def _defined(name: str, text: str) -> set[str]:
    """Short names in brackets right after the name, or anywhere near the start when made of the name's characters."""
    found = set()
    for m in _CALLED.finditer(text[:6000]):
        before = re.sub(r"\s+", "", text[max(0, m.start() - 60) : m.start()])
        short = m.group(1).strip()
        follows = before.endswith(name) or _within(short, name)
        if follows and not re.match(r"[我本该]", short):
            found.add(short)
    return found


def _beside(name: str, text: str) -> set[str]:
    """The other full name of a body of two names, in brackets behind its first: 农业农村局（乡村振兴局）."""
    found = re.search(rf"{re.escape(name)}[（(]([\u3400-\u9fff]{{3,30}})[）)]", text[:6000])
    other = found[1] if found else ""
    return {other, other.removeprefix(region_of(other))} if other and leading_name(other) == other else set()


def _mentioned(name: str, text: str) -> set[str]:
    """Short forms used in the text whose characters all come from the name in order: 栎港管委会."""
    found = set()
    for m in _SHORT_MENTION.finditer(text[:20_000]):
        run = m.group()
        start = next((i for i in range(len(run)) if len(run) - i >= 4 and _within(run[i:], name)), None)
        if start is not None:
            found.add(run[start:])
    return found


def _within(short: str, name: str) -> bool:
    rest = iter(name)
    return all(c in rest for c in short)


_EN_WORD = r"(?:[A-Z][A-Za-z'’-]*|and|of|the|&)"
_EN_OFFICE = re.compile(
    rf"(?:[A-Z][A-Za-z'’-]*[ ])(?:{_EN_WORD}[ ]){{0,7}}"
    r"(?:Bureau|Commission|Committee|Office|Administration|Cent(?:er|re)|Department|Federation|Authority|Hospital|Institute|Academy|Agency|Library|Museum|Detachment|Brigade|Archives|College|University|Polytechnic|School|Station|Observatory|Court|Association|Council|Institution)\b"
    # Bureau of Culture and Tourism: what it is of belongs to its name, a place (of Nanli City) too.
    r"(?:[ ]of[ ](?:the[ ])?[A-Z][A-Za-z'’-]*(?:(?:,|[ ]and|[ ]&|,[ ]and)?[ ](?!(?:Performance|Report|Self|Budget|Annual|Final|Evaluation|Expenditure|Summary|For|In)\b)"
    r"[A-Z][A-Za-z'’-]*){0,6})?"
)
_EN_LED = re.compile(r"^(?:The|Of|And|Performance|Report|Self-Evaluation)[ ]")


def english_office(cover: str) -> tuple[str, str]:
    """The English name of the office that an English text is about, and the Chinese one in brackets behind it; "" for none.

    A text with more Chinese than English on its cover is no English one.
    """
    chinese = len(re.findall(r"[\u3400-\u9fff]", cover))
    if chinese > len(re.findall(r"[A-Za-z]+", cover)):
        return "", ""
    found = _EN_OFFICE.search(cover)
    if not found:
        return "", ""
    name = found[0]
    while led := _EN_LED.match(name):
        name = name[led.end() :]
    beside = re.search(rf"{re.escape(name)}\s*[（(]\s*([\u3400-\u9fff]{{4,30}})\s*[）),，;；]", cover)
    return name, beside[1] if beside else ""
