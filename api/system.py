"""What an installation is made of: settings in force, storage, models, and whether every part is well."""

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.errors import YoujuError
from assistant.settings import PREFIX, Settings

if TYPE_CHECKING:
    from assistant.records.library import Library

_FOLDERS = {"vectors": "vectors", "previews": "previews"}
# Objects of another machine that are counted: twenty requests, and nobody waits long for the page.
_MOST_COUNTED = 20_000


def system_record(library: "Library", language: str) -> dict[str, Any]:
    """Everything at once; a part that fails says so in `language` and is no exception."""
    return {
        "version": version("youju"),
        "settings": settings_record(library.settings),
        "storage": _storage(library),
        "parts": [
            _looked(name, look, library, language)
            for name, look in (
                ("store", _store),
                ("originals", _originals),
                ("vectors", _vectors),
                ("encoder", _encoder),
                ("vocabulary", _vocabulary),
            )
        ],
    }


def settings_record(settings: Settings) -> list[dict[str, Any]]:
    """Every setting with its value; of those that may hold a password, only whether they are set."""
    return list(_settings_lines(settings, PREFIX))


def _settings_lines(settings: BaseModel, prefix: str) -> Iterator[dict[str, Any]]:
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from _settings_lines(value, f"{prefix}{name.upper()}_")
            continue
        yield {
            "name": f"{prefix}{name.upper()}",
            "value": _shown(value, secret=not field.repr),
            "default": name not in settings.model_fields_set,
            "description": field.description or "",
        }


def _shown(value: Any, *, secret: bool) -> str | None:
    if value is None or value == "":
        return None
    return "***" if secret else str(value)


def _storage(library: "Library") -> list[dict[str, Any]]:
    """Bytes of each part of what is kept; None of originals elsewhere that are too many to count or cannot be reached."""
    folder = library.settings.data_dir
    sizes = {"originals": _originals_bytes(library)} | {name: _bytes(folder / path) for name, path in _FOLDERS.items()}
    database = sum(path.stat().st_size for path in folder.glob("youju.db*"))
    return [{"name": name, "bytes": size} for name, size in {"database": database, **sizes}.items()]


def _originals_bytes(library: "Library") -> int | None:
    total = 0
    try:
        for number, entry in enumerate(library.originals.entries(), 1):
            if library.settings.originals is not None and number > _MOST_COUNTED:
                return None
            total += entry.size
    except YoujuError:  # its part says why
        return None
    return total


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def _looked(
    name: str, look: Callable[["Library"], Mapping[str, Any]], library: "Library", language: str
) -> dict[str, Any]:
    try:
        seen = look(library)
    except YoujuError as error:
        return {"name": name, "well": False, "problem": error.sentence(language), "seen": {}}
    except Exception as error:
        return {"name": name, "well": False, "problem": f"{type(error).__name__}: {error}", "seen": {}}
    well = bool(seen.get("well", True))
    return {"name": name, "well": well, "problem": None, "seen": {k: v for k, v in seen.items() if k != "well"}}


def _store(library: "Library") -> Mapping[str, Any]:
    counts = library.store.counts()
    current, schema = schema_told(library)
    return {
        "documents": counts.documents,
        "passages": counts.passages,
        "figures": counts.figures,
        "pending": counts.pending,
        "schema": schema,
        "well": counts.pending == 0 and current,
    }


def _originals(library: "Library") -> Mapping[str, Any]:
    library.originals.look()
    return {"place": library.originals.place}


def schema_told(library: "Library") -> tuple[bool, str]:
    """Whether every database is of the revision that this program wants, and of which each one is. Raises StoreFault."""
    from assistant.records.database import reading
    from assistant.records.migrate import ACCESS, AUDIT, RECORDS, revision

    found = {}
    for schema, kept in ((RECORDS, library.store), (ACCESS, library.access), (AUDIT, library.audit)):
        with reading(kept.engine) as connection:
            found[schema] = revision(connection, schema)
    told = ", ".join(f"{schema.name} {at}" for schema, at in found.items())
    return all(at == schema.head for schema, at in found.items()), told


def _vectors(library: "Library") -> Mapping[str, Any]:
    count, wanted = library.vectors.count(), library.store.counts().passages
    return {"count": count, "wanted": wanted, "well": count == wanted and not library.vectors.stale}


def _encoder(library: "Library") -> Mapping[str, Any]:
    encoder = library.encoder
    return {"id": encoder.id, "dimensions": encoder.dim, "fingerprint": encoder.fingerprint[:12]}


def _vocabulary(library: "Library") -> Mapping[str, Any]:
    return {"indicators": len(library.vocabulary.indicators), "well": bool(library.vocabulary.indicators)}
