"""Traditional characters as simplified ones, for comparing words only: what is stored is never changed."""

from functools import cache, lru_cache
from importlib.resources import files


@lru_cache(maxsize=50_000)
def simplified(text: str) -> str:
    """`text` in simplified characters (總計: 总计), character by character, so that places stay what they were."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """The characters that have one simplified form, with the first of several; from the OpenCC data."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines)
    return {ord(old): new.split()[0] for old, _, new in pairs if len(old) == 1 and len(new.split()[0]) == 1}
