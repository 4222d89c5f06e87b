"""The regular expressions of number reading, built once from the unit table.

Each is matched at a known position and bounded in length, so that reading stays linear in the text. Anything a pattern
here calls "no figure" (a date, a code, a list marker) is stepped over as a whole.
"""

import re

from assistant.records.numerals import NUMERALS
from assistant.records.units import ALIASES, BASES, CLASSIFIERS, ENGLISH_UNITS, PER

WS = r"[ \t\u3000\xa0]{0,3}(?:\r?\n[ \t\u3000]{0,3})?"
"""Space inside a figure: reports write "第 2" and break lines between number and unit."""
GAP = r"[ \t\u3000\xa0]{0,3}"
CJK = "\u4e00-\u9fff"
DASH = "-–—~～"

_DECIMAL = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,9}(?![0-9])|[0-9]{1,28})(?:\.[0-9]{1,10})?"
_MIXED = rf"[0-9]{{1,9}}(?:\.[0-9]{{1,9}})?(?:{GAP}[百千万亿]{{1,2}}零?{GAP}[0-9]{{1,4}}){{1,4}}(?:{GAP}[百千万](?![分克米瓦]))?"
_CHINESE = rf"[{NUMERALS}]{{1,40}}(?:点[零〇一二三四五六七八九]{{1,9}}[万亿]{{0,2}})?"

MARK = re.compile(rf"[0-9第前倒{NUMERALS}]")
"""Where a number, a rank or a no-figure can begin."""
DECIMAL = re.compile(_DECIMAL)
SPACED = re.compile(
    r"(?<![0-9.,])[0-9]{1,3}(?:[ ，][0-9]{3}){1,4}\.[0-9]{2}(?![0-9])|(?:(?<=RMB )|(?<=CNY )|(?<=USD ))[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9]|[.,][0-9])"
)
"""Thousands parted by a space or a full-width comma: only with two decimals or behind a currency, else they are two numbers."""
NEARBY = re.compile(r"、(?=[2-9](?![0-9.]))")
"""2、3个 is from 2 to 3."""
MIXED = re.compile(rf"{_MIXED}(?![0-9]|[.,][0-9])")
CHINESE = re.compile(_CHINESE)
WIDE_GROUP = re.compile(r"(?<![０-９])[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])")
"""Full-width digits with full-width separators."""
CODE_REST = re.compile(r"[0-9A-Za-z.,_/-]*[0-9A-Za-z]")
"""What is left of a code once its first digit stands: G107, 315-02, 000014349/2022."""
SERIES = re.compile(rf"(?:{GAP}(?:、|和|与|及){GAP}-?{_DECIMAL}(?![0-9年月日号])){{1,8}}")
"""The rest of "12.1、9.8 万元": numbers that share the last one's unit."""

# Characters that may not follow a unit: 分 is a score, 分钟 and 分公司 are not.
_NOT_AFTER = CLASSIFIERS | {
    "元": "旦素件器宵月年首气老宇",
    "角": "度落色逐膜钢",
    "成": "果立效本功员为长就熟都套交绩人品型片分因不",
    "分": "钟贝之公局支会中院校厂店行管散布别配类级工析成担解段期流批数值项摊",
    "名": "称录义单牌字校胜城镇",
    "人": "大均民才力工员事社防居生车机",
    "天": "然津河使气桥空涯线猫府台赋下网文宫",
    "米": "粉饭面兰",
    "克": "服拉隆己",
    "升": "级至到值幅学规温高旗",
    "亩": "均产",
    "周": "年边期转岁到围长一二三四五六日末",
    "岁": "月末",
    "年": "级代轻龄画",
    "倍": "增感受加",
    "位": "数置于移列居次",
    "吨": "位公煤",
    "里": "程",
    "斤": "斤",
    "度电": "",
    "平方": "公千厘分",
    "个点": "位评",
    "单位": "职人部内都均参的负",
    "元人民币": "",
}
_NO_WORD_AFTER = {"名": "优(?=[特新质产])|师(?![生傅资范])"}
"""Words that may not begin with a unit, where one character behind it does not tell: 名优茶, but 8 名优抚对象."""
_LATIN = [name for name in (*ALIASES, *BASES) if name.isascii() and name.isalnum()]


