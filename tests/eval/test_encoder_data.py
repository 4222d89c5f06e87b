"""What the shipped encoder is trained on: invented reports, pairs and tokens."""

import random
import re
from dataclasses import replace

import numpy as np
import pytest

from assistant.records.embed import load_encoder
from assistant.records.vocabulary import load_vocabulary
from eval.encoder.holdout import measure
from eval.encoder.pairs import Amounts, cloze_pairs, indicator_pairs, mixed_pairs, synonym_pairs, training_pairs
from eval.encoder.templates import Intent, Templates, load_templates, write_reports
from eval.encoder.tokens import PAD, make_tokenizer, start_vectors, token_shares

FEW = Amounts(domain_reports=3, cloze_reports=3, mixed_reports=3, synonym_reports=3, most=200)


@pytest.fixture(scope="module")
def templates() -> Templates:
    return load_templates()


class TestTemplates:
    def test_what_is_held_out_is_not_trained_on(self, templates: Templates) -> None:
        assert not set(templates.train.places) & set(templates.held_out.places)
        assert not set(templates.train.fields) & set(templates.held_out.fields)
        for intent in templates.intents:
            for trained, held in (("text", "held_out_text"), ("zh", "held_out_zh"), ("en", "held_out_en")):
                assert not set(getattr(intent, trained)) & set(getattr(intent, held)), intent.key

    def test_every_intent_has_texts_and_questions(self, templates: Templates) -> None:
        for intent in templates.intents:
            assert all(getattr(intent, name) for name in Intent.__dataclass_fields__), intent.key
        assert len({intent.key for intent in templates.intents}) == len(templates.intents)

    @pytest.mark.parametrize("held_out", [False, True])
    def test_reports_are_filled_and_told_once_for_each_intent(self, templates: Templates, held_out: bool) -> None:
        for report in write_reports(templates, 30, 5, held_out=held_out, unseen_wording=held_out):
            told = [passage.source for passage in report.passages]
            assert [source for source in told if isinstance(source, Intent)] == list(templates.intents)
            assert len(told) > len(templates.intents)
            assert not any(re.search(r"[{}]", passage.text) for passage in report.passages)

    def test_the_same_seed_writes_the_same_reports(self, templates: Templates) -> None:
        assert write_reports(templates, 4, 1) == write_reports(templates, 4, 1)
        assert write_reports(templates, 4, 1) != write_reports(templates, 4, 2)

    def test_no_two_reports_share_department_and_year(self, templates: Templates) -> None:
        reports = write_reports(templates, 60, 3)
        assert len({(report.department, report.year) for report in reports}) == 60

    def test_spending_fits_its_rate(self, templates: Templates) -> None:
        pattern = re.compile(r"全年预算数([\d.]+)万元，执行数([\d.]+)万元，完成预算的([\d.]+)%")
        texts = (told.text for report in write_reports(templates, 40, 3) for told in report.passages)
        stated = [tuple(map(float, found.groups())) for found in map(pattern.search, texts) if found]
        assert stated
        assert all(spent / budget * 100 == pytest.approx(rate, abs=0.06) for budget, spent, rate in stated)


class TestPairs:
    def test_the_sets_are_the_same_for_the_same_seed(self, templates: Templates) -> None:
        words = load_vocabulary()
        first = training_pairs(templates, words, FEW, 1)
        assert first == training_pairs(templates, words, FEW, 1)
        assert set(first) == {"domain", "mixed", "glossary", "synonyms", "indicators"}
        assert all(0 < len(pairs) <= FEW.most for pairs in first.values())
        assert all(question and passage for pairs in first.values() for question, passage in pairs)

    def test_words_of_an_office_are_learned_too(self, templates: Templates, tmp_path) -> None:
        (tmp_path / "synonyms.tsv").write_text("撒钱\t支出\n", "utf-8")
        pairs = training_pairs(templates, load_vocabulary(tmp_path), replace(FEW, most=90_000), 1)
        assert ("撒钱", "支出") in pairs["synonyms"]

    def test_cloze_takes_a_sentence_out(self, templates: Templates) -> None:
        pairs = cloze_pairs(write_reports(templates, 5, 1), random.Random(1))
        assert pairs
        assert not any(sentence in rest for sentence, rest in pairs if len(sentence) > 20)

    def test_mixed_questions_say_terms_in_english(self) -> None:
        glossary = {"execution rate": ("执行率", "预算执行率"), "budget": ("预算",)}
        said = {mixed_pairs([("预算执行率多少", "p")], glossary, random.Random(n))[0][0] for n in range(30)}
        assert any("execution rate" in question for question in said)
        assert not any("budget" in question for question in said)  # the longest term wins

    def test_synonyms_replace_report_words(self) -> None:
        pairs = synonym_pairs([("支出多少", "p")], {"花了": ("支出",)}, random.Random(1), repeats=2)
        assert pairs == [("花了", "支出")] * 2 + [("花了多少", "p")]

    def test_every_english_name_meets_its_chinese_one(self) -> None:
        vocabulary = load_vocabulary()
        pairs = set(indicator_pairs(vocabulary.indicators))
        assert {(one.en, one.zh) for one in vocabulary.indicators} <= pairs


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    return token_shares(["Budget execution rate", "预算执行率 97%"], 9_000)


class TestTokens:
    def test_words_have_at_most_two_characters(self, shares: dict[str, float]) -> None:
        assert len(shares) <= 9_000
        assert {"预算", "执行", "支", "budget", "execution", "7"} <= set(shares)
        assert max(len(word) for word in shares if not word.isascii()) == 2
        assert all(share > 0 for share in shares.values())

    @pytest.mark.parametrize(
        ("text", "tokens"),
        [
            ("预算执行率97.2%", ["预算", "执行", "率", "9", "7", ".", "2", "%"]),
            ("ＢＵＤＧＥＴ：Execution", ["budget", "execution"]),
            ("“预算”——执行", ["预算", "执行"]),
            ("", []),
        ],
    )
    def test_tokens(self, shares: dict[str, float], text: str, tokens: list[str]) -> None:
        assert make_tokenizer(shares).encode(text).tokens == tokens

    def test_rare_words_start_longer_than_common_ones(self, shares: dict[str, float]) -> None:
        tokenizer = make_tokenizer(shares)
        lengths = np.linalg.norm(start_vectors(tokenizer, shares, 16, 1e-3, 1), axis=1)
        ids = tokenizer.get_vocab()
        assert lengths[ids[PAD]] == 0
        common = max((word for word in shares if len(word) == 2 and not word.isascii()), key=shares.__getitem__)
        rare = min((word for word in shares if len(word) == 2 and not word.isascii()), key=shares.__getitem__)
        assert lengths[ids[rare]] > 2 * lengths[ids[common]]


def test_the_shipped_encoder_finds_held_out_passages(templates: Templates) -> None:
    recall = {one.name: one for one in measure(load_encoder(None), templates)}
    chinese = recall["Chinese, within the report, report wording"]
    english = recall["English, within the report, report wording"]
    assert chinese.first_five > 0.8
    assert english.first_five > 0.5
    assert all(0 <= one.first <= one.first_five <= 1 and one.questions > 1000 for one in recall.values())
