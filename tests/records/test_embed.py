"""One suite for every encoder, and what only the shipped one or a configured one must do."""

import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.errors import InvalidSetting
from assistant.records.embed import SHIPPED, SHIPPED_ID, Encoder, Training, load_encoder, train_static
from assistant.records.static_encoder import TOKENIZER, WEIGHTS, load_static, pack

WORDS = ["[PAD]", "[UNK]", "预算", "执行", "满意度", "budget", "executed", "支出"]
TEXTS = [
    "全年预算数 812.40 万元，支出 790.13 万元，执行率 97.26%",
    "服务对象满意度 95%",
    "How much of the budget was executed?",
    "１－１１月，完成投资30亿元的64%，龘",
    "budget",
    "。" * 40,
]


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return load_encoder(None)


def tiny_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def tiny_weights(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((len(WORDS), 8)).astype(np.float32)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of eight tokens, saved as any downloaded one would be."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    folder = tmp_path_factory.mktemp("model")
    tokens = StaticEmbedding(tiny_tokenizer(), embedding_weights=tiny_weights())
    SentenceTransformer(modules=[tokens], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module", params=["shipped", "configured"])
def encoder(request: pytest.FixtureRequest, shipped: Encoder) -> Encoder:
    if request.param == "shipped":
        return shipped
    return load_encoder(str(request.getfixturevalue("model_folder")))


class TestEveryEncoder:
    def test_gives_float32_rows_of_its_dim(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), encoder.dim)

    def test_gives_unit_length(self, encoder: Encoder) -> None:
        lengths = np.linalg.norm(encoder.encode(["预算 执行", "budget executed"]), axis=1)
        assert lengths == pytest.approx([1, 1], abs=1e-5)

    def test_no_texts_give_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, encoder.dim)

    def test_a_text_without_words_gives_zeros_and_no_warning(self, encoder: Encoder) -> None:
        assert not encoder.encode([""]).any()

    def test_a_vector_does_not_depend_on_its_batch(self, encoder: Encoder) -> None:
        together = encoder.encode(TEXTS * 90)
        alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
        assert np.abs(together[-len(TEXTS) :] - alone).max() < 1e-6

    def test_is_named_and_fingerprinted(self, encoder: Encoder) -> None:
        assert encoder.id
        assert len(encoder.fingerprint) == 16
        assert int(encoder.fingerprint, 16) >= 0

    def test_may_be_shared_by_threads(self, encoder: Encoder) -> None:
        alone = encoder.encode(TEXTS)
        with ThreadPoolExecutor(4) as pool:
            for vectors in pool.map(lambda _: encoder.encode(TEXTS), range(12)):
                assert np.array_equal(vectors, alone)


