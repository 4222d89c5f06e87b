"""Settings: where each comes from, and what a wrong one says."""

import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.system import settings_record
from assistant.errors import InvalidSetting
from assistant.settings import Settings, load_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, empty, with no YOUJU_CONFIG."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YOUJU_CONFIG")
    return tmp_path


def test_defaults_need_nothing(folder: Path) -> None:
    settings = load_settings()
    assert settings.data_dir == Path("data")
    assert settings.store_url == "sqlite:///data/youju.db"
    assert (settings.host, settings.port, settings.language) == ("127.0.0.1", 8000, "zh")
    assert settings.max_question_chars == 2000
    assert not any((settings.encoder, settings.chroma_url, settings.home_department, settings.today))


def test_argument_then_environment_then_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "youju.toml").write_text('port = 1001\nhost = "0.0.0.0"\nlanguage = "en"\n', "utf-8")
    monkeypatch.setenv("YOUJU_PORT", "1002")
    monkeypatch.setenv("YOUJU_HOST", "::1")
    settings = load_settings(port=1003)
    assert (settings.port, settings.host, settings.language) == (1003, "::1", "en")


def test_config_names_another_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "youju.toml").write_text("port = 1001", "utf-8")
    (folder / "other.toml").write_text("port = 1002", "utf-8")
    monkeypatch.setenv("YOUJU_CONFIG", str(folder / "other.toml"))
    assert load_settings().port == 1002


def test_file_with_byte_order_mark_and_chinese(folder: Path) -> None:
    (folder / "youju.toml").write_bytes(
        b"\xef\xbb\xbf" + 'home_department = "南栎市水务局"\ntoday = 2024-03-01'.encode()
    )
    settings = load_settings()
    assert settings.home_department == "南栎市水务局"
    assert settings.today == datetime.date(2024, 3, 1)


def test_empty_variable_is_unset(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_ENCODER", "")
    assert load_settings().encoder is None


def test_home_is_expanded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("YOUJU_DATA_DIR", "~/records")
    assert load_settings().data_dir == folder / "records"


def test_database_url_wins_over_the_folder(folder: Path) -> None:
    assert load_settings(database_url="sqlite:///elsewhere.db").store_url == "sqlite:///elsewhere.db"


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("port", "eighty", "应为整数", "valid integer"),
        ("port", "0", "应不小于 1", "greater than or equal to 1"),
        ("port", "65536", "应不大于 65535", "less than or equal to 65535"),
        ("language", "fr", "应为 'zh' or 'en'", "'zh' or 'en'"),
        ("today", "yesterday", "应为日期", "valid date"),
        ("max_question_chars", "0", "应不小于 1", "greater than or equal to 1"),
        ("allow_hub", "perhaps", "应为 true 或 false", "valid boolean"),
        ("database_url", "records.db", "应为地址", "should be a URL"),
        ("s3_endpoint", "s3.example.gov", "应为地址", "should be a URL"),
        ("s3_addressing", "host", "应为 'path' or 'virtual'", "'path' or 'virtual'"),
        ("originals", "/srv/originals", "应为 s3://存储桶/前缀", "should be s3://bucket/prefix"),
        ("originals", "s3://", "应为 s3://存储桶/前缀", "should be s3://bucket/prefix"),
        ("originals", "s3://Bucket/office", "应为 s3://存储桶/前缀", "should be s3://bucket/prefix"),
        ("originals", "s3://bucket/of?fice", "应为 s3://存储桶/前缀", "should be s3://bucket/prefix"),
        ("chroma_url", "localhost:8001", "应为地址", "should be a URL"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, zh: str, en: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"YOUJU_{name.upper()}", value)
    with pytest.raises(InvalidSetting) as raised:
        load_settings()
    assert raised.value.thing == f"{name} (YOUJU_{name.upper()})"
    assert zh in raised.value.sentence("zh")
    assert en in raised.value.sentence("en")


def test_an_unknown_key_of_the_file_is_named(folder: Path) -> None:
    (folder / "youju.toml").write_text("prot = 80", "utf-8")
    with pytest.raises(InvalidSetting, match="prot") as raised:
        load_settings()
    assert "没有这个设置项" in raised.value.zh


@pytest.mark.parametrize("content", [b"port = ", b"port: 80", b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_named(content: bytes, folder: Path) -> None:
    (folder / "youju.toml").write_bytes(content)
    with pytest.raises(InvalidSetting, match=r"youju\.toml: is not valid TOML"):
        load_settings()


def test_a_named_file_must_exist(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_CONFIG", "missing.toml")
    with pytest.raises(InvalidSetting, match=r"missing\.toml: cannot be read"):
        load_settings()


def test_addresses_may_hold_passwords_and_are_not_shown() -> None:
    settings = Settings(database_url="postgresql://u:secret@db/x", chroma_url="http://u:secret@c")
    assert "secret" not in repr(settings)


def test_keys_of_the_object_storage_are_not_shown() -> None:
    settings = Settings(originals="s3://bucket/office", s3_key_id="AKIASECRET", s3_secret="secret")
    assert "SECRET" not in repr(settings).upper()
    shown = {line["name"]: line["value"] for line in settings_record(settings)}
    assert (shown["YOUJU_S3_KEY_ID"], shown["YOUJU_S3_SECRET"]) == ("***", "***")
    assert shown["YOUJU_ORIGINALS"] == "s3://bucket/office"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_settings_of_a_messenger_come_from_variables_and_from_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "youju.toml").write_text(
        '[wecom]\ncorp_id = "ww1"\nagent_id = 7\n[channel]\nwindow_seconds = 60\n', "utf-8"
    )
    monkeypatch.setenv("YOUJU_WECOM_CORP_ID", "ww2")
    monkeypatch.setenv("YOUJU_WECOM_AES_KEY", "secret-key")
    settings = load_settings()
    assert (settings.wecom.corp_id, settings.wecom.agent_id, settings.wecom.aes_key) == ("ww2", 7, "secret-key")
    assert settings.channel.window_seconds == 60
    assert "secret-key" not in repr(settings)


@pytest.mark.parametrize(
    ("variable", "value", "zh"),
    [
        ("YOUJU_WECOM_AGENT_ID", "one", "应为整数"),
        ("YOUJU_WECOM_TOKENS", "x", "没有这个设置项"),
        ("YOUJU_CHANNEL_WINDOW_SECONDS", "86400", "应不大于 3600"),
    ],
)
def test_a_wrong_setting_of_a_messenger_is_named(
    variable: str, value: str, zh: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSetting) as raised:
        load_settings()
    assert variable in raised.value.thing
    assert zh in raised.value.zh
