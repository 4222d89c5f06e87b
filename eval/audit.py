"""Whether a locked package has a known weakness: pip-audit over the lock files, and a plain word where its service is away.

`python -m eval.audit LOCK...` ends with 1 where a weakness is known, and with 0 where none is, or where nothing could be
asked: without a network a build goes on, and says that nothing was checked.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_SERVICE = "osv"
_SECONDS = 15
_AWAY = ("ConnectionError", "Timeout", "ServiceError", "HTTPError", "SSLError")


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of it: packages looked up, those that the service did not know, and a line for each weakness."""

    checked: int
    unknown: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of it in a sentence."""
        if not self.checked:
            return "NOT CHECKED: the service knows none of the packages, or did not answer"
        beside = f"; not checked, for the service does not know them: {', '.join(self.unknown)}" if self.unknown else ""
        return f"{self.checked} packages checked, {len(self.weak)} known weaknesses{beside}"


def pinned(locks: Iterable[str]) -> tuple[str, ...]:
    """Every `name==version` of the texts of lock files, each once."""
    return tuple(sorted({f"{name}=={version}" for lock in locks for name, version in _PINNED.findall(lock)}))


def read(told: Mapping[str, Any]) -> Audit:
    """What pip-audit told as JSON."""
    packages: Sequence[Mapping[str, Any]] = told["dependencies"]
    unknown = tuple(one["name"] for one in packages if "skip_reason" in one)
    weak = tuple(
        f"{one['name']} {one['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or 'no version yet'}"
        for one in packages
        for each in one.get("vulns", ())
    )
    return Audit(len(packages) - len(unknown), unknown, weak)


def main() -> None:
    """Ask and say what came of it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="+", help="lock files, or single packages as name==version")
    parser.add_argument("--service", default=_SERVICE, help="osv, pypi or esms; an own one with OSV_URL")
    chosen = parser.parse_args()
    texts = [one if "==" in one else Path(one).read_text("utf-8") for one in chosen.locks]
    done = _asked(pinned(texts), chosen.service)
    if not done.stdout.strip():
        said = (done.stderr.strip().splitlines() or [f"pip-audit ended with {done.returncode}"])[-1][:200]
        if not any(word in done.stderr for word in _AWAY):
            sys.exit(f"pip-audit failed: {said}")
        print(f"NOT CHECKED: the service that knows of weaknesses did not answer ({said})")
        return
    audit = read(json.loads(done.stdout))
    print("\n".join([*audit.weak, audit.sentence]))
    sys.exit(1 if audit.weak else 0)


def _asked(packages: Sequence[str], service: str) -> "subprocess.CompletedProcess[str]":
    own = ["--osv-url", url] if (url := os.environ.get("OSV_URL")) else []
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "packages.txt"
        listed.write_text("\n".join(packages) + "\n", "utf-8")
        told = ["-r", str(listed), "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        command = [sys.executable, "-m", "pip_audit", *told, "-s", service, "--timeout", str(_SECONDS), *own]
        return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main()
