"""Where PostgreSQL's programs are on this machine, whom they may run as, and a new folder of data for them."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path


class NotToBeHad(Exception):
    """Why there is no PostgreSQL to be started."""


def programs() -> Path:
    """The folder of initdb and postgres: the newest of Debian's, else that on the PATH; raises NotToBeHad."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    if not found and named is None:
        raise NotToBeHad("no initdb: PostgreSQL is not installed")
    return found[-1].parent if found else Path(str(named)).resolve().parent


def other_user() -> str | None:
    """Whom the server runs as, None for whoever runs this: it refuses root. Raises NotToBeHad where there is nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    chosen = next((name for name in ("postgres", "nobody") if name in names), None)
    if chosen is None:
        raise NotToBeHad("PostgreSQL does not run as root, and there is nobody else to run it as")
    return chosen


def run(user: str | None, program: Path, *arguments: object) -> None:
    """Run one of its programs to the end as `user`; raises NotToBeHad where it fails."""
    command = [str(program), *map(str, arguments)]
    # Output goes nowhere: a server that inherits a pipe would keep it open.
    ran = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd="/", timeout=120, check=False
    )
    if ran.returncode:
        raise NotToBeHad(f"{program.name} failed with exit code {ran.returncode}")


def new_data(folder: Path, user: str | None, *, sync: bool) -> Path:
    """A new folder of data in `folder`, which is given to `user`; anybody on this machine may use it as `youju`."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    options = () if sync else ("--no-sync",)
    run(user, programs() / "initdb", "-D", data, "-U", "youju", "-A", "trust", "-E", "UTF8", *options)
    return data
