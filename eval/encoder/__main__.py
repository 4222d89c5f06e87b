"""`python -m eval.encoder` trains the shipped encoder again; `--check` only measures the one there is."""

import argparse
from pathlib import Path

from assistant.records.embed import SHIPPED, SHIPPED_ID
from assistant.records.static_encoder import load_static
from assistant.records.vocabulary import load_vocabulary
from eval.encoder.build import Recipe, build
from eval.encoder.holdout import Recall, measure
from eval.encoder.templates import load_templates


def main() -> None:
    """Parse the command line and train or measure."""
    parser = argparse.ArgumentParser(prog="python -m eval.encoder", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder of the encoder (default: the shipped one)")
    parser.add_argument(
        "--words", type=Path, help="folder with an office's own vocabulary.toml, glossary.tsv, synonyms.tsv"
    )
    parser.add_argument("--check", action="store_true", help="measure the encoder in --out, train nothing")
    asked = parser.parse_args()
    templates = load_templates()
    if asked.check:
        _show(measure(load_static(asked.out, SHIPPED_ID), templates))
        return
    built = build(asked.out, templates, load_vocabulary(asked.words), Recipe())
    _show(built.recall)
    print(f"{built.fingerprint} -> {asked.out}, {built.seconds:.0f} s")


def _show(recalls: tuple[Recall, ...]) -> None:
    for recall in recalls:
        print(f"{recall.name:55} {recall.questions:5} {recall.first:6.1%} {recall.first_five:6.1%}")


if __name__ == "__main__":
    main()
