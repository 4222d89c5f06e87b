"""Warnings kept up to date: what the records newly give rise to is raised, what they no longer bear out is ended."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from assistant.monitoring.early_warning import Warned, warnings_in
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.warning_log import ENDED, Kept


def watch(library: Library, now: float) -> int:
    """Try the rules on all records and keep what came of it; how many warnings are new.

    `now` is in seconds since 1970. Raises InvalidSetting where the office's rules are wrong.
    """
    found = warnings_in(library.store, EVERYTHING, library.settings.data_dir)
    at, log = stamp(now), library.store.warnings
    new = log.raise_(kept_of(library, found), at=at)
    log.end_others(_still_held(library, {one.fact for one in found}), at=at)
    return new


def _still_held(library: Library, facts: set[str]) -> set[str]:
    """`facts`, and those kept that their own collections alone still bear out: records elsewhere may only disagree."""
    kept = library.store.warnings.kept(EVERYTHING).values()
    doubtful = {one.collections for one in kept if one.state != ENDED and one.fact not in facts}
    parts = (warnings_in(library.store, Scope(part), library.settings.data_dir) for part in doubtful)
    return facts.union(one.fact for part in parts for one in part)


def stamp(now: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC."""
    return datetime.datetime.fromtimestamp(now, datetime.UTC).isoformat(timespec="seconds")


def kept_of(library: Library, found: Sequence[Warned]) -> list[Kept]:
    """These warnings as they are kept, with the collections that they rest on."""
    ids = {figure.document_id for one in found for figure in one.figures}
    where = {head.id: head.collection for head in library.store.heads(EVERYTHING) if head.id in ids}
    return [Kept(one.fact, frozenset(_collections(one, where)), _about(one)) for one in found]


def _collections(one: Warned, where: Mapping[str, str]) -> Iterable[str]:
    return (where[figure.document_id] for figure in one.figures)


def _about(one: Warned) -> dict[str, object]:
    position, rule = one.position, one.rule
    place = {"department": position.department, "project": position.project, "year": position.year}
    return {"rule": rule.key, "kind": rule.kind, "zh": rule.zh, "en": rule.en, **place, "month": one.month}
