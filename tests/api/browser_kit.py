"""A real Chromium over a running server, for the tests of the pages; imported by name, for each module its own."""

import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from api.app import create_app
from assistant.records.library import Library

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 768, "height": 900}
EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"
PROBLEMS = "南栎市水务局2021年存在的主要问题是什么？"

# What a page shows it shows in the end; a machine that runs all tests on all cores may take longer than the 5 s usual here.
PATIENCE = 60_000
playwright_api.expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def site(shelf: Library) -> Iterator[str]:
    """The address of a server on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(create_app(shelf), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        thread.join(0.01)
    assert server.started
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        pytest.skip(f"no Chromium on PATH (looked for {', '.join(NAMES)})")
    started = playwright_api.sync_playwright()
    try:
        driver = started.__enter__()
    except Exception as fault:  # the driver is a program of its own, with libraries of its own
        pytest.skip(f"the browser driver does not start: {fault}")
    opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield opened
    opened.close()
    started.__exit__(None, None, None)


@pytest.fixture
def visit(browser, site: str):
    """Opens pages as visitors of their own, and at the end finds that nothing went wrong and nothing left the site."""
    contexts, wrong, outside = [], [], []

    def opened(path: str = "/", *, viewport: dict = DESKTOP, locale: str = "zh-CN", **more: object):
        context = browser.new_context(viewport=viewport, locale=locale, reduced_motion="reduce", **more)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: is_fault(message) and wrong.append(message.text))
        page.on("request", lambda request: request.url.startswith((site, "blob:")) or outside.append(request.url))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == [], wrong
    assert outside == [], outside


def is_fault(message) -> bool:
    # Chromium also notes each refused request; those are answered, and the tests look at how.
    return message.type == "error" and not message.text.startswith("Failed to load resource")


def ask(page, question: str) -> None:
    answers = page.locator(".answer:not(.waiting)")
    before = answers.count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    playwright_api.expect(answers).to_have_count(before + 1)


def expect(found):
    return playwright_api.expect(found)


def in_view(page, selector: str) -> bool:
    return page.locator(selector).first.evaluate(
        """node => {
            const box = node.getClientRects()[0];
            const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            return node.contains(over);
        }"""
    )


def faults_of_access(page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA on the page as it stands: rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]