def _alternatives(names: set[str]) -> str:
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name) + _followed_by_none(name) for name in ordered)


def _followed_by_none(name: str) -> str:
    after, words = _NOT_AFTER.get(name), _NO_WORD_AFTER.get(name)
    return (f"(?![{after}])" if after else "") + (f"(?!{words})" if words else "")


_SPOKEN = {name for name in (*BASES, *ALIASES) if name not in ("倒数位", "月", "日", "季度", *_LATIN)}
_BRACKET = r"(?:[(（](?:套|次|项|户|件|个|处|座|条|户次|人次|组|台|辆|批|册|名|家)[)）])?"
UNIT = (
    rf"(?:个[半多](?:月|小时|学期|星期)|(?:{_alternatives(_SPOKEN)}){_BRACKET}|(?:{_alternatives(set(_LATIN))})(?![A-Za-z0-9])"
    r"|日(?=[ \t]?以?内))"
)
_PER_ALTERNATIVES = _alternatives(set(PER) | {"㎡", "m2", "m²", "平米", "km", "元"})
_PER = rf"(?:{GAP}[/／]{GAP}(?:{_PER_ALTERNATIVES})(?:[·/](?:[月年天日]|小时|学期))?|(?<=[米方吨升里])每(?:秒|分钟|小时|[日天]))?"
_MULTIPLIER = r"(?:万亿|[百千](?![分])[万亿]|十[万亿]|[万亿]|[百千](?!分))"

TAIL = re.compile(
    rf"(?:{GAP}(?P<inner>余|馀|多|来|几)(?!年来|少|次提))?"
    rf"(?:{WS}(?:个(?=亿(?!元|级|户|家|条|美|欧|港)))?(?P<multiplier>{_MULTIPLIER}))?"
    rf"(?:{GAP}(?P<inner2>余|多)(?!年来|少))?"
    rf"(?:(?P<gap>{WS})(?P<unit>{UNIT}))?"
    rf"(?P<per>{_PER})"
    r"(?:(?P<half>半)(?=[，。；、,;)）以左的 \n]|$)|(?<=[年月天米吨倍成里元时])(?P<late>多))?"
)
"""What follows the number itself: 余, 万, 元, /平方米. Every group may be empty."""
AFTER = re.compile(
    rf"{GAP}(?:(?P<at_least>(?:[(（]含[)）]|及|含)?(?:以上|之上)(?!问题|情况|措施|述|几|工作))|(?P<at_most>(?:[(（]含[)）]|及|含)?(?:以内|之内|之下|以下(?!简称|几|方面|问题|措施|内容|事项|工作|条件|情形|要求|原则)))"
    r"|(?P<about>左右|上下)|(?P<over>有余)|(?P<inside>内))"
)
STRONG = re.compile(r"[%‰]|个百分点|百分点|元|美元|港元|欧元|平方|公顷|亩|公里|吨|人次|家次")
"""Units that may stand on the next line: a broken line parts them from their number, a new line does not begin so."""
TO = re.compile(rf"{GAP}(?:[{DASH}]|至|到){GAP}(?=[-负]?[0-9{NUMERALS}])")
"""Between the ends of a range."""

BEFORE = re.compile(
    r"(?:(?P<at_least>不少于|不低于|不小于|大于等于|大于或等于|不得少于|不得低于|至少|最少|不下于|[≥≧]|>=|(?<![以之])上)"
    r"|(?P<at_most>不超过|不高于|不多于|不大于|小于等于|小于或等于|不得超过|不得高于|未超过|没有超过|至多|最多|[≤≦]|<=)"
    r"|(?P<over>超过了?|突破了?|高于|大于|多于|(?<![赶反高])超|(?<!预期)逾|[>＞])"
    r"|(?P<under>(?<![附就最邻临靠亲远相新])近|接近|将近|不足|不到|低于|小于|少于|未满|[<＜])"
    r"|(?P<about>大约|大概|(?<![节合条签预履违公集邀特契誓相])约|约莫|[≈]))"
    rf"(?:(?<![≥≧≤≦>＞<＜=≈])(?:为|占|达到?|有))?{GAP}$"
)
"""A hedge that ends where the number begins."""
BEFORE_ENDS = frozenset("于过约近超逾到破了足少多满概莫上为占达有≥≧≤≦>＞<＜=≈")
CURRENCY = re.compile(
    r"(?:(?P<yuan>RMB|CNY|[¥￥])|(?P<dollar>US\$|USD|\$)|(?P<hk>HK\$|HKD)|(?P<euro>EUR|€)) ?(?P<minus>-?)$"
)

