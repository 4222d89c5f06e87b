"""The page of records where workers read what is uploaded: it waits, is read, may be taken back, and is there after a reload."""

import os
from collections.abc import Iterator

import pytest
from browser_kit import browser, expect, site, visit

from assistant.records.library import Library, open_library
from assistant.settings import Settings
from ingest.queued import Worker

__all__ = ["browser", "site", "visit"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("queue"), workers=0, upload_queue=True))
    yield library
    library.close()


def test_an_upload_is_followed_until_a_worker_has_read_it(visit, shelf: Library, water: str) -> None:
    page = visit("/documents.html")
    given = [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        for name, text in (("水务局2021.txt", water), ("空白.txt", ""), ("撤回.txt", f"{water}2"))
    ]
    page.locator("#files").set_input_files(given)
    waiting = page.locator("#outcomes .waiting", has_text="排队")
    expect(waiting.get_by_role("button", name="撤回")).to_have_count(3)
    # Whoever comes later, to whichever process, sees the same.
    page.reload()
    expect(waiting.get_by_role("button", name="撤回")).to_have_count(3)
    waiting.filter(has_text="撤回.txt").get_by_role("button").click()
    expect(page.locator("#outcomes .cancelled")).to_contain_text("已撤回")
    Worker(shelf).work(drain=True)
    expect(page.locator("#outcomes .added")).to_contain_text("水务局2021.txt")
    expect(page.locator("#outcomes .failed")).to_contain_text("空白.txt")
    expect(page.locator("#rows tr")).to_have_count(1)
