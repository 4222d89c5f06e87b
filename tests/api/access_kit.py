"""An installation with accounts: one report that everyone sees, one that a group sees, and one person of each role."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.gate import SESSION
from assistant.records.access_model import Role
from assistant.records.library import Library, open_library
from assistant.settings import Settings
from ingest.pipeline import ingest_uploads

OPEN = """南栎市水务局2021年度部门整体支出绩效自评报告（虚构样例）

一、基本情况

2021年全年预算数812.40万元，执行数790.13万元，预算执行率97.26%。

二、存在的主要问题

存在的主要问题：部分项目前期准备不足，资金支付集中在年底。
"""
HIDDEN = """南栎市教育局2021年度部门整体支出绩效自评报告（虚构样例）

一、基本情况

2021年全年预算数4,345.60万元，执行数4,301.77万元，预算执行率98.99%。

二、存在的主要问题

存在的主要问题：学位供给与入学需求不匹配。
"""
SECRET = "closed"
PEOPLE: Mapping[str, tuple[Role, tuple[str, ...]]] = {
    "root": (Role.ADMIN, ()),
    "reader": (Role.READER, ()),
    "insider": (Role.READER, ("inner",)),
    "contributor": (Role.CONTRIBUTOR, ()),
    "evaluator": (Role.EVALUATOR, ()),
    "auditor": (Role.AUDITOR, ()),
}


@dataclass(frozen=True)
class Office:
    """The installation: its library, the ids of the two reports, and each person's session."""

    library: Library
    seen: str
    hidden: str
    sessions: Mapping[str, str]

    @contextmanager
    def client(self, name: str | None, *, local: bool = True) -> Iterator[TestClient]:
        """A browser that this person signed in with; None is nobody."""
        with TestClient(create_app(self.library, local=local)) as client:
            if name:
                client.cookies.set(SESSION, self.sessions[name])
                client.headers["origin"] = "http://testserver"
            yield client


@contextmanager
def office(folder: Path, **settings: object) -> Iterator[Office]:
    """Such an installation in `folder`."""
    library = open_library(Settings(data_dir=folder, workers=0, **settings))
    (seen,) = ingest_uploads([("水务局2021.txt", OPEN.encode())], library)
    (hidden,) = ingest_uploads([("教育局2021.txt", HIDDEN.encode())], library, collection=SECRET)
    users, tokens = library.access.users, library.access.tokens
    users.grant("inner", SECRET)
    made = {name: users.add(name, [role], groups=groups) for name, (role, groups) in PEOPLE.items()}
    sessions = {name: tokens.begin_session(user.id, 1) for name, user in made.items()}
    yield Office(library, seen.document_id, hidden.document_id, sessions)
    library.close()
