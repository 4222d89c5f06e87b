"""The full name of an office that a table names shortly: 市教育局 in a table of 澜桥市 is 澜桥市教育局."""

import re

_LEVELS = "省市区县州旗镇乡"
_TOTAL = re.compile(r"^(?:合计|总计|小计|累计|全[省市区县](?:合计)?|平均|total)$", re.I)
# 城市 of 区城市管理局, 乡 of 住房和城乡建设局 name no region.
_REGION = re.compile(
    rf"^[\u4e00-\u9fff]{{2,}}?(?:(?<!城)[{_LEVELS}]|(?<=城)[区县州旗镇]|(?<=城)市(?!管理|规划|建设|更新|综合|运行|公用|照明|园林|轨道))"
)


def full_name(written: str, region: str) -> str:
    """`written` with the table's `region` in front where it names none of its own; "" for a row of totals.

    A lone level (市, 区) in front stands for the region of that level: 区教育局 in 澜桥市榆岭区 is 澜桥市榆岭区教育局.
    """
    if _TOTAL.match(written):
        return ""
    if not region or not written or _REGION.match(written) or written.startswith(region.rstrip("省市区县旗盟州")):
        return written
    if written[0] in _LEVELS:
        return region + written[1:] if region.endswith(written[0]) else written
    return region + written
