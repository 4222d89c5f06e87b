"""Why a file of a known kind is not read, and the way out: one sentence in each language."""

from collections.abc import Sequence

from assistant.errors import UnreadableFile

_UNPACK_ZH, _UNPACK_EN = (
    "请解压后提供里面的文件，或重新打包为 .zip",
    "unpack it and supply the files, or pack them as .zip",
)
_REASONS: dict[str, tuple[str, str, str, str]] = {
    ".rar": ("RAR 压缩包", "a RAR archive", _UNPACK_ZH, _UNPACK_EN),
    ".7z": ("7z 压缩包", "a 7z archive", _UNPACK_ZH, _UNPACK_EN),
    ".gz": ("gzip 压缩文件", "a gzip archive", _UNPACK_ZH, _UNPACK_EN),
    ".tar": ("tar 压缩文件", "a tar archive", _UNPACK_ZH, _UNPACK_EN),
    ".zip": ("压缩包", "an archive", "请解压后提供里面的文件", "unpack it and supply the files"),
    ".wps": ("WPS 文字文档", "a WPS Writer document", "请用 WPS 另存为 .docx", "save it in WPS as .docx"),
    ".et": ("WPS 表格", "a WPS spreadsheet", "请用 WPS 另存为 .xlsx", "save it in WPS as .xlsx"),
    ".dps": ("WPS 演示文稿", "a WPS presentation", "请另存为 PDF", "save it as PDF"),
    ".ppt": ("演示文稿", "a presentation", "请另存为 PDF", "save it as PDF"),
    ".pptx": ("演示文稿", "a presentation", "请另存为 PDF", "save it as PDF"),
    ".odp": ("演示文稿", "a presentation", "请另存为 PDF", "save it as PDF"),
    ".odt": ("OpenDocument 文档", "an OpenDocument text", "请另存为 .docx", "save it as .docx"),
    ".ods": ("OpenDocument 表格", "an OpenDocument spreadsheet", "请另存为 .xlsx", "save it as .xlsx"),
    ".xlsb": ("二进制 Excel 文件", "a binary Excel workbook", "请另存为 .xlsx", "save it as .xlsx"),
    ".ofd": ("OFD 版式文件", "an OFD document", "请用阅读器导出为 PDF", "export it as PDF from its viewer"),
    ".xml": (
        "Office 2003 XML 文件",
        "an Office 2003 XML file",
        "请用 Office 另存为 .docx 或 .xlsx",
        "save it in Office as .docx or .xlsx",
    ),
    ".ole": (
        "不认识的旧版 Office 文件",
        "an old Office file of unknown kind",
        "请用 Office 或 WPS 另存为 .docx、.xlsx",
        "save it in Office or WPS as .docx or .xlsx",
    ),
    ".exe": ("程序", "a program", "请提供报告或表格文件", "supply a report or spreadsheet"),
    ".db": ("数据库文件", "a database", "请导出为 .xlsx 或 .csv", "export it as .xlsx or .csv"),
    ".pdf": ("PDF 文件", "a PDF file", "请另存为文本", "save it as text"),
    ".png": ("图片", "a PNG image", "请提供其文字", "supply its text"),
    ".jpg": ("图片", "a JPEG image", "请提供其文字", "supply its text"),
    ".tif": ("图片", "a TIFF image", "请提供其文字", "supply its text"),
    ".gif": ("图片", "a GIF image", "请提供其文字", "supply its text"),
    ".xls": ("旧版 Excel 文件", "an old Excel workbook", "请另存为 .csv", "save it as .csv"),
    ".xlsx": ("Excel 文件", "an Excel workbook", "请另存为 .csv", "save it as .csv"),
}


def refusal(name: str, kind: str) -> UnreadableFile:
    """The reason for a file that is of `kind` by its content ("encrypted" for an Office file under a password)."""
    if kind == "encrypted":
        return UnreadableFile(
            name,
            zh="文件已加密，需要密码才能打开；请去掉密码后另存再提供。",
            en="the file is encrypted with a password; remove the password, save it and supply it again.",
        )
    zh, en, way_zh, way_en = _REASONS.get(
        kind, (f"{kind} 文件", f"a {kind} file", "请换一种格式", "supply another format")
    )
    return UnreadableFile(
        name, zh=f"内容是{zh}，暂不支持；{way_zh}。", en=f"it is {en}, not a supported format; {way_en}."
    )


def unsupported(name: str, suffix: str, known: Sequence[str]) -> UnreadableFile:
    """The reason for a file whose name's `suffix` no reader takes and whose content is of no known kind."""
    if suffix in _REASONS:
        zh, en, way_zh, way_en = _REASONS[suffix]
        return UnreadableFile(
            name, zh=f"{zh}（{suffix}）暂不支持；{way_zh}。", en=f"{suffix}, {en}, is not a supported format; {way_en}."
        )
    listed = "、".join(known)
    return UnreadableFile(
        name,
        zh=f"暂不支持{f'“{suffix}”' if suffix else '没有扩展名的'}文件；请转换为 {listed} 之一。",
        en=f"{suffix or 'a file without suffix'} is not a supported format; convert it to one of {', '.join(known)}.",
    )
