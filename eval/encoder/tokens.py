"""The tokenizer, and where training starts from.

Chinese words of at most two characters from jieba's word list (MIT), common characters, Latin words of the training
text, digits one by one. Longer pieces glue report phrases together (部门整体支出绩效) and lose what differs inside.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

PAD, UNKNOWN = "[PAD]", "[UNK]"
SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789.%()，。：；、“”《》"
DIGIT_SHARE = 1e-2
CHARACTERS_PER_WORD = 1.6


def token_shares(texts: Iterable[str], size: int, longest_word: int = 2) -> dict[str, float]:
    """At most `size` tokens (two are added by the tokenizer) with their share of ordinary text."""
    words, characters = _chinese_counts(longest_word)
    alphabet = _common_characters() + list(SIGNS)
    latin = Counter(word for text in texts for word in re.findall(r"[a-z]+", text.lower()))
    latin_places = min(len(latin), size // 3)
    chinese_total = sum(characters.values()) / CHARACTERS_PER_WORD
    chosen = words.most_common(size - latin_places - len(alphabet))
    shares = {word: count / chinese_total for word, count in chosen}
    for sign in alphabet:
        shares.setdefault(sign, max(1, characters[sign]) / chinese_total / 50)
    latin_total = max(1, latin.total())
    shares |= {word: n / latin_total for word, n in latin.most_common(latin_places) if len(word) > 1}
    return shares


def _chinese_counts(longest_word: int) -> tuple[Counter[str], Counter[str]]:
    """Counts of Chinese words of two to `longest_word` characters, and of all characters, in jieba's list."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for word, count in jieba.dt.FREQ.items():
        if count and len(word) <= longest_word and re.fullmatch(r"[\u4e00-\u9fff]{2,}", word):
            words[word] = count
        for character in word if count else "":
            characters[character] += count
    return words, characters


def _common_characters() -> list[str]:
    """The 6,763 characters of GB 2312."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [character for character in (row.decode("gb2312", "ignore") for row in rows) if character]


def make_tokenizer(shares: Mapping[str, float]) -> Tokenizer:
    """A unigram tokenizer over `shares`: width and case folded, other signs dropped, digits one by one."""
    pieces = [(PAD, 0.0), (UNKNOWN, -30.0)] + [(word, math.log(share)) for word, share in shares.items()]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=1))
    tokenizer.add_special_tokens([PAD])
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"[^\w%.]|_"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r"[0-9.%]|[a-z]+"), "isolated"), pre_tokenizers.WhitespaceSplit()]
    )
    return tokenizer


def start_vectors(
    tokenizer: Tokenizer, shares: Mapping[str, float], dim: int, rarity: float, seed: int
) -> NDArray[np.float32]:
    """Random directions, (tokens, dim), the longer the rarer the token: words never trained stay usable.

    Length is about `rarity / (rarity + share)` (smooth inverse frequency).
    """
    vectors = np.random.default_rng(seed).standard_normal((tokenizer.get_vocab_size(), dim)).astype(np.float32)
    share = np.ones(len(vectors))
    ids = tokenizer.get_vocab()
    for word, value in shares.items():
        share[ids[word]] = DIGIT_SHARE if word in "0123456789.%" else value
    vectors *= (rarity / (rarity + share))[:, None].astype(np.float32)
    vectors[ids[PAD]] = 0
    return vectors
