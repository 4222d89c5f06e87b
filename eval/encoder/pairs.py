"""Training pairs: texts that belong together, in sets that teach different things.

domain     questions and passages of invented reports, Chinese and English; sentences and the passage around them
mixed      Chinese questions with their terms said in English (staff mix languages freely)
glossary   English terms and their Chinese words
synonyms   colloquial words (花了) and report words (支出), alone and inside questions
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.records.vocabulary import Indicator, Vocabulary
from eval.encoder.templates import Intent, Report, Templates, Told, write_reports

Pair = tuple[str, str]
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much of each set is written; a set is cut at `most` pairs."""

    domain_reports: int = 400
    cloze_reports: int = 150
    mixed_reports: int = 300
    synonym_reports: int = 300
    glossary_repeats: int = 6
    synonym_repeats: int = 4
    indicator_repeats: int = 4
    most: int = 60_000


def training_pairs(templates: Templates, words: Vocabulary, amounts: Amounts, seed: int) -> dict[str, list[Pair]]:
    """The sets by name, shuffled; the same for the same `seed`. A set without a single pair is left out."""
    rng = random.Random(seed)

    def asked(reports: int, number: int, languages: str) -> list[Pair]:
        return question_pairs(templates, write_reports(templates, reports, seed + number), rng, languages)

    def said() -> list[Pair]:
        questions = asked(amounts.synonym_reports, 2, "zh")
        return synonym_pairs(questions, words.synonyms, rng, repeats=amounts.synonym_repeats)

    cloze = cloze_pairs(write_reports(templates, amounts.cloze_reports, seed + 9), rng)
    sets = {
        "domain": asked(amounts.domain_reports, 0, "zh en") + cloze,
        "mixed": mixed_pairs(asked(amounts.mixed_reports, 1, "zh"), words.glossary, rng),
        "glossary": list(_each(words.glossary)) * amounts.glossary_repeats,
        "synonyms": said(),
        "indicators": indicator_pairs(words.indicators) * amounts.indicator_repeats,
    }
    for pairs in sets.values():
        rng.shuffle(pairs)
    return {name: pairs[: amounts.most] for name, pairs in sets.items() if pairs}


def question_pairs(templates: Templates, reports: Iterable[Report], rng: random.Random, languages: str) -> list[Pair]:
    """A question to each passage in each language of `languages` ("zh en"); half name department and year."""
    pairs = []
    for report in reports:
        for told in report.passages:
            for language in languages.split():
                question, passage = rng.choice(_questions(templates, report, told, language, rng)), told.text
                if rng.random() < 0.5:
                    passage = f"{report.title}\n{passage}"
                    question = rng.choice(_named(report, question, language))
                pairs.append((question, passage))
    return pairs


def _questions(templates: Templates, report: Report, told: Told, language: str, rng: random.Random) -> Sequence[str]:
    chinese = language == "zh"
    names = told.source.zh if chinese else told.source.en
    if isinstance(told.source, Intent):
        return names
    measure = rng.choice(names)
    if chinese:
        return [q.format(n=measure, y4=report.year) for q in templates.measure_zh]
    return [q.format(e=measure) for q in templates.measure_en]


def _named(report: Report, question: str, language: str) -> tuple[str, str]:
    if language == "zh":
        return (
            f"{report.department}{report.year}年{question}",
            f"{report.year}年{report.department}{question}",
        )
    return f"{report.year}: {question}", question


def cloze_pairs(reports: Iterable[Report], rng: random.Random) -> list[Pair]:
    """A sentence and the rest of its passage; a passage's opening words and what follows the colon."""
    pairs = []
    for text in (told.text for report in reports for told in report.passages):
        sentences = [s for s in text.replace("；", "。").split("。") if len(s) > 5]
        if len(sentences) > 1:
            taken = sentences.pop(rng.randrange(len(sentences)))
            pairs.append((taken, "。".join(sentences)))
        opening, colon, rest = text.partition("：")
        if colon:
            pairs.append((opening, rest))
    return pairs


def mixed_pairs(pairs: Iterable[Pair], glossary: Words, rng: random.Random) -> list[Pair]:
    """The pairs with most Chinese terms of the question said in English, and most other characters dropped."""
    english = defaultdict(list)
    for phrase, chinese in _each(glossary):
        english[chinese].append(phrase)
    longest = max(map(len, english), default=0)
    said = ((_mixed(question, english, longest, rng), passage) for question, passage in pairs)
    return [pair for pair in said if pair[0]]


def _mixed(question: str, english: Mapping[str, Sequence[str]], longest: int, rng: random.Random) -> str:
    words: list[str] = []
    at = 0
    while at < len(question):
        ends = range(min(len(question), at + longest), at, -1)
        term = next((question[at:end] for end in ends if question[at:end] in english), "")
        if term:
            words.append(rng.choice(english[term]) if rng.random() < 0.8 else term)
        elif rng.random() < 0.3:
            words.append(question[at])
        at += len(term) or 1
    return " ".join(" ".join(words).split())


def synonym_pairs(pairs: Iterable[Pair], synonyms: Words, rng: random.Random, *, repeats: int) -> list[Pair]:
    """Colloquial and report words as pairs, and questions with report words said colloquially."""
    colloquial = defaultdict(list)
    for said, written in _each(synonyms):
        colloquial[written].append(said)
    out = list(_each(synonyms)) * repeats
    for question, passage in pairs:
        for written, said_words in colloquial.items():
            if written in question:
                out.append((question.replace(written, rng.choice(said_words)), passage))
            elif written in passage[:60] and rng.random() < 0.15:
                out.append((rng.choice(said_words), passage))
    return out


def indicator_pairs(indicators: Iterable[Indicator]) -> list[Pair]:
    """Every other name of an indicator with its Chinese name, and its Chinese and English name with its meaning."""
    pairs: list[Pair] = []
    for one in indicators:
        names = (one.en, *one.synonyms_en, *one.synonyms)
        pairs += [(name, one.zh) for name in names]
        pairs += [(name, one.definition_zh) for name in (one.zh, one.en) if one.definition_zh]
    return pairs


def _each(words: Words) -> Iterable[Pair]:
    return ((key, value) for key, values in words.items() for value in values)
