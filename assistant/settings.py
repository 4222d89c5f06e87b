"""What an installation can set: environment variables YOUJU_*, else youju.toml, else the defaults here."""

import datetime
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from assistant.channel_settings import ChannelSettings, DingtalkSettings, FeishuSettings, WecomSettings
from assistant.errors import InvalidSetting

PREFIX = "YOUJU_"

# pydantic's kinds of error, said in Chinese; anything else shows pydantic's own sentence.
_ZH: Mapping[str, str] = {
    "extra_forbidden": "没有这个设置项，请核对名称",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "int_from_float": "应为整数",
    "greater_than_equal": "应不小于 {ge}",
    "greater_than": "应大于 {gt}",
    "float_parsing": "应为数",
    "float_type": "应为数",
    "less_than_equal": "应不大于 {le}",
    "literal_error": "应为 {expected}",
    "string_type": "应为文字",
    "date_from_datetime_parsing": "应为日期，如 2024-03-01",
    "date_parsing": "应为日期，如 2024-03-01",
    "date_type": "应为日期，如 2024-03-01",
    "path_type": "应为路径",
    "bucket": "应为 s3://存储桶/前缀",
    "url": "应为地址，如 sqlite:///records.db 或 http://localhost:8001",
}


class Settings(BaseSettings):
    """The settings of one installation; `data_dir` holds everything it keeps."""

    # YOUJU_WECOM_CORP_ID is corp_id of wecom; names split once only, and only where a group of settings is meant.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
    )

    data_dir: Path = Field(default=Path("data"), description="folder that holds everything kept")
    database_url: str | None = Field(
        default=None, repr=False, description="SQLAlchemy URL; default: a SQLite file in data_dir"
    )
    chroma_url: str | None = Field(default=None, repr=False, description="Chroma server; default: a folder in data_dir")
    originals: str | None = Field(
        default=None,
        description="object storage for original files, s3://bucket/prefix; default: a folder in data_dir",
    )
    s3_endpoint: str | None = Field(
        default=None, description="address of an S3-compatible store, such as https://s3.example.gov; default: AWS"
    )
    s3_region: str | None = Field(default=None, description="its region; default: AWS's own variables, else us-east-1")
    s3_key_id: str | None = Field(default=None, repr=False, description="access key id; default: AWS's own variables")
    s3_secret: str | None = Field(default=None, repr=False, description="secret access key of that id")
    s3_addressing: Literal["path", "virtual"] | None = Field(
        default=None,
        description="whether the bucket stands in the path or in the host name; default: path at s3_endpoint",
    )
    encoder: str | None = Field(
        default=None,
        description="sentence encoder: local folder, hub id, or the model's name at encoder_url; default: the shipped one",
    )
    encoder_url: str | None = Field(
        default=None, description="OpenAI-compatible service that makes the vectors, such as http://localhost:8080/v1"
    )
    encoder_key: str | None = Field(default=None, repr=False, description="key for the service at encoder_url")
    allow_hub: bool = Field(default=False, description="whether an encoder may be fetched from the model hub")
    host: str = Field(default="127.0.0.1", description="address `youju serve` listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="port `youju serve` listens on")
    language: Literal["zh", "en"] = Field(
        default="zh", description="language of answers when a question does not show it"
    )
    home_department: str | None = Field(default=None, description="department meant by 我局, 我委, our")
    today: datetime.date | None = Field(
        default=None, description='date that "last year" counts from; default: the current day'
    )
    model_url: str | None = Field(
        default=None, description="language model: address of an OpenAI-compatible server, ending in /v1; default: none"
    )
    model_name: str | None = Field(default=None, description="name of the language model at that server")
    model_key: str | None = Field(default=None, repr=False, description="key of that server, if it wants one")
    model_provider: str | None = Field(
        default=None, description="a LangChain provider instead (its package must be installed): ollama, deepseek …"
    )
    model_seconds: float = Field(
        default=10.0, gt=0, le=120, description="longest wait for the language model, a question"
    )
    model_readings: Literal["suggest", "answer"] = Field(
        default="suggest",
        description="what becomes of a question that only the model understood: suggested in other words, or answered",
    )
    model_words: bool = Field(default=True, description="whether the model may phrase an answer's opening words")
    max_question_chars: int = Field(default=2000, ge=1, description="longest question, in characters")
    workers: int | None = Field(
        default=None, ge=0, description="processes that read files; default: one a core; 0: read in this one, unbounded"
    )
    upload_queue: bool = Field(
        default=False, description="whether uploaded files wait for `youju worker`, which reads them on any machine"
    )
    file_seconds: float = Field(default=240.0, gt=0, description="longest reading of one file; scanned pages have more")
    file_megabytes: int = Field(default=3072, ge=256, description="most memory that reading one file may take")
    otlp_endpoint: str | None = Field(
        default=None, description="OpenTelemetry collector that traces go to; default: none are made"
    )
    public_url: str | None = Field(
        default=None, description="address at which people open the pages, for links in office messengers"
    )
    channel: ChannelSettings = Field(default=ChannelSettings(), description="office messengers, all of them")
    wecom: WecomSettings = Field(default=WecomSettings(), description="WeCom 企业微信")
    dingtalk: DingtalkSettings = Field(default=DingtalkSettings(), description="DingTalk 钉钉")
    feishu: FeishuSettings = Field(default=FeishuSettings(), description="Feishu 飞书")
    max_upload_mb: int = Field(default=50, ge=1, description="largest uploaded file, in megabytes")
    session_hours: float = Field(default=12, gt=0, le=24 * 31, description="hours until one signs in again")
    requests_per_minute: int = Field(
        default=600, ge=0, description="most requests a minute of one user, once there are accounts; 0: no limit"
    )
    oidc_issuer: str | None = Field(
        default=None, description="the office's single sign-on: issuer of an OpenID Connect provider"
    )
    oidc_client_id: str | None = Field(default=None, description="what Youju is registered as at that provider")
    oidc_client_secret: str | None = Field(default=None, repr=False, description="its secret, if the provider gave one")
    oidc_claim: str = Field(default="sub", description="claim that names a person: sub, preferred_username, email")
    oidc_scopes: str = Field(default="openid profile email", description="scopes asked of the provider")
    oidc_new_users: bool = Field(
        default=False, description="whether whoever signs on and has no account becomes a reader"
    )
    oidc_ca_bundle: str | None = Field(
        default=None, description="file of certificate authorities for the provider's address"
    )
    audit_days: int | None = Field(
        default=None, ge=1, description="days that the audit log keeps an entry; default: for ever"
    )
    audit_required: bool = Field(
        default=False, description="whether a request is refused where the audit log cannot be written"
    )
    hidden_note: bool = Field(
        default=True,
        description="whether an answer over several records says that there are some outside what its reader may see",
    )
    sign_ins_per_minute: int = Field(
        default=10, ge=1, description="most attempts to sign in, a minute, of one address and to one account"
    )

    @field_validator("data_dir")
    @classmethod
    def _home_expanded(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator(
        "database_url", "chroma_url", "model_url", "encoder_url", "s3_endpoint", "public_url", "oidc_issuer"
    )
    @classmethod
    def _has_address(cls, value: str | None) -> str | None:
        if value is not None and "://" not in value:
            raise PydanticCustomError("url", "should be a URL such as sqlite:///records.db or http://localhost:8001")
        return value

    @field_validator("originals")
    @classmethod
    def _names_a_bucket(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w!.*'()/-]*)?", value):
            raise PydanticCustomError("bucket", "should be s3://bucket/prefix")
        return value

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the records: `database_url`, else youju.db in `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'youju.db'}"

    @property
    def access_url(self) -> str:
        """The SQLAlchemy URL of accounts: access.db in `data_dir` beside a SQLite file of records, else theirs.

        A file of its own: signing in never waits for files being read, and a copy of the records carries no credentials.
        """
        return self._beside("access.db")

    @property
    def audit_url(self) -> str:
        """The SQLAlchemy URL of the audit log: audit.db in `data_dir`, or where the records are as `access_url` says."""
        return self._beside("audit.db")

    def _beside(self, name: str) -> str:
        shared = self.database_url is not None and not self.database_url.startswith("sqlite")
        return self.store_url if shared else f"sqlite:///{self.data_dir / name}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=_file_values())


def load_settings(**values: Any) -> Settings:
    """The settings in force here; `values` override environment and file.

    The file is the one YOUJU_CONFIG names, else youju.toml in the working directory if there is one. Raises
    InvalidSetting naming the first setting that is wrong.
    """
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _invalid(error.errors(include_url=False, include_input=False)) from None


def _invalid(errors: list[ErrorDetails]) -> InvalidSetting:
    first = errors[0]
    name = "_".join(map(str, first["loc"]))
    reason = _ZH.get(first["type"], f"值不合要求（{first['msg']}）").format_map(first.get("ctx", {}))
    return InvalidSetting(f"{name} ({PREFIX}{name.upper()})", zh=reason, en=first["msg"])


def _file_values() -> dict[str, Any]:
    named = os.environ.get(f"{PREFIX}CONFIG")
    path = Path(named or "youju.toml")
    if not named and not path.is_file():
        return {}
    try:
        # utf-8-sig: Windows editors put a byte order mark in front.
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InvalidSetting(str(path), zh="设置文件打不开", en=f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InvalidSetting(
            str(path), zh=f"设置文件不是有效的 TOML：{error}", en=f"is not valid TOML: {error}"
        ) from error
