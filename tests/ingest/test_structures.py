"""Structures of report prose: whose each figure is, and what it states, over the business of many offices. All fictional."""

import pytest

from tests.ingest.test_figures import said

SUBJECT, PERIOD, ROLE = 2, 3, 4


def column(body: str, at: int) -> list[str]:
    return [one[at] for one in said(body)]


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("资金支持四个方向：校舍维修 320 万元，食堂改造 96 万元，设备购置 54 万元，教师培训 30 万元。", ["方向", "校舍维修", "食堂改造", "设备购置", "教师培训"]),
        ("抽查 3 个乡镇：青石镇合格率 92%，柳湾镇合格率 88%，东坪乡合格率 95%。", ["乡镇", "青石镇", "柳湾镇", "东坪乡"]),
        ("实施 2 类工程：管网改造 41 公里，泵站新建 3 座。", ["工程", "管网改造", "泵站"]),
        ("下达 2 个科目：城市绿化 120 万元、路灯维护 80 万元。", ["科目", "城市绿化", "路灯维护"]),
        ("检查 86 家企业：化工企业 12 家、仓储企业 74 家。", ["企业", "化工企业", "仓储企业"]),
    ],
)  # fmt: skip
def test_a_list_below_a_colon_names_its_own(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("追加 290 万元（其中省级补助 180 万元、市级补助 110 万元），收回 8 万元。", ["", "省级补助", "市级补助", ""]),
        ("图书馆藏书 32 万册（其中少儿读物 6 万册），借阅 14 万册次。", ["图书馆藏书", "少儿读物", "图书馆藏书"]),
        ("新栽行道树 4,200 株（其中香樟 900 株、银杏 300 株），成活率 96%。", ["行道树", "香樟", "银杏", "行道树"]),
        ("处置违建 38 处（其中厂房 5 处），拆除面积 1.2 万平方米。", ["违建", "厂房", "违建"]),
        ("受理案件 214 件（不含旧存件 6 件），办结 209 件。", ["案件", "旧存件", "案件"]),
    ],
)  # fmt: skip
def test_an_aside_in_brackets_governs_nothing_behind_it(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("（1）深水网箱。实际投放 66 口，完成率 110%。", ["深水网箱", "深水网箱"]),
        ("指标2：购置监护仪。计划 15 台，实际到货 14 台，完成率 93%。", ["监护仪"] * 3),
        ("3. 口袋公园。全年建成 12 个，总投资 860 万元。", ["口袋公园", "口袋公园"]),
        ("（2）公共自行车：投放 2,400 辆，报废 180 辆。", ["公共自行车", "公共自行车"]),
        ("1. 消费市场稳步恢复。发放消费券 300 万元，核销 276 万元。", ["消费券", "消费券"]),
    ],
)  # fmt: skip
def test_bare_words_are_of_the_thing_their_item_is_headed_by(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("学生、家长满意度分别为 94.1%、92.8%，均高于 90% 的目标。", ["学生", "家长", "家长"]),
        ("参加国家级、省级培训各 9、37 人次。", ["国家级", "省级"]),
        ("高中、初中毕业率 98.1%、99.2%。", ["高中", "初中"]),
        ("黄鱼、对虾产量分别为 1,860 吨、540 吨，较上年增长 22.4%、9.1%。", ["黄鱼", "对虾", "黄鱼", "对虾"]),
        ("投入 120 万元、85 万元分别用于河道清淤和泵站改造。", ["河道清淤", "泵站改造"]),
        ("春、秋两季分别惠及 290 人、304 人，助学金发放 118 人次，每生 2,000 元。", ["春", "秋", "助学金", "助学金"]),
    ],
)  # fmt: skip
def test_numbers_pair_with_names_by_order(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("毕业生 1,014 人，取得技能证书 947 人，取证率 93.39%。", ["毕业生"] * 3),
        ("三座渔港中，鹭洲、大澳 2 座已完工。", ["渔港", "渔港"]),
        ("建成服务站 148 个，其中“五有”达标 146 个，达标率 98.6%。", ["服务站"] * 3),
        ("选派专任教师赴企业实践 64 人次，人均 32 天。", ["专任教师", "专任教师"]),
        ("预警平台采购流标 2 次，结转 8.6 万元。", ["预警平台采购", "预警平台采购"]),
        ("发放担保贷款 2,480 万元，带动就业近 500 人。", ["担保贷款", "就业"]),
        ("排查隐患 39 处，改 37 处。", ["隐患", "隐患"]),
        ("抽查的 41 艘渔船中，3 艘擅自改变主尺度。", ["渔船", "渔船"]),
        ("为 15 名烈士寻到亲属，对 93 户困难家庭发放补助 28 万元。", ["烈士", "困难家庭", "困难家庭"]),
    ],
)  # fmt: skip
def test_some_of_those_counted_before(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects


@pytest.mark.parametrize(
    ("body", "roles"),
    [
        ("年均气温 17.9℃，偏高 0.8℃；降水量 1,206 毫米，偏少一成。", ["actual", "change", "actual", "change"]),
        ("安置到位 118 名，占 80.8%，高于省定 75% 的比例。", ["actual", "share", "target"]),
        ("到报率 94.2%，低于考核线 98%。", ["actual", "target"]),
        ("年末结转 181 万元，比上年结转数 402 万元减少 221 万元。", ["actual", "actual", "change"]),
        ("执行中追加 290 万元，设备合格率目标 100%，实际 100%。", ["budget", "target", "actual"]),
        ("小型水库（库容 10 万立方米以上）12 座，大额支出（50 万元以上）8 笔。", ["threshold", "actual", "threshold", "actual"]),
        ("服务大户 318 户，比上年+45 户；保费 1,466 万元，财政负担三成。", ["actual", "change", "actual", "share"]),
        ("自评总分 95.62 分，评价指标总分 100 分。", ["score", "target"]),
        ("计划改造的三座渔港中，2 座已完工，新增岸线 640 米。", ["target", "actual", "actual"]),
    ],
)  # fmt: skip
def test_what_a_figure_states(body: str, roles: list[str]) -> None:
    assert column(body, ROLE) == roles


@pytest.mark.parametrize(
    ("body", "periods"),
    [
        ("实训楼 10 月 20 日交付，逾期 50 天，该项得 2.5 分。", ["2021", "2021"]),
        ("项目于 2019 年立项，合同期三年，本年支出 41 万元。", ["2021", "2021"]),
        ("上年同期为 586 批次、1,344 人次，分别下降 27.1% 和 32.8%。", ["2020", "2020", "2021", "2021"]),
        ("截至9月底，当年退役士兵就业率为 86.4%。", ["2021-01/2021-09"]),
        ("补缴 2014 年 10 月以来职业年金 64.8 万元，2019 年以来累计投入 300 万元。", ["2021", "2019/2021"]),
    ],
)  # fmt: skip
def test_what_time_a_figure_is_of(body: str, periods: list[str]) -> None:
    assert column(body, PERIOD) == periods


@pytest.mark.parametrize(
    ("body", "quantities"),
    [
        ("在职 19 人：国编 11、地方编 5、聘用 3 人。", ["19人", "11人", "5人", "3人"]),
        ("发预警信号 127 期：红 3、橙 18、黄 66、蓝 40，其他不计。", ["127期", "3期", "18期", "66期", "40期"]),
        ("自评 95 分（预算 20、产出 46、效益 29）。", ["95分", "20分", "46分", "29分"]),
        ("发预警信号 127 期：红 3、橙 18、黄 66、蓝 41。", ["127期"]),
        ("审批时限由 10 压到 5 个工作日，为 2011 年以来第 3 少。", ["10个工作日", "5个工作日", "3位"]),
        ("为 1.92 万名优抚对象发补助，创名优品牌 3 个，放流苗种 4 亿单位。", ["1.92万名", "3个", "4亿单位"]),
        ("利用档案 2.96 万卷次，发短信 214 万条次。", ["2.96万卷次", "214万条次"]),
        ("附件1、附表2、附图3份，方案1、方案2、方案3个。", ["3份", "3个"]),
    ],
)  # fmt: skip
def test_units_that_stand_elsewhere(body: str, quantities: list[str]) -> None:
    assert column(body, 0) == quantities