_STATES = r"(?:[0-9]\.[0-9]{0,3}[1-9]|[0-9] ?[万亿]{0,2}元|[0-9] ?[%％]|[≥≤])"
_INSIDE = r"[^“”「」‘’\"\n，。；：]"
MASKS = re.compile(
    rf"[“「‘](?!{_INSIDE}{{0,24}}?{_STATES}){_INSIDE}{{1,24}}[”」’]|《[^《》\n]{{1,80}}》"
    rf"|\"(?={_INSIDE}{{0,24}}?[{CJK}])(?!{_INSIDE}{{0,24}}?{_STATES}){_INSIDE}{{1,24}}\""
    r"|(?:https?://|www\.)[A-Za-z0-9./?&=_%#~+:@,;-]{1,300}|[A-Za-z0-9._-]{1,40}@[A-Za-z0-9.-]{1,40}"
)
"""Names in quotation marks (“金桥30条”), titles and addresses: numbers inside are parts of a name.

A short quotation that states money, a percentage or decimals is no name.
"""

_DAY = rf"[0-9]{{1,2}}{GAP}(?:[{DASH}至到、]{GAP}[0-9]{{1,2}}{GAP}){{0,4}}"
_YEAR = r"(?:19|20|21)[0-9]{2}"
NO_FIGURE = re.compile(
    rf"""
    (?:{_YEAR}{GAP}年?{GAP}[{DASH}/至到、]{GAP})(?:(?:{_YEAR}|[0-9]{{2}})(?:{GAP}[{DASH}至到、]{GAP}{_YEAR})?){WS}(?:年度?|学年)
    | {_YEAR}{WS}(?:学年|年度|年[代初底末]?)(?:{GAP}{_DAY}月(?:份|{GAP}[0-9]{{1,2}}{GAP}[日号])?)?
    | [0-9]{{2}}{GAP}年{GAP}[0-9]{{1,2}}{GAP}月(?:份|{GAP}[0-9]{{1,2}}{GAP}[日号])?
    | {_YEAR}[-/.][0-9]{{1,2}}(?:[-/.][0-9]{{1,2}})(?![0-9])
    | {_YEAR}[-/](?:0[1-9]|1[0-2])(?![0-9])
    | {_DAY}月(?![均])(?:份|[初底末]|[上中下]旬|{GAP}{_DAY}[日号])?
    | {_DAY}日(?![以之]?内|均|元|圆)
    | [0-9]{{1,6}}{GAP}号
    | [0-9]{{1,2}}[:：][0-9]{{2}}(?:[:：][0-9]{{2}})?(?:{GAP}[{DASH}至到]{GAP}[0-9]{{1,2}}[:：][0-9]{{2}})?
    | [0-9]{{1,4}}(?:\.[0-9]{{1,4}})?[:：][0-9]{{1,4}}(?:\.[0-9]{{1,4}})?(?=[，。；、,;)）\s]|$)
    | [0-9]{{1,2}}{GAP}[时点](?![长间效])(?:{GAP}[0-9]{{1,2}}{GAP}分|半|整|许)?
    | 1[3-9][0-9]{{9}}(?![0-9]) | [0-9]{{3,4}}-[0-9]{{7,8}}(?![0-9]) | [48]00-[0-9]{{3,4}}-[0-9]{{3,4}}
    | [0-9]+(?:\.[0-9]+){{2,9}}
    | [0-9]+(?:\.[0-9]+)?{GAP}版
    | [0-9]{GAP}(?:[{DASH}至到]{GAP}[0-9]{GAP})?季度
    | [0-9]+{GAP}[×xX*]{GAP}[0-9]+(?:小时)?
    | [0-9]+{GAP}\+{GAP}[0-9A-Za-z]
    | [0-9]{{5}}{GAP}(?:热线|平台|政[务府]|市长|便民|投诉)
    | [0-9]+(?:\.[0-9]+)?(?!(?:{"|".join(sorted(_LATIN, key=len, reverse=True))}|th|nd|rd|st|x|bn|mn|m|k|b|pp)(?![A-Za-z0-9]))[A-Za-z][A-Za-z0-9]*
    """,
    re.X,
)
"""Dates, times, telephone numbers, versions and codes, from their first digit."""
LIST_MARK = re.compile(
    r"(?!0[.．])[0-9]{1,3}(?:[、)）]|[.．](?![0-9])|[.．](?=(?:19|20)[0-9]{2}年)"
    rf"|[.．](?=[1-9][0-9]{{0,3}}{GAP}(?:个(?![百千]分|基?点|[半多]?月|[半多]?小时|工作日|床位)|[家名项户处座辆所件位](?!次))(?![以左上及之内])[{CJK}]))"
)
"""A list number at the beginning of a line: "1、", "2.", "1.2021年" (item 1, year 2021) and "1.2 个县" (item 1, 2 个)."""

