"""`python -m eval.sample OUT`: writes OUT/documents, OUT/gold.jsonl and OUT/planted.jsonl."""

import argparse
from pathlib import Path

from eval.sample.corpus import DEFAULT_YEARS
from eval.sample.writer import write_corpus


def main() -> None:
    """Read the arguments, write the corpus, say how many reports it has."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.sample", description="Write a fictional corpus with gold questions."
    )
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--departments", type=int, default=10, help="number of departments (default 10)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed writes the same bytes (default 7)")
    parser.add_argument(
        "--years", type=int, nargs=2, default=(DEFAULT_YEARS[0], DEFAULT_YEARS[-1]), metavar=("FROM", "TO")
    )
    given = parser.parse_args()
    years = tuple(range(given.years[0], given.years[1] + 1))
    count = write_corpus(given.out, seed=given.seed, departments=given.departments, years=years)
    print(f"{count} reports in {given.out / 'documents'}")


if __name__ == "__main__":
    main()
