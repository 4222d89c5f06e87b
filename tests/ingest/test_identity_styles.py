"""Who, when and what, in every style that reports come in. Every name and number is made up."""

import io
from collections.abc import Sequence
from functools import cache

import pytest

from assistant.records.vocabulary import Vocabulary, load_vocabulary
from ingest.identify import Identity, identify
from ingest.readers import read_file

PROSE = "\n\n一、基本情况\n\n我局认真履行职责。全年预算数 812.40 万元，执行数 790.13 万元，预算执行率 97.26%。\n\n二、存在的问题\n\n部分项目进度偏慢。\n"
FURNITURE = (
    "汐川县人民政府门户网站\n首页 > 政务公开 > 财政预决算\n索引号：XC-2023-0017\n发布机构：汐川县财政局\n"
    "成文日期：2023-08-15\n浏览次数：132\n字号：大 中 小\n\n"
)


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def known(data: bytes | str, name: str) -> Identity:
    raw = data.encode() if isinstance(data, str) else data
    return identify(read_file(name, raw), name, vocabulary())


def sheet(*rows: Sequence[object], title: str = "Sheet1") -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


# text, file name -> department, years, kind
REPORTS = {
    "year first": (
        "2022年度汐川县水利局部门整体支出绩效自评报告" + PROSE,
        "附件1.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "year first, no 年度": (
        "2022年汐川县水利局部门整体支出绩效评价报告" + PROSE,
        "1.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "office alone on a line below title and year": (
        "部门整体支出绩效自评报告\n（2022年度）\n汐川县水利局\n\n一、决策\n\n我局2022年的资金安排围绕三件事展开。"
        + PROSE,
        "自评报告（定稿）.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "an office whose name holds 经": (
        "部门整体支出绩效自评报告\n\n一、基本情况\n\n汐川经济技术开发区投资促进局（以下简称“我局”）承担招商等职责。2022年预算 12.00 万元。"
        + PROSE,
        "post_88.txt",
        "汐川经济技术开发区投资促进局",
        (2022,),
        "self_evaluation",
    ),
    "an English bureau of two things, with its Chinese name": (
        "# Xichuan County Bureau of Culture and Tourism (汐川县文化和旅游局)\n\n## Self-evaluation of departmental expenditure, 2022\n\n"
        "The initial budget for 2022 was RMB 19.80 million, of which RMB 18.13 million was spent by the end of the year.\n",
        "EN.md",
        "汐川县文化和旅游局",
        (2022,),
        "other",
    ),
    "office and date on one line": (
        "# 柳河“院坝会”简报（第3期）\n\n**汐川县柳河街道办事处　2022年12月20日**\n\n全年开会 52 场。" + PROSE,
        "简报.md",
        "汐川县柳河街道办事处",
        (2022,),
        "other",
    ),
    "year in the middle": (
        "汐川县水利局2022年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "year in brackets on its own line": (
        "汐川县水利局\n部门整体支出绩效自评报告\n（2022年度）" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "year in brackets first": (
        "（2022年度）\n汐川县水利局部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "title over three lines": (
        "汐川县水利局\n2022年度部门整体支出\n绩效自评报告\n" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "region on a line of its own": (
        "汐川县\n水利局2022年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "year in Chinese": (
        "二〇二二年度汐川县水利局部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "code before the name": (
        "315-汐川县水利局2022年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "code in brackets": (
        "[315001]汐川县水利局2022年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "code with blanks": (
        "315001 汐川县水利局 2022年度 部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "furniture before, year on the line below": (
        FURNITURE + "汐川县水利局部门整体支出绩效自评报告\n（2022年度）" + PROSE,
        "post_123.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "furniture names another office": (
        FURNITURE + "2022年度汐川县融媒体中心单位整体支出绩效自评报告" + PROSE,
        "post_123.txt",
        "汐川县融媒体中心",
        (2022,),
        "self_evaluation",
    ),
    "published the year after": (
        "汐川县卫生健康局2021年度部门整体支出绩效自评报告\n发布时间：2022年8月3日" + PROSE,
        "2022.txt",
        "汐川县卫生健康局",
        (2021,),
        "self_evaluation",
    ),
    "notice of a third year": (
        "汐川县卫生健康局部门整体支出绩效自评报告\n\n根据《关于开展2023年绩效自评的通知》（汐财〔2023〕6号），现将2022年度情况报告如下。"
        + PROSE,
        "a.txt",
        "汐川县卫生健康局",
        (2022,),
        "self_evaluation",
    ),
    "about another year than its own": (
        "关于2022年度部门整体支出绩效自评情况的报告\n\n汐川县财政局：\n\n汐川县统计局高度重视绩效工作。汐川县统计局内设股室6个。"
        + PROSE
        + "\n汐川县统计局\n2023年4月7日\n",
        "a.txt",
        "汐川县统计局",
        (2022,),
        "self_evaluation",
    ),
    "addressed and signed": (
        "2022年部门整体支出绩效自评报告\n\n县财政局：\n\n根据要求，我局开展了自评。"
        + PROSE
        + "\n\n汐川县审计局\n2023年3月20日",
        "a.txt",
        "汐川县审计局",
        (2022,),
        "self_evaluation",
    ),
    "only in the introduction": (
        "部门整体支出绩效自评报告\n\n桐浦区文化广电旅游体育局（以下简称“区文广旅体局”）2020年度预算执行良好。" + PROSE,
        "a.txt",
        "桐浦区文化广电旅游体育局",
        (2020,),
        "self_evaluation",
    ),
    "only in the body": (
        "部门整体支出绩效自评报告\n\n2020年度，桐浦区司法局围绕中心工作。桐浦区司法局内设科室6个。2020年预算执行良好。"
        + PROSE,
        "a.txt",
        "桐浦区司法局",
        (2020,),
        "self_evaluation",
    ),
    "once in the body": (
        "部门整体支出绩效自评报告\n\n一、部门概况\n\n（一）桐浦区司法局主要职责是法治建设。\n\n2020年度预算执行良好，执行数98万元。",
        "a.txt",
        "桐浦区司法局",
        (2020,),
        "self_evaluation",
    ),
    "only in the file name": (
        "部门整体支出绩效自评报告" + PROSE,
        "桐浦区司法局2020年度部门整体支出绩效自评报告.txt",
        "桐浦区司法局",
        (2020,),
        "self_evaluation",
    ),
    "file name with marks": (
        "绩效自评报告" + PROSE,
        "附件3：桐浦区司法局_2020年_绩效自评报告(定稿).txt",
        "桐浦区司法局",
        (2020,),
        "self_evaluation",
    ),
    "file name with year and number first": (
        "绩效自评报告" + PROSE,
        "05-2020年桐浦区司法局绩效自评.txt",
        "桐浦区司法局",
        (2020,),
        "self_evaluation",
    ),
    "the page's title in the file name is no year": (
        "桐浦区司法局2020年度部门整体支出绩效自评报告" + PROSE,
        "P020230815123456789012.txt",
        "桐浦区司法局",
        (2020,),
        "self_evaluation",
    ),
    "nothing": ("绩效自评报告" + PROSE, "附件2.txt", "", (), "self_evaluation"),
    "委员会": (
        "澄湾市发展和改革委员会2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "澄湾市发展和改革委员会",
        (2023,),
        "self_evaluation",
    ),
    "党委部门": (
        "中共澄湾市委组织部2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "中共澄湾市委组织部",
        (2023,),
        "self_evaluation",
    ),
    "办公室": (
        "澄湾市人民政府办公室2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "澄湾市人民政府办公室",
        (2023,),
        "self_evaluation",
    ),
    "街道": (
        "澄湾市桐浦区柳溪街道办事处2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "澄湾市桐浦区柳溪街道办事处",
        (2023,),
        "self_evaluation",
    ),
    "镇政府": (
        "汐川县白鹭镇人民政府2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县白鹭镇人民政府",
        (2023,),
        "self_evaluation",
    ),
    "本级": (
        "汐川县教育局（本级）2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县教育局（本级）",
        (2023,),
        "self_evaluation",
    ),
    "本级 without brackets": (
        "汐川县教育局本级2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县教育局本级",
        (2023,),
        "self_evaluation",
    ),
    "机关": (
        "汐川县公安局机关2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县公安局机关",
        (2023,),
        "self_evaluation",
    ),
    "school": (
        "汐川县第三中学2023年度单位整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县第三中学",
        (2023,),
        "self_evaluation",
    ),
    "hospital": (
        "汐川县妇幼保健院2023年度单位整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县妇幼保健院",
        (2023,),
        "self_evaluation",
    ),
    "unit below a bureau": (
        "汐川县水利局河道管理所2023年度单位整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局河道管理所",
        (2023,),
        "self_evaluation",
    ),
    "zone": (
        "衡岚高新技术产业开发区管理委员会2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "衡岚高新技术产业开发区管理委员会",
        (2023,),
        "self_evaluation",
    ),
    "zone's office": (
        "衡岚经济技术开发区财政金融局2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "衡岚经济技术开发区财政金融局",
        (2023,),
        "self_evaluation",
    ),
    "court": (
        "汐川县人民法院2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县人民法院",
        (2023,),
        "self_evaluation",
    ),
    "federation": (
        "汐川县残疾人联合会2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县残疾人联合会",
        (2023,),
        "self_evaluation",
    ),
    "province": (
        "江澜省农业农村厅2023年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "江澜省农业农村厅",
        (2023,),
        "self_evaluation",
    ),
    "final account": (
        "汐川县民政局2023年度部门决算公开\n\n目 录\n\n第一部分 部门概况……1\n" + PROSE,
        "a.txt",
        "汐川县民政局",
        (2023,),
        "final_account",
    ),
    "final account, 2023年度…决算": (
        "2023年度汐川县民政局部门决算" + PROSE,
        "a.txt",
        "汐川县民政局",
        (2023,),
        "final_account",
    ),
    "final account with contents": (
        "汐川县民政局\n2023年度部门决算公开说明\n\n目录\n一、部门职责 PAGEREF _Toc1 \\h 2\n" + PROSE,
        "a.txt",
        "汐川县民政局",
        (2023,),
        "final_account",
    ),
    "monitoring": (
        "汐川县民政局2023年1-7月部门预算绩效运行监控报告" + PROSE,
        "a.txt",
        "汐川县民政局",
        (2023,),
        "monitoring",
    ),
    "target form": (
        "2024年度部门整体支出绩效目标申报表\n填报单位（盖章）：汐川县民政局\n" + PROSE,
        "a.txt",
        "汐川县民政局",
        (2024,),
        "target_form",
    ),
    "review": ("汐川县民政局2023年度绩效自评抽查复核意见" + PROSE, "a.txt", "汐川县民政局", (2023,), "review"),
    "third party": (
        "2022年度汐川县乡村道路养护资金财政重点绩效评价报告\n\n委托单位：汐川县财政局\n评价机构：江澜信达会计师事务所\n主管部门：汐川县交通运输局\n"
        + PROSE,
        "a.txt",
        "汐川县交通运输局",
        (2022,),
        "review",
    ),
    "project": (
        "汐川县林业局2023年度松材线虫病防治项目支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2023,),
        "project_evaluation",
    ),
    "project, its unit on the cover": (
        "项目支出绩效自评表\n（2023年度）\n项目名称：松材线虫病防治\n主管部门：汐川县林业局\n实施单位：汐川县森防站\n"
        + PROSE,
        "a.txt",
        "汐川县林业局",
        (2023,),
        "project_evaluation",
    ),
    "cover: unit with code": (
        "部门整体支出绩效自评表\n（2023年度）\n部门名称：402001-汐川县林业局\n" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2023,),
        "self_evaluation",
    ),
    "cover: code and name in two labels": (
        "部门整体支出绩效自评表\n预算编码：402001\n单位名称：汐川县林业局\n预算年度：2023\n填报日期：2024年2月26日\n"
        + PROSE,
        "a.txt",
        "汐川县林业局",
        (2023,),
        "self_evaluation",
    ),
    "cover: label and value on two lines": (
        "部门整体支出绩效自评表\n部门名称\n汐川县林业局\n评价年度\n2023\n" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2023,),
        "self_evaluation",
    ),
    "cover: only a filling date": (
        "汐川县林业局部门整体支出绩效自评表\n填报日期：2024年2月26日\n" + PROSE,
        "a.txt",
        "汐川县林业局",
        (),
        "self_evaluation",
    ),
    "several years": (
        "2021-2023年汐川县高标准农田建设专项资金绩效评价报告\n项目主管部门：汐川县农业农村局" + PROSE,
        "a.txt",
        "汐川县农业农村局",
        (2021, 2022, 2023),
        "project_evaluation",
    ),
    "markdown": (
        "# 汐川县城市管理局2022年度部门整体支出绩效自评报告\n\n## 一、基本情况\n\n我局执行数 9 万元。\n",
        "a.md",
        "汐川县城市管理局",
        (2022,),
        "self_evaluation",
    ),
    "notice number below": (
        "汐川县应急管理局文件\n汐应急〔2023〕12号\n\n汐川县应急管理局关于2022年度部门整体支出绩效自评的报告" + PROSE,
        "a.txt",
        "汐川县应急管理局",
        (2022,),
        "self_evaluation",
    ),
    "corrected": (
        "汐川县应急管理局2022年度部门整体支出绩效自评报告（更正版）" + PROSE,
        "a.txt",
        "汐川县应急管理局",
        (2022,),
        "self_evaluation",
    ),
    "about a correction": (
        "关于汐川县应急管理局2022年度部门决算的更正公告" + PROSE,
        "a.txt",
        "汐川县应急管理局",
        (2022,),
        "final_account",
    ),
    "English": (
        "Performance self-evaluation report 2021\n\nBudget 12 million yuan in 2021, executed 11 million yuan.\n",
        "report.txt",
        "",
        (2021,),
        "self_evaluation",
    ),
    "html": (
        "<html><head><meta charset='utf-8'><title>2022年度汐川县商务局部门决算</title></head><body><div>首页 &gt; 公开</div>"
        "<h1>2022年度汐川县商务局部门决算</h1><p>发布时间：2023-09-01</p><p>一、部门概况</p><p>我局执行数 98 万元。</p></body></html>",
        "content_1780559.html",
        "汐川县商务局",
        (2022,),
        "final_account",
    ),
    "html with the title in its head only": (
        "<html><head><meta charset='utf-8'><title>汐川县商务局2022年度部门整体支出绩效自评报告</title></head>"
        "<body><p>一、部门概况</p><p>我局执行数 98 万元，预算数 100 万元。</p></body></html>",
        "content_1780559.html",
        "汐川县商务局",
        (2022,),
        "self_evaluation",
    ),
    "region, year, office": (
        "汐川县2022年度水利局部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "letter": (
        "汐川县水利局关于报送2022年度部门整体支出绩效自评报告的函\n\n县财政局：" + PROSE,
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "its notice number and a rule": (
        "汐川县水利局\n————————————\n汐水〔2023〕5号\n\n2022年度部门整体支出绩效自评报告"
        + PROSE
        + "\n汐川县水利局\n2023年3月1日\n",
        "a.txt",
        "汐川县水利局",
        (2022,),
        "self_evaluation",
    ),
    "two names in brackets": (
        "汐川县农业农村局（汐川县乡村振兴局）2022年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县农业农村局",
        (2022,),
        "self_evaluation",
    ),
    "seal before the name": (
        "部门整体支出绩效自评表\n（2022年度）\n填报单位：（公章）汐川县林业局    填报日期：2023年3月1日\n" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "evaluated unit": (
        "部门整体支出绩效评价报告\n\n评价对象：汐川县林业局\n评价年度：2022年\n评价机构：江澜信达会计师事务所\n"
        + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "code and name on one line": (
        "部门整体支出绩效自评表\n单位代码：402001  单位名称：汐川县林业局  预算年度：2022\n" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "blanks in the year": (
        "汐川县林业局 2022 年 度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "the letter O in the year": (
        "二O二二年度汐川县林业局部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "half a year": (
        "汐川县林业局2022年上半年预算绩效运行监控报告" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "monitoring",
    ),
    "year of the budget and of its target": (
        "汐川县林业局2024年部门预算绩效目标表\n\n2023年执行数 3 万元。" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2024,),
        "target_form",
    ),
    "year only in the text": (
        "汐川县林业局部门整体支出绩效自评报告\n\n2022年，我局全年预算数 3 万元，2022年支出 2 万元，比2021年增长 5%。"
        + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "published copy with a source line": (
        "信息来源：汐川县财政局 发布日期：2023-05-06\n汐川县林业局2022年度部门整体支出绩效自评报告\n【打印】【关闭】"
        + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "attachment number on its own line": (
        "附件3\n\n汐川县林业局2022年度部门整体支出绩效自评报告" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "cover with a date in Chinese": (
        "部门整体支出绩效自评报告\n\n部门（单位）名称：汐川县林业局\n\n二〇二三年三月\n\n2022年度全年预算数 3 万元，2022年支出 2 万元。"
        + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "self_evaluation",
    ),
    "financial bureau reviews another": (
        "汐川县财政局关于汐川县林业局2022年度部门整体支出绩效自评的复核意见" + PROSE,
        "a.txt",
        "汐川县林业局",
        (2022,),
        "review",
    ),
    "progress circular": ("关于2023年9月汐川县县级部门预算支出进度的通报" + PROSE, "a.txt", "", (2023,), "ledger"),
    "project list": ("2023年汐川县重点项目清单\n\n一、全县安排重点项目 12 个。", "a.txt", "", (2023,), "project_list"),
    "payouts": ("2023年度汐川县惠企政策兑现明细\n\n共兑现 3 家企业。", "a.txt", "", (2023,), "payout"),
}

OFFICES = """
汐川县市场监督管理局 汐川县退役军人事务局 汐川县行政审批服务局 汐川县住房和城乡建设局 汐川县人力资源和社会保障局 汐川县地方志编纂委员会办公室
汐川县供销合作社联合社 汐川县机关事务服务中心 汐川县公共资源交易中心 汐川县土地储备中心 汐川县疾病预防控制中心 汐川县人民医院 汐川县中医院
汐川县白鹭镇中心卫生院 汐川县第一中学 汐川县实验小学 汐川县机关幼儿园 汐川县职业技术学校 汐川县图书馆 汐川县档案馆 汐川县气象局
汐川县消防救援大队 汐川县城市管理综合行政执法大队 汐川县国有白岭林场 汐川县人民检察院 汐川县人民法院 汐川县公安局交通警察大队 汐川县总工会
汐川县妇女联合会 汐川县工商业联合会 汐川县红十字会 汐川县科学技术协会 共青团汐川县委员会 中共汐川县委办公室 中共汐川县委政法委员会
中共汐川县委党校 汐川县人大常委会办公室 政协汐川县委员会办公室 汐川县委网信办 汐川县信访局 汐川县白鹭镇人民政府 汐川县石渡乡人民政府
澄湾市桐浦区柳溪街道办事处 澄湾市桐浦区教育局 苍坪自治县民族宗教事务局 白音旗水利局 衡岚市自然资源和规划局 衡岚市生态环境局桐浦分局
衡岚经济技术开发区管理委员会 衡岚高新区管委会 江澜省生态环境厅 江澜省汐川县水利局 澄湾市政务服务和数据管理局 澄湾市住房公积金管理中心
汐川县融媒体中心 汐川县殡仪馆 汐川县敬老院 汐川县水利水电工程建设服务中心 汐川县农村公路养护中心 汐川县库区移民服务中心 汐川县城区环卫所
"""

SHEETS = {
    "title row": (
        sheet(
            ["汐川县水利局2023年度预算执行情况表"],
            ["单位：万元"],
            ["项目", "预算数", "执行数"],
            ["基本支出", 3, 2],
            ["项目支出", 5, 4],
        ),
        "a.xlsx",
        "汐川县水利局",
        (2023,),
        "ledger",
    ),
    "labels beside their values": (
        sheet(
            ["部门整体支出绩效自评表"],
            ["（2023年度）"],
            ["部门名称", "汐川县水利局"],
            ["三级指标", "年度指标值", "实际完成值", "得分"],
            ["新建管网", "≥40公里", "41公里", 10],
        ),
        "a.xlsx",
        "汐川县水利局",
        (2023,),
        "self_evaluation",
    ),
    "sheet name": (
        sheet(["项目名称", "总投资（万元）", "开工时间"], ["供水改造", 250, "2023年3月"], title="汐川县水利局2023"),
        "附件.xlsx",
        "汐川县水利局",
        (2023,),
        "project_list",
    ),
    "file name": (
        sheet(["项目名称", "总投资（万元）", "开工时间"], ["供水改造", 250, "3月"], ["管网改造", 150, "4月"]),
        "汐川县水利局2023年重点项目.xlsx",
        "汐川县水利局",
        (2023,),
        "project_list",
    ),
    "many departments": (
        sheet(
            ["汐川县2023年1-9月部门支出进度台账"],
            ["单位名称", "预算数", "累计支出", "支出进度"],
            ["汐川县水利局", 10, 7, "70%"],
            ["汐川县教育局", 20, 15, "75%"],
        ),
        "a.xlsx",
        "",
        (2023,),
        "ledger",
    ),
    "many departments, year in a column": (
        sheet(
            ["年度", "部门", "预算数（万元）", "执行数（万元）"],
            [2022, "汐川县水利局", 10, 7],
            [2023, "汐川县教育局", 20, 15],
        ),
        "a.xlsx",
        "",
        (2022, 2023),
        "ledger",
    ),
    "one department in a column": (
        sheet(
            ["年度", "部门", "预算数（万元）", "执行数（万元）"],
            [2022, "汐川县水利局", 10, 7],
            [2023, "汐川县水利局", 20, 15],
        ),
        "a.xlsx",
        "汐川县水利局",
        (2022, 2023),
        "ledger",
    ),
    "short names under a region": (
        sheet(
            ["汐川县2023年部门预算执行情况统计表"], ["单位", "预算数", "执行数"], ["水利局", 10, 7], ["教育局", 20, 15]
        ),
        "a.xlsx",
        "",
        (2023,),
        "ledger",
    ),
    "office and its parts": (
        sheet(
            ["汐川县教育局2023年度预算执行台账"],
            ["单位", "预算数", "执行数"],
            ["汐川县教育局本级", 10, 7],
            ["汐川县第一中学", 20, 15],
        ),
        "a.xlsx",
        "",
        (2023,),
        "ledger",
    ),
    "payouts to firms": (
        sheet(
            ["汐川县工业和信息化局2023年奖励资金兑现明细"],
            ["企业名称", "政策", "奖励金额（万元）"],
            ["甲公司", "研发", 20],
            ["乙公司", "技改", 30],
        ),
        "a.xlsx",
        "汐川县工业和信息化局",
        (2023,),
        "payout",
    ),
}


def _case(found: Identity) -> tuple[str, tuple[int, ...], str]:
    return found.department, found.years, found.kind


@pytest.mark.parametrize(("text", "name", "department", "years", "kind"), REPORTS.values(), ids=REPORTS)
def test_a_report_is_identified(text: str, name: str, department: str, years: tuple[int, ...], kind: str) -> None:
    assert _case(known(text, name)) == (department, years, kind)


@pytest.mark.parametrize(("data", "name", "department", "years", "kind"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_is_identified(data: bytes, name: str, department: str, years: tuple[int, ...], kind: str) -> None:
    assert _case(known(data, name)) == (department, years, kind)


@pytest.mark.parametrize(
    "title", ["{}2022年度部门整体支出绩效自评报告", "2022年度{}部门决算", "{}部门整体支出绩效自评报告（2022年度）"]
)
@pytest.mark.parametrize("name", OFFICES.split())
def test_a_name_ends_where_it_ends(name: str, title: str) -> None:
    found = known(title.format(name) + PROSE, "附件.txt")
    assert (found.department, found.years) == (name, (2022,))


def test_the_year_of_a_registry_s_code_is_not_reported_on() -> None:
    page = (
        "<table><tr><td>索引号</td><td>XCDY-0703-2024-00316</td><td>发布机构</td><td>汐川县水利局</td></tr>"
        "<tr><td>成文日期</td><td>2024-04-18</td><td>浏览次数</td><td>271</td></tr></table>"
        "<h1>部门整体支出绩效自评报告</h1><p>汐川县水利局2023年年初预算2,150.00万元，实际支出2,104.36万元。</p>"
    )
    assert known(f"<html><meta charset='utf-8'><body>{page}</body></html>", "post_8.html").years == (2023,)


def test_what_is_handed_in_is_no_part_of_the_name() -> None:
    found = known(f"关于报送云杉市供销合作社联合社2023年度部门整体支出绩效自评情况的报告{PROSE}", "自评材料.txt")
    assert (found.department, found.region) == ("云杉市供销合作社联合社", "云杉市")


def test_what_a_sheet_is_called_is_no_part_of_its_region() -> None:
    data = sheet(
        ["汐川县本级部门2022年预算执行台账"], ["部门", "预算数"], ["水利局", 3], ["林业局", 4], title="季度台账"
    )
    assert known(data, "台账.xlsx").region == "汐川县"


def test_a_sheet_s_name_is_no_part_of_the_title() -> None:
    rows = (
        ["汐川县2023年1-9月部门支出进度台账"],
        ["单位名称", "预算数", "累计支出"],
        ["汐川县水利局", 10, 7],
        ["汐川县教育局", 20, 15],
    )
    assert known(sheet(*rows, title="进度台账"), "a.xlsx").title == "汐川县2023年1-9月部门支出进度台账"
