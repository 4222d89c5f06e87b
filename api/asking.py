"""What every door does before it asks: settle the language, refuse what cannot be asked."""

import re
from collections.abc import Sequence

from assistant.errors import InvalidQuestion
from assistant.records.model import Pinned, Question
from assistant.settings import Settings

# Earlier questions beyond these tell nothing about what "it" or "那一年" means.
MAX_HISTORY = 20

_ENGLISH = re.compile(
    r"\b(?:what|how|which|who|when|where|why|did|does|do|was|were|is|are|the|of|in|for|by|and|much|many|show|list|compare|tell)\b",
    re.I,
)
_FEW = 2
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def language_of(text: str, default: str = "zh") -> str:
    """The language to answer in when none is named: "zh" for Chinese characters, "en" for other letters.

    An English sentence may name an office in Chinese (What did 水务局 spend in 2022?): English function words decide.
    """
    if _CJK.search(text):
        return "en" if len(_ENGLISH.findall(text)) >= _FEW else "zh"
    return "en" if any(character.isalpha() for character in text) else default


def question_of(
    text: str,
    *,
    settings: Settings,
    history: Sequence[str] = (),
    language: str | None = None,
    pinned: Pinned | None = None,
) -> Question:
    """The question to ask, stripped, with the last `MAX_HISTORY` earlier ones (oldest first).

    Raises InvalidQuestion when it, or an earlier one, is empty or longer than `settings.max_question_chars`.
    """
    earlier = tuple(_asked(turn, settings) for turn in history[-MAX_HISTORY:] if turn.strip())
    asked = _asked(text, settings)
    return Question(asked, earlier, language or language_of(asked, settings.language), pinned or Pinned())


def _asked(text: str, settings: Settings) -> str:
    asked = text.strip()
    if not asked:
        raise InvalidQuestion("question", zh="问题是空的，请写下要问的内容", en="is empty; write what to ask")
    limit = settings.max_question_chars
    if len(asked) > limit:
        raise InvalidQuestion(
            asked[:20] + "…",
            zh=f"问题有 {len(asked)} 个字符，最多 {limit} 个，请缩短",
            en=f"the question has {len(asked)} characters; at most {limit} can be asked, shorten it",
        )
    return asked