ORDINAL = re.compile(
    rf"第{GAP}(?P<a>[0-9]{{1,5}}|[{NUMERALS}]{{1,7}})(?:{GAP}[{DASH}至到]{GAP}(?P<b>[0-9]{{1,5}}))?(?:{GAP}(?P<place>名(?!额|单|录|员|下)|位(?!数|于|置)))?"
)
TOP = re.compile(rf"前{GAP}(?P<a>[0-9]{{1,5}}|[{NUMERALS}]{{1,4}})(?:{GAP}(?P<place>名(?!额|单|录)|位(?!数|于)|强))?")
LAST = re.compile(
    rf"倒数{GAP}第{GAP}(?P<a>[0-9]{{1,5}}|[{NUMERALS}]{{1,4}})(?:[{DASH}](?P<b>[0-9]{{1,5}}))?(?:{GAP}(?P<place>名|位))?"
)
_LABEL = rf"[{CJK}]{{1,6}}"
LABELLED = re.compile(rf"(?P<rest>(?:、{_LABEL}{GAP}{_DECIMAL}(?![0-9年月日号])){{1,8}})")
"""The rest of "国编 11、地方编 5、聘用 3 人": named numbers that share the last one's unit."""
OWN_LABEL = re.compile(rf"(?:[：:（(，,、；;\s]|^)(?P<label>{_LABEL}){GAP}$")
ITEM = re.compile(rf"(?P<label>{_LABEL}){GAP}(?P<number>{_DECIMAL})")
TOTALLED = re.compile(
    rf"(?P<total>{_DECIMAL}){GAP}(?P<multiplier>[万亿]?)(?P<unit>{UNIT})[（(：:](?P<before>(?:{_LABEL}{GAP}{_DECIMAL}[、，]){{0,8}})(?P<label>{_LABEL}){GAP}$"
)
"""What stands before a number of "127 期：红 3、橙 18、黄 66、蓝 40"."""
ALSO = re.compile(rf"(?:[、，]{_LABEL}{GAP}{_DECIMAL}(?![0-9.])){{0,8}}(?=[）)。；;，\s]|$)")
PERIOD_AHEAD = re.compile(rf"{GAP}(?:个?半?月|个?季度|季|年|天|日|周|期|批|届|次|章|条|阶|轮|项|件|者)")
"""After 前三: a stretch of time or things, no place (前三季度, 前5个月)."""
RANK_CUE = re.compile(
    r"(?:第[0-9一二三四五六七八九十]{1,3}[名位]?[、和与及]|排名?|名次|位次|排位|位列|位居|名列|跃居|升至|升到|跃升|上升|下降|降至|进入|跻身|稳居|居|列|占|为|是"
    r"|以来|史上|全[国省市区县州镇盟旗][^，。；、\s]{0,8}|各[^，。；、\s]{1,10}|[省市区县州街镇园]|[市区县旗州][)）])(?:[在至到]|的|并列)?[：:]?\s{0,3}$"
)
RANK_STRONG = re.compile(r"(?:排名?|名次|位次|排位|位列|位居|名列|跃居|居|列)(?:在|至|到|为|并列)?\s{0,3}$")
ORDINAL_ONLY = re.compile(
    rf"{GAP}(?:批|期|次|届|轮|阶段|步|类|方|产业|书记|时间|线|责任|季度|学期|章|节|条|款|项|页|卷|册|编|部分|种|级|代|号|个|副|"
    r"医院|中学|小学|人民|幼儿|实验|大|党|一|二|三|天|年|月|周|日|线|笔|份|家|场|栋|层|楼|组|支部|动力|要务|课堂|资源|站|手|道)"
)
"""After 第N: a number in a sequence, no place."""

