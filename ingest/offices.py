"""The full name of an office that a table names shortly: 市教育局 in a table of 澜桥市 is 澜桥市教育局."""

import re

_LEVELS = "省市区县州旗镇乡"
_TOTAL = re.compile(r"^(?:合计|总计|小计|累计|全[省市区县](?:合计)?|平均|total)$", re.I)
_REGION = re.compile(rf"^[\u4e00-\u9fff]{{2,}}?[{_LEVELS}]")


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
