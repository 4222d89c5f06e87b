"""Any file under any name is kept or refused with a sentence, and the service lives on."""

import string
from collections.abc import Iterator
from random import Random

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import served

from api.app import create_app
from assistant.records.library import open_library
from assistant.settings import Settings
from eval.mutations import blown_up, damaged, operated
from eval.written import FORMATS, content

SOUND = {suffix: write(content(1)) for suffix, write in FORMATS.items() if suffix not in (".png", ".pdf")}
SUFFIXES = (*FORMATS, ".md", ".zip", ".doc", ".exe", ".", "", ".docx.txt", ".XLSX")
NAMES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=string.printable, max_size=40),
    st.sampled_from(
        ["../../etc/passwd", "C:\\a", "a" * 300, "\x00", "报告", "-rf", "con", '"; filename="b', "%00%2e%2e"]
    ),
)
BYTES = st.one_of(
    st.binary(max_size=400), st.text(max_size=200).map(lambda said: said.encode("utf-8", "surrogatepass"))
)


@st.composite
def hostile(draw) -> bytes:
    """A sound file with something done to it."""
    suffix, rng = draw(st.sampled_from(sorted(SOUND))), Random(draw(st.integers(0, 1_000)))
    packed = SOUND[suffix].startswith(b"PK")
    change = draw(st.sampled_from([damaged, blown_up, operated] if packed else [damaged, blown_up]))
    return change(SOUND[suffix], rng)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", "/dev/null")
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("installation"), max_upload_mb=1, workers=0))
    with served(create_app(library)) as address, httpx.Client(base_url=address, timeout=120, trust_env=False) as client:
        yield client
    library.close()


def well(response: httpx.Response) -> None:
    assert response.status_code in (200, 201, 400, 422), response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert "内部错误" not in response.text


@settings(max_examples=40)
@given(name=NAMES, suffix=st.sampled_from(SUFFIXES), data=st.one_of(BYTES, hostile(), hostile()))
def test_any_file_is_kept_or_refused(client: httpx.Client, name: str, suffix: str, data: bytes) -> None:
    name = (name + suffix).encode("utf-8", "replace").decode()
    well(client.post("/api/documents", files=[("files", (name or "a", data))]))
    listed = client.get("/api/documents")
    assert listed.status_code == 200
    assert client.get("/healthz").json()["documents"] == int(listed.headers["x-total-count"])


# Starlette leaves the file of a form that it gave up to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=12)
@given(body=st.binary(max_size=300), boundary=st.text(alphabet=string.ascii_letters + "-", max_size=75), data=BYTES)
def test_any_body_is_answered(client: httpx.Client, body: bytes, boundary: str, data: bytes) -> None:
    edge = boundary.encode()
    head = b'\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    for content_ in (body, b"--" + edge + head + data, b"--" + edge + body + b"\r\n--" + edge + b"--\r\n"):
        told = {"content-type": f"multipart/form-data; boundary={boundary}"}
        well(client.post("/api/documents", content=content_, headers=told))
    assert client.get("/healthz").json()["status"] == "ok"
