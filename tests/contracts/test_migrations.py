"""Tables made and upgraded by revisions: the same as the code's, once for all processes, whole or not at all.

`before_revisions/` is an installation as the last version before revisions kept it, three fictional reports, dumped as SQL:
SQLite's three files, and PostgreSQL's one database. `answers.json` is what that version answered.
"""

import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pg8000.core import CoreConnection
from sqlalchemy import Connection, MetaData, create_engine, inspect, text
from sqlalchemy.engine import make_url

from api.cli_backup import parts_of
from api.cli_doctor import examine
from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.errors import StoreFault
from assistant.records import database, migrate
from assistant.records.access_model import Role
from assistant.records.library import Library, open_library
from assistant.records.migrate import AUDIT, RECORDS, SCHEMAS, Schema
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from eval.gold_store import GoldSets
from ingest.pipeline import ingest_uploads
from ingest.progress import OutcomeStatus
from ingest.vectorise import reindex

BEFORE = Path(__file__).parent / "before_revisions"
QUESTIONS = (
    "汐川县林业局2021年执行数是多少？",
    "汐川县水利局2021年全年预算数是多少？",
    "水利局存在的主要问题是什么？",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty installation on one kind of database."""
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    return Settings(data_dir=tmp_path / "data", workers=0, database_url=server.new_database() if server else None)


@pytest.fixture
def old(place: Settings) -> Settings:
    """An installation that the last version before revisions made."""
    place.data_dir.mkdir()
    if place.database_url:
        url = make_url(place.database_url)
        connection = CoreConnection(url.username, url.host, url.database, url.port)
        connection.execute_simple((BEFORE / "postgresql.sql").read_text("utf-8"))
        connection.close()
    else:
        for name in ("youju", "access", "audit"):
            written = sqlite3.connect(place.data_dir / f"{name}.db")
            written.executescript((BEFORE / f"{name}.sql").read_text("utf-8"))
            written.close()
    return place


def told(library: Library) -> list[dict[str, Any]]:
    """Status, figures and citations of the answers; ids of documents are each installation's own."""
    answers = [to_wire(ask(Question(one), library, EVERYTHING)) for one in QUESTIONS]
    for answer in answers:
        for citation in answer["citations"]:
            del citation["document_id"]
    return [{name: answer[name] for name in ("status", "figures", "citations")} for answer in answers]


def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, the revisions' own left out."""
    engine = create_engine(make_url(url).set(drivername="postgresql+pg8000") if "postgresql" in url else url)
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if not name.startswith("schema_")]
        found = {name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')))) for name in names}
    engine.dispose()
    return found


def differences(connection: Connection, tables: Sequence[MetaData]) -> list[Any]:
    """What Alembic finds to be different between a database and the tables in the code."""

    def named(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or not str(name).startswith("schema_")

    context = MigrationContext.configure(connection, opts={"compare_server_default": True, "include_name": named})
    return list(compare_metadata(context, list(tables)))


def shape(connection: Connection) -> list[Any]:
    """What Alembic does not compare: collations, keys the database gives out, how SQLite keeps rows."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default "
            "FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'schema\\_%'"
        )
        return sorted(map(repr, connection.execute(text(query))))
    made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    return sorted(
        (name, "AUTOINCREMENT" in sql, "WITHOUT ROWID" in sql, sorted(map(repr, _columns(connection, name))))
        for name, sql in made
        if not name.startswith(("schema_", "sqlite_"))
    )


def _columns(connection: Connection, name: str) -> list[Any]:
    return [tuple(row)[1:] for row in connection.execute(text(f"PRAGMA table_xinfo('{name}')"))]


def test_the_tables_made_are_those_of_the_code(place: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    library = open_library(place)
    parts = parts_of(library)
    if place.database_url:  # all in one database
        parts = (replace(parts[0], tables=[one for part in parts for one in part.tables]),)
    for part in parts:
        fresh = (
            request.getfixturevalue("postgresql").new_database()
            if place.database_url
            else f"sqlite:///{tmp_path}/{part.name}"
        )
        of_code = create_engine(make_url(fresh).set(drivername=part.engine.dialect.name + "+" + part.engine.driver))
        for tables in part.tables:
            tables.create_all(of_code)
        with part.engine.connect() as connection, of_code.connect() as other:
            assert differences(connection, part.tables) == []
            assert shape(connection) == shape(other)
        of_code.dispose()
    with library.store.engine.begin() as connection:
        connection.execute(text("DROP INDEX figures_by_place"))
        assert [one[0] for one in differences(connection, parts[0].tables)] == ["add_index"]
    library.close()


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_the_revision_wanted_is_the_newest(schema: Schema) -> None:
    config = migrate._config(None, schema)  # type: ignore[arg-type]
    assert ScriptDirectory.from_config(config).get_heads() == [schema.head]


def test_an_older_installation_answers_the_same(old: Settings) -> None:
    urls = sorted({old.store_url, old.access_url, old.audit_url})
    before = [rows(url) for url in urls]
    library = open_library(old)
    assert [one.name for one in library.access.users.all()] == ["root"]
    assert library.audit.verify().broken_at is None
    after = [rows(url) for url in urls]
    for was, now in zip(before, after, strict=True):
        assert was.keys() <= now.keys()
        assert {name: now[name] for name in was} == was
    reindex(library)
    assert json.dumps(told(library), ensure_ascii=False, indent=1) + "\n" == (BEFORE / "answers.json").read_text(
        "utf-8"
    )
    assert [one.name for one in GoldSets(library.store.engine).sets()] == ["own"]
    report = "汐川县民政局2021年度部门整体支出绩效自评报告（虚构样例）\n\n全年预算数70.00万元，执行数63.00万元。\n"
    (outcome,) = ingest_uploads([("民政局2021.txt", report.encode())], library)
    assert outcome.status is OutcomeStatus.ADDED
    library.access.users.add("ann", [Role.ADMIN], password="correct horse battery")
    (finding,) = [one for one in examine(library) if one.name == "schema"]
    assert finding.well
    assert [f"{schema.name} {schema.head}" for schema in SCHEMAS] == finding.seen.split(", ")
    library.close()


def test_a_table_that_an_older_installation_lacks_is_made(old: Settings) -> None:
    engine = database._engine(old.store_url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE warning_facts"))
    engine.dispose()
    library = open_library(old)
    assert library.store.warnings.kept(EVERYTHING) == {}
    library.close()


# The revisions of a version to come.
COMES = '''"""To come."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9001", "{head}"
def upgrade():
    op.create_table("ran", sa.Column("at", sa.Integer, primary_key=True))
    {body}
'''
BODIES = {
    "a column more": """
    with op.batch_alter_table("documents", recreate="always" if op.get_bind().dialect.name == "sqlite" else "never") as batch:
        batch.add_column(sa.Column("note", sa.Text, nullable=False, server_default="x"))
    op.execute("INSERT INTO ran (at) VALUES ((SELECT count(*) FROM documents))")
    """,
    "a fault half way": """
    op.execute("UPDATE documents SET title = 'lost'")
    op.execute("INSERT INTO no_such_table VALUES (1)")
    """,
    "a fault of the revision": """
    op.execute("UPDATE documents SET title = 'lost'")
    raise RuntimeError("no")
    """,
    "figures without documents": """
    op.execute("DELETE FROM passages")
    op.execute("DELETE FROM documents")
    """,
}


@pytest.fixture
def to_come(tmp_path: Path) -> Callable[[str], Schema]:
    """The records' schema with one revision more."""

    def made(body: str) -> Schema:
        folder = tmp_path / "to come 100%"
        folder.mkdir()
        (folder / "r9001.py").write_text(COMES.format(head=RECORDS.head, body=BODIES[body]), "utf-8")
        return replace(RECORDS, head="9001", folders=(*RECORDS.folders, folder))

    return made


def test_an_upgrade_keeps_every_row(
    old: Settings, to_come: Callable[[str], Schema], caplog: pytest.LogCaptureFixture
) -> None:
    library = open_library(old)
    before = rows(old.store_url)
    with caplog.at_level(logging.WARNING, "youju"):
        migrate.bring_up(library.store.engine, to_come("a column more"))
    assert f"from revision {RECORDS.head} to 9001: upgrading; the way back is a backup" in caplog.text
    after = rows(old.store_url)
    assert after.pop("ran") == ["(3,)"]
    assert [row[:-1] + ", 'x')" for row in before.pop("documents")] == after.pop("documents")
    assert before == after
    # The rules are in force again.
    with library.store.engine.connect() as connection:
        if not old.database_url:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    reindex(library)
    assert told(library) == json.loads((BEFORE / "answers.json").read_text("utf-8"))
    library.close()


FAILING = ["a fault half way", "a fault of the revision", "figures without documents"]


@pytest.mark.parametrize("body", FAILING)
def test_an_upgrade_that_fails_changes_nothing(
    old: Settings, to_come: Callable[[str], Schema], body: str, caplog: pytest.LogCaptureFixture
) -> None:
    if body == "figures without documents" and old.database_url:
        pytest.skip("PostgreSQL removes rows that refer to others with them")
    library = open_library(old)
    before = rows(old.store_url)
    expected = RuntimeError if body == "a fault of the revision" else StoreFault
    with pytest.raises(expected), database.noting(library.store.engine):
        migrate.bring_up(library.store.engine, to_come(body))
    assert rows(old.store_url) == before
    with library.store.engine.connect() as connection:
        assert migrate.revision(connection, RECORDS) == RECORDS.head
    assert (body == "figures without documents") != ("nothing was changed" in caplog.text)
    library.close()


@pytest.mark.parametrize("schema", [RECORDS, AUDIT], ids=lambda schema: schema.name)
def test_what_a_newer_version_upgraded_is_refused(place: Settings, schema: Schema) -> None:
    library = open_library(place)
    assert library.audit.verify().broken_at is None
    engine = library.store.engine if schema is RECORDS else library.audit.engine
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {schema.table} SET version_num = '9999'"))
    (finding,) = [one for one in examine(library) if one.name == "schema"]
    assert not finding.well
    library.close()
    with pytest.raises(StoreFault, match=r"newer version .* 9999.*nothing was changed") as raised:
        open_whole(place)
    assert "更新的版本" in raised.value.zh


def open_whole(settings: Settings) -> None:
    """Open every database of an installation."""
    opened = open_library(settings)
    try:
        opened.audit.verify()
    finally:
        opened.close()


STARTED = """
import sys
from pathlib import Path
from dataclasses import replace
from assistant.records import database, migrate
engine = database._engine(sys.argv[1])
with database.faults(engine):
    migrate.bring_up(engine, migrate.RECORDS)
    schema = replace(migrate.RECORDS, head="9001", folders=(*migrate.RECORDS.folders, Path(sys.argv[2])))
    print("ready", flush=True)
    sys.stdin.readline()
    migrate.bring_up(engine, schema)
"""


def test_processes_that_start_at_once_upgrade_once(old: Settings, to_come: Callable[[str], Schema]) -> None:
    assert upgraded_by_four(old, to_come("a column more")) == ["(3,)"]


def test_processes_that_start_at_once_make_one_store(place: Settings, to_come: Callable[[str], Schema]) -> None:
    place.data_dir.mkdir()
    assert upgraded_by_four(place, to_come("a column more")) == ["(0,)"]


def upgraded_by_four(settings: Settings, schema: Schema) -> list[str]:
    """How often the revision to come ran: a second time would fail besides, as its table is there."""
    command = [sys.executable, "-c", STARTED, settings.store_url, str(schema.folders[-1])]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, cwd=Path(__file__).parents[2], **pipes) for _ in range(4)]
    try:
        for one in running:
            assert one.stdout.readline() == "ready\n", one.stderr.read()
        for one in running:
            one.stdin.write("\n")
            one.stdin.flush()
        ended = [(*one.communicate(timeout=120), one.returncode) for one in running]
    finally:
        for one in running:
            one.kill()
    assert [code for _, _, code in ended] == [0] * 4, ended
    return rows(settings.store_url)["ran"]