PERCENT_OF = re.compile(
    rf"(?P<below>[百千万]|[{NUMERALS}]{{1,6}}|[0-9]{{1,4}}){GAP}分{GAP}之{GAP}(?P<above>[{NUMERALS}]{{1,12}}(?:点[零〇一二三四五六七八九]{{1,9}})?|{_DECIMAL})"
)
TENTHS = re.compile(
    rf"(?P<a>[一二两三四五六七八九]|{_DECIMAL}){GAP}成(?![果立效本功员为长就熟都套交绩人品型片分因不])(?P<b>[一二三四五六七八九])?(?P<late>多)?"
)
APART = re.compile(
    r"(?P<a>[一二两三四五六七八])(?P<b>[两二三四五六七八九])(?P<scale>[十百千万]{0,2})(?=[^零〇一二三四五六七八九十百千])"
)
"""Two neighbouring digits are a range in speech: 两三家, 七八十个."""
SLOGAN = re.compile(
    r"[一三四五六七八九十两二]{1,2}(?:个(?:一|意识|自信|全面|维护|确立|代表|务必|优先|必须|统筹|坚持|转变|带头|打造|结合|百年|凡是|文明|服从)"
    r"|位一体|次产业|次分配|次创业|项规定|套班子|天两头|家镇|人行|大[，。；、”」）\s]|年制|面八方|件套|次(?:全会|全体|会议|常委|常务|代表大会))"
)
"""Set phrases that look like a count (三次产业, 五位一体, 四个意识)."""
NUMBER_CUE = re.compile(r"(?:为|共|达|达到|合计|共计|总计|是|至|到|占|得|：|:|=|＝|增加|减少|扣|排名|比)\s{0,3}$")
INDEX_CUE = re.compile(
    r"(?:强度|指数|系数|比值|均值|数值|[pP][hH]值|CMI值?|积分|评分|均分|密度|浓度|倍数|基尼系数|恩格尔系数)\s{0,3}$"
)
"""What a bare number right behind it measures: 抗菌药物使用强度 38.5."""
FROM_CUE = re.compile(r"(?:[由从]|\bfrom\s)\s{0,3}$", re.I)
TO_CUE = re.compile(r"\bfrom\s[\d,.]{1,12}\sto\s$", re.I)
"""Before the second of two bare levels: from 12 to 7."""
RISES_TO = re.compile(
    r"\s{0,3}(?:压|提高|增加|增长|上升|提升|扩大|减少|下降|降低|压减|压缩|缩短|回落|回升|优化|调整|降|增|升)[到至为]了?\s{0,3}[0-9]"
    r"|\sto\s[0-9]"
)
"""What follows the first of two levels: 系数由 0.571 提高到 0.584."""
AGAINST = re.compile(r"(?:高于|低于|大于|小于|多于|少于)了?\s{0,3}")
AGAINST_GOAL = re.compile(
    r"的?(?:年度|控制|考核|规定|既定|省定|市定|国定|国家|行业|预期|全[国省市区县])?(?:绩效)?(?:目标|标准|任务|计划|要求|限额|指标|平均|水平)"
)
"""低于 20 万元的控制标准 compares with 20 万元, which itself is exact."""
EACH_OF = re.compile(r"(?:分别|各)(?:为|是|达|有)?\s{0,3}$")
JOINT = re.compile(r"\s{0,2}[、和与及]\s{0,2}")
NUMBER_LABEL = re.compile(
    r"(?:号|编号|编码|电话|邮编|代码|热线|账号|日期|次数|字号|传真|手机|QQ|微信|版本|网址|时间|座机|邮政|年度|年份)[码]?\s{0,3}[：:为是]?\s{0,3}$"
)
CONTEXT_LABEL = re.compile(
    r"(?:附件|附表|附图|表|图|公式|序号|编号|编码|No\.?|NO\.?|№|#|第|栏|行次|Vol\.?"
    r"|\b(?:[Tt]able|[Ff]ig(?:ure|\.)|[Aa]nnex|[Aa]ppendix|[Cc]hapter|[Ss]ection|[Aa]rticle|[Ii]tem|[Pp]age|[Pp]hase))\s{0,2}$"
)
SPAN_OF_TIME = re.compile(
    r"(?:为期|历时|历经|长达|工期|期限|年限|满|质保期?|保修期?|服务期|有效期|任期|(?:合同|合作|建设|实施|执行|运营|管护|养护|租赁|试用|聘|租|培训|过渡|试点|履约|缓冲|宽限|观察|公示)期|时长|延长|缩短|用时|耗时|连续|工作|经验|平均"
    r"|不少于|不低于|至少|超过|超|逾|不超过|周期|计算期|使用|建成|运行|保存|持续)(?:约|为|近|达|了|：|:|=|超过?|不少于|不低于|至少|逾)?\s{0,3}$"
)
TOGETHER = re.compile(r"(?:分别|各为|依次|各自|分列)[^，。；\n]{0,16}$|各\s?$")

