"""An office's own synonyms: written into its file, which the vocabulary reads over the shipped one."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.records.library import Library
from assistant.records.vocabulary import load_vocabulary

_FILE = "synonyms.tsv"


def add_synonym(library: Library, word: str, means: Sequence[str]) -> tuple[str, ...]:
    """Let `word`, as people say it, mean the words of the reports from now on; returns all that it means then.

    The file is tried before it takes the place of the old one. Raises InvalidSetting, naming the line, where the word or
    what it means has nothing to look for; nothing is changed then. Other processes know the word when they start again.
    """
    known = library.vocabulary.synonyms.get(word, ())
    all_of_them = tuple(dict.fromkeys([*known, *(one.strip() for one in means)]))
    path = library.vocabulary_folder / _FILE
    lines = path.read_text("utf-8-sig").splitlines() if path.is_file() else []
    kept = [line for line in lines if line.partition("\t")[0].strip(" ") != word]
    text = "\n".join([*kept, f"{word}\t{','.join(all_of_them)}", ""])
    with TemporaryDirectory() as folder:
        (Path(folder) / _FILE).write_text(text, "utf-8")
        load_vocabulary(Path(folder))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
    library.load_vocabulary.renew()
    return all_of_them
