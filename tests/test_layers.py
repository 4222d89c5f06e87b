"""The import rules of pyproject.toml, and that every import is one that the installation brings."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "ingest", "eval", "api")
SETTINGS = ROOT / "pyproject.toml"

# Imported only while the shipped encoder is trained, files are written to be measured or a service is attacked, with what testing needs installed;
# nobody who runs Youju needs them.
TRAINING = {
    ("assistant.records.embed", "datasets"),
    ("eval.encoder.tokens", "jieba"),
    *(("eval.written", name) for name in ("docx", "xlwt")),
    *(("eval.fuzz_api", name) for name in ("schemathesis", "hypothesis")),
    *((f"eval.load.{module}", "psutil") for module in ("processes", "watching", "kills")),
}
# Imported by a program that the bench runs under a Python of its own.
PEERS = {("eval.peers", name) for name in ("llama_index", "txtai")}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _locked(lock: str) -> set[str]:
    """The packages of a lock file, and torch, which is installed in a step of its own."""
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE)) | {"torch"}


@pytest.fixture(scope="module")
def imports() -> set[tuple[str, str]]:
    """Every (module of ours, top-level name it imports from elsewhere), imports inside functions included."""
    graph = grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)
    ours = {module for module in graph.modules if module.split(".")[0] in PACKAGES}
    return {
        (importer, imported)
        for importer in ours
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported not in ours and imported not in sys.stdlib_module_names
    }


def test_import_contracts_are_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(SETTINGS), no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_contracts_name_all_four_packages() -> None:
    contracts = read_configuration(str(SETTINGS))["contracts_options"]
    assert ["api", "eval", "ingest", "assistant"] in [contract.get("layers") for contract in contracts]


def test_what_the_code_imports_is_in_the_runtime_lock(imports: set[tuple[str, str]]) -> None:
    distributions = packages_distributions()
    locked = _locked("requirements.lock")
    missing = {
        (importer, name)
        for importer, name in imports - TRAINING - PEERS
        if not {_canonical(d) for d in distributions.get(name, [])} & locked
    }
    assert not missing, "imported, but neither in pyproject.toml's dependencies nor brought by one of them"


def test_what_training_imports_is_in_the_testing_lock(imports: set[tuple[str, str]]) -> None:
    assert imports >= TRAINING | PEERS, "an exception that no import needs any more"
    distributions = packages_distributions()
    locked = _locked("requirements-dev.lock")
    assert all({_canonical(d) for d in distributions[name]} & locked for _, name in TRAINING)


def test_direct_dependencies_are_locked() -> None:
    settings = tomllib.loads(SETTINGS.read_text("utf-8"))
    names = {_canonical(re.split(r"[<>=\[; ]", line)[0]) for line in settings["project"]["dependencies"]}
    assert names <= _locked("requirements.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
    assert not re.search(r"^[a-z0-9-]+==[^\\\n]*$", text, re.MULTILINE), "a package without its hashes"
    assert not re.search(r"^(torch|triton|nvidia|cuda)\b", text, re.MULTILINE), "the lock serves every build of torch"