ENGLISH_TAIL = re.compile(
    rf"(?P<percent> ?%)?(?:[ ]?(?P<scale>trillion|billion|million|thousand|bn|mn|m)\b)?"
    rf"(?:[ -](?P<unit>{'|'.join(sorted(ENGLISH_UNITS, key=len, reverse=True))})\b)?",
    re.I,
)
MILLIONS = re.compile(r" ?m\b")
"""Behind a currency, m is million: RMB 5.2m."""
ENGLISH_BEFORE = re.compile(
    r"(?:(?P<at_least>at least|no less than|not less than|no fewer than|not fewer than|a minimum of)"
    r"|(?P<at_most>at most|no more than|not more than|up to|not exceeding|a maximum of)"
    r"|(?P<over>more than|over|above|exceeding|exceeded|exceeds|greater than|higher than|upwards of)"
    r"|(?P<under>less than|fewer than|under|below|nearly|almost|close to|lower than)"
    r"|(?P<about>about|around|approximately|approx\.?|roughly|some|circa|an estimated))\s{1,3}$",
    re.I,
)
ENGLISH_TO = re.compile(r"(?:[ ]?[-–—~][ ]?|[ ]to[ ](?:RMB |US\$)?)(?=-?[0-9])")
ENGLISH_RANK = re.compile(r"(?P<a>[0-9]{1,5})(?:st|nd|rd|th)\b(?P<place>[ ](?:place|rank|position)\b)?", re.I)
ENGLISH_RANK_CUE = re.compile(
    r"(?:rank(?:ed|s|ing)?|plac(?:ed|es|ing)|came|position(?:ed)?)(?: at| the| in| as| no\.?)?\s$", re.I
)
RANK_BARE = re.compile(r"(?:(?:排名|名次|位次|排位|位列|位居|名列)[：:]?|(?P<top>\btop))\s{0,2}$", re.I)
"""A bare number after it is a place."""
ENGLISH_SOME = re.compile(r"[ ]of (?:them|whom|these|those|which)\b")
"""11 of whom have worked abroad."""
ENGLISH_PLURAL = re.compile(r"[ ](?:[a-z][a-z-]{2,20}[ ]){0,2}(?:[a-z]{2,20}s|staff|personnel|children|women|men)\b")
