"""What an answer says while the server of the vector index is away: it rests on figures and words alone."""

from assistant.answering.phrase import say
from assistant.errors import YoujuError
from assistant.records.library import Library


def words_alone_notes(library: Library, language: str) -> list[str]:
    """The note of every answer while the Chroma server that the settings name does not answer."""
    if library.settings.chroma_url is None:
        return []
    try:
        away = library.vectors.away
    except YoujuError:  # not even the encoder of the index is to be had
        away = True
    return [say("words_alone", language)] if away else []
