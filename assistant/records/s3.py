"""Originals in object storage that speaks the S3 protocol; the only import of boto3, loaded when first used.

Keys are those of the folder, PREFIX/ab/abcdef…, so that a folder copied into a bucket is the same originals.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import StoreFault
from assistant.records.cache import Once
from assistant.records.originals import NAME, Entry, Opened
from assistant.settings import Settings

# Seconds: longest wait for a connection, then for the next bytes; with one more attempt a silent store costs 20 seconds.
_CONNECT, _READ, _ATTEMPTS = 3, 10, 2
# As many as there are threads that serve requests.
_CONNECTIONS = 40
_ABSENT = frozenset({"NoSuchKey", "404", "NotFound"})
# What else the store may say: which words tell the way out.
_SAID = {
    "NoSuchBucket": "bucket",
    "InvalidBucketName": "bucket",
    "AccessDenied": "refused",
    "403": "refused",
    "Forbidden": "refused",
    "InvalidAccessKeyId": "refused",
    "SignatureDoesNotMatch": "refused",
    "InvalidToken": "refused",
    "ExpiredToken": "refused",
    "RequestTimeTooSkewed": "clock",
    "PermanentRedirect": "region",
    "301": "region",
    "AuthorizationHeaderMalformed": "region",
    "IllegalLocationConstraintException": "region",
}
_WORDS = {
    "bucket": (
        "没有这个存储桶；请先建好，或更正 YOUJU_ORIGINALS",
        "there is no such bucket; make it, or correct YOUJU_ORIGINALS",
    ),
    "refused": (
        "对象存储拒绝访问；请核对 YOUJU_S3_KEY_ID 和 YOUJU_S3_SECRET，并授予列出、读、写、删的权限",
        "the object storage refuses access; check YOUJU_S3_KEY_ID and YOUJU_S3_SECRET, and allow listing, reading, writing and deleting",
    ),
    "keys": (
        "没有访问密钥；请设置 YOUJU_S3_KEY_ID 和 YOUJU_S3_SECRET（或 AWS 自己的环境变量）",
        "there are no keys; set YOUJU_S3_KEY_ID and YOUJU_S3_SECRET, or AWS's own variables",
    ),
    "clock": (
        "本机时钟与对象存储相差太多，请求被拒；请校准时钟",
        "the clocks of this machine and of the object storage differ too much; set them",
    ),
    "region": (
        "存储桶在另一区域；请更正 YOUJU_S3_REGION（或 YOUJU_S3_ENDPOINT）",
        "the bucket is in another region; correct YOUJU_S3_REGION, or YOUJU_S3_ENDPOINT",
    ),
    "trust": (
        "对象存储的证书不可信；请把发证机构的文件设为 AWS_CA_BUNDLE",
        "the certificate of the object storage is not trusted; name its authority's file in AWS_CA_BUNDLE",
    ),
    "away": (
        "连不上对象存储（{why}）；请启动它，或更正 YOUJU_S3_ENDPOINT；有依据的回答照常，只是原件暂时打不开",
        "the object storage cannot be reached ({why}); start it, or correct YOUJU_S3_ENDPOINT; answers go on, only original files wait",
    ),
    "other": ("对象存储不接受请求（{why}）", "the object storage does not take the request ({why})"),
}


@dataclass(frozen=True, slots=True)
class S3Originals:
    """Files as objects of one bucket, under one prefix; connections are made when first needed."""

    place: str
    bucket: str
    prefix: str
    client: Once[Any]

    def put(self, name: str, data: bytes) -> None:
        """One request: the object is there whole or not at all."""
        with self._told():
            self.client().put_object(Bucket=self.bucket, Key=self._key(name), Body=data)

    def take(self, name: str, file: Path) -> None:
        """Sent as it is read, never held whole."""
        with self._told(), file.open("rb") as body:
            self.client().put_object(Bucket=self.bucket, Key=self._key(name), Body=body)
        file.unlink()

    def open(self, name: str) -> Opened:
        """The object as it comes."""
        with self._told(name):
            found = self.client().get_object(Bucket=self.bucket, Key=self._key(name))
        return Opened(found["ContentLength"], found["Body"], self._fault)

    def local(self, name: str) -> None:
        """Nothing lies here."""

    def size(self, name: str) -> int | None:
        """Its bytes, None where there is none."""
        try:
            with self._told(name):
                size: int = self.client().head_object(Bucket=self.bucket, Key=self._key(name))["ContentLength"]
        except FileNotFoundError:
            return None
        return size

    def delete(self, name: str) -> None:
        """Remove it; in a bucket that keeps versions the older one stays, as its owner wants."""
        with self._told():
            self.client().delete_object(Bucket=self.bucket, Key=self._key(name))

    def entries(self, sha256: str = "") -> Iterator[Entry]:
        """By name, a thousand a request; objects that are nobody's of ours are passed over."""
        begins = self._key(sha256) if sha256 else self._key("")
        token: dict[str, str] = {}
        while True:
            with self._told():
                page = self.client().list_objects_v2(Bucket=self.bucket, Prefix=begins, **token)
            for found in page.get("Contents", ()):
                name = found["Key"].rpartition("/")[2]
                if NAME.fullmatch(name) and found["Key"] == self._key(name):
                    yield Entry(name, found["Size"], found["LastModified"].timestamp())
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def tidy(self, before: float) -> int:
        """There are no halves: an object is whole or not there."""
        return 0

    def look(self) -> None:
        """Whether the bucket can be listed."""
        with self._told():
            self.client().list_objects_v2(Bucket=self.bucket, Prefix=self._key(""), MaxKeys=1)

    def close(self) -> None:
        """Let go of connections, if there are any."""
        if self.client.made:
            self.client().close()

    def _key(self, name: str) -> str:
        under = f"{self.prefix}/" if self.prefix else ""
        return f"{under}{name[:2]}/{name}" if name else under

    @contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if name and _code(error) in _ABSENT:
                raise FileNotFoundError(name) from error
            if (told := self._fault(error)) is not None:
                raise told from error
            raise

    def _fault(self, error: Exception) -> StoreFault | None:
        """What an error of the client means, and what to do; None where it is not of the store."""
        kind = _kind(error)
        if kind is None:
            return None
        zh, en = _WORDS[kind]
        why = _code(error) or type(error).__name__
        return StoreFault(self.place, zh=zh.format(why=why), en=en.format(why=why))