class TestShipped:
    def test_equals_sentence_transformers_with_the_same_weights(self, shipped: Encoder) -> None:
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        with np.load(SHIPPED / WEIGHTS) as packed:
            weights = packed["tokens"].astype(np.float32) * packed["scales"].astype(np.float32)
        tokens = StaticEmbedding(Tokenizer.from_file(str(SHIPPED / TOKENIZER)), embedding_weights=weights)
        model = SentenceTransformer(modules=[tokens], device="cpu")
        theirs = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
        assert np.abs(theirs - shipped.encode(TEXTS)).max() <= 1e-5

    def test_needs_no_torch_and_no_transformers(self) -> None:
        code = (
            "import sys; from assistant.records.embed import load_encoder; load_encoder().encode(['预算'])\n"
            "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == "[]"

    def test_is_the_one_its_recipe_describes(self, shipped: Encoder) -> None:
        recipe = json.loads((SHIPPED / "recipe.json").read_text("utf-8"))
        assert (shipped.id, shipped.fingerprint) == (recipe["id"], recipe["fingerprint"])
        assert shipped.id == SHIPPED_ID
        assert shipped.fingerprint in (SHIPPED / "MODEL_CARD.md").read_text("utf-8")

    def test_is_small(self) -> None:
        assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 4_000_000

    @pytest.mark.parametrize(
        ("question", "right", "wrong"),
        [
            ("钱花了多少", "全年支出 790.13 万元，预算执行率 97.26%", "服务对象满意度 95%，无投诉"),
            ("老百姓满意吗", "服务对象满意度 95%，无投诉", "政府采购支出 120 万元"),
            ("how much was carried over", "年末结转结余资金 12.5 万元", "举办业务培训班 4 期"),
            ("问题有哪些", "存在的主要问题：一是支出进度偏慢", "内设机构 6 个，在职 40 人"),
            ("ＢＵＤＧＥＴ execution", "预算执行率 97.26%", "绿化覆盖率 41%"),
        ],
    )
    def test_ranks_what_is_meant_first(self, shipped: Encoder, question: str, right: str, wrong: str) -> None:
        asked, near, far = shipped.encode([question, right, wrong])
        assert asked @ near > asked @ far + 0.05

    @settings(max_examples=60, deadline=None)
    @given(texts=st.lists(st.text(max_size=200), max_size=5))
    def test_any_text_gives_a_finite_vector_of_length_one_or_zero(self, texts: list[str]) -> None:
        vectors = load_static_once().encode(texts)
        lengths = np.linalg.norm(vectors, axis=1)
        assert np.isfinite(vectors).all()
        assert all(length == 0 or abs(length - 1) < 1e-5 for length in lengths)


def load_static_once(_kept: dict[str, Encoder] = {}) -> Encoder:  # noqa: B006 hypothesis forbids slower fixtures
    return _kept.setdefault("shipped", load_encoder(None))


class TestPacked:
    def test_rounding_keeps_the_directions(self, tmp_path: Path) -> None:
        weights = np.random.default_rng(3).standard_normal((len(WORDS), 64)).astype(np.float32)
        pack(tmp_path, tiny_tokenizer(), weights)
        table = load_static(tmp_path, "tiny").table
        cosines = (table * weights).sum(1) / np.linalg.norm(table, axis=1) / np.linalg.norm(weights, axis=1)
        assert cosines.min() > 0.999

    def test_the_same_weights_have_the_same_fingerprint_and_others_another(self, tmp_path: Path) -> None:
        first = pack(tmp_path / "a", tiny_tokenizer(), tiny_weights(0))
        again = pack(tmp_path / "b", tiny_tokenizer(), tiny_weights(0))
        other = pack(tmp_path / "c", tiny_tokenizer(), tiny_weights(1))
        assert first == again == load_static(tmp_path / "a", "tiny").fingerprint
        assert first != other

    def test_a_token_of_zeros_stays_zero(self, tmp_path: Path) -> None:
        weights = tiny_weights()
        weights[2] = 0
        pack(tmp_path, tiny_tokenizer(), weights)
        assert not load_static(tmp_path, "tiny").encode(["预算"]).any()

    @pytest.mark.parametrize("damage", [None, b"", b"version https://example.invalid/pointer\n"])
    @pytest.mark.parametrize("name", [TOKENIZER, WEIGHTS])
    def test_a_missing_or_damaged_file_is_an_invalid_setting(
        self, tmp_path: Path, name: str, damage: bytes | None
    ) -> None:
        pack(tmp_path, tiny_tokenizer(), tiny_weights())
        if damage is None:
            (tmp_path / name).unlink()
        else:
            (tmp_path / name).write_bytes(damage)
        with pytest.raises(InvalidSetting, match=r"python -m eval\.encoder"):
            load_static(tmp_path, "tiny")


class TestConfigured:
    def test_a_folder_gives_the_models_own_vectors(self, model_folder: Path) -> None:
        encoder = load_encoder(str(model_folder))
        weights = tiny_weights()
        mean = (weights[2] + weights[3]) / 2
        assert encoder.encode(["预算 执行"])[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
        assert encoder.id == str(model_folder)
        assert encoder.dim == 8

    def test_other_weights_have_another_fingerprint(self, model_folder: Path, tmp_path: Path) -> None:
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        tokens = StaticEmbedding(tiny_tokenizer(), embedding_weights=tiny_weights(1))
        SentenceTransformer(modules=[tokens], device="cpu").save(str(tmp_path / "other"))
        assert load_encoder(str(tmp_path / "other")).fingerprint != load_encoder(str(model_folder)).fingerprint

    @pytest.mark.parametrize("name", ["no/such-model", "./no-such-folder", "不存在的模型"])
    def test_a_missing_model_is_an_invalid_setting_and_nothing_is_looked_up(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked_up: list[object] = []
        monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_: looked_up.append(where))
        with pytest.raises(InvalidSetting) as caught:
            load_encoder(name)
        assert looked_up == []
        assert caught.value.thing == name
        assert "`encoder`" in caught.value.sentence("en")
        assert "自带编码器" in caught.value.sentence("zh")

    def test_a_folder_that_holds_no_model_is_an_invalid_setting(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text("{}", "utf-8")
        with pytest.raises(InvalidSetting):
            load_encoder(str(tmp_path))

    def test_an_empty_name_is_an_invalid_setting(self) -> None:
        with pytest.raises(InvalidSetting):
            load_encoder("")


PAIRS = {"tiny": [("budget", "预算"), ("executed", "执行"), ("支出", "满意度")] * 4}


class TestTraining:
    def train(self) -> tuple[np.ndarray, list[dict[str, float]]]:
        training = Training(epochs=20, batch_size=3, learning_rate=0.1, dims=(8, 4))
        return train_static(tiny_tokenizer(), tiny_weights(), PAIRS, training)

    def test_pairs_come_closer_and_the_same_seed_gives_the_same_weights(self) -> None:
        def cosine(weights: np.ndarray) -> float:
            english, chinese = weights[5], weights[2]
            return float(english @ chinese / np.linalg.norm(english) / np.linalg.norm(chinese))

        first, log = self.train()
        again, _ = self.train()
        assert cosine(first) > cosine(tiny_weights()) + 0.2
        assert np.array_equal(first, again)
        assert log[-1]["epoch"] == 20