def open_s3(settings: Settings) -> S3Originals:
    """The object storage that `settings` name; nothing is contacted."""
    place = urlsplit(settings.originals or "")
    prefix = place.path.strip("/")
    return S3Originals(
        f"s3://{place.netloc}/{prefix}".rstrip("/"), place.netloc, prefix, Once(partial(_client, settings))
    )


def _client(settings: Settings) -> Any:
    import boto3
    from botocore.config import Config
    from botocore.session import get_session

    core = get_session()
    # Nothing is asked that no setting names: a machine's own role would be asked for at an address of the network.
    core.get_component("credential_provider").remove("iam-role")
    session = boto3.session.Session(settings.s3_key_id, settings.s3_secret, botocore_session=core)
    own = settings.s3_endpoint is not None
    config = Config(
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
        max_pool_connections=_CONNECTIONS,
        # Stores of other makers do not know the newer checksums; the hash of what is sent is part of the signature.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"payload_signing_enabled": True, "addressing_style": settings.s3_addressing or ("path" if own else "auto")},
        # A store of the intranet is not to be asked through a proxy of the environment.
        proxies={} if own else None,
    )
    region = settings.s3_region or session.region_name or "us-east-1"
    return session.client("s3", region_name=region, endpoint_url=settings.s3_endpoint, config=config)


def _code(error: Exception) -> str:
    """The store's own word for it, such as NoSuchKey; "" where it said nothing."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _kind(error: Exception) -> str | None:
    from botocore import exceptions

    kinds: tuple[tuple[type[Exception], Callable[[], str]], ...] = (
        (exceptions.ClientError, lambda: _SAID.get(_code(error), "other")),
        (exceptions.NoCredentialsError, lambda: "keys"),
        (exceptions.PartialCredentialsError, lambda: "keys"),
        (exceptions.ParamValidationError, lambda: "bucket"),
        (exceptions.SSLError, lambda: "trust"),
        (exceptions.BotoCoreError, lambda: "away"),
    )
    return next((kind() for cls, kind in kinds if isinstance(error, cls)), None)
