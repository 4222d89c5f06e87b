"""A fictional corpus with planted figures and gold questions: the city of 南栎市 (Nanli), which exists nowhere."""

from eval.sample.values import GoldCase, GoldFigure, Planted, Report, SampleManifest
from eval.sample.writer import make_sample, reports, write_corpus, write_gold

__all__ = [
    "GoldCase",
    "GoldFigure",
    "Planted",
    "Report",
    "SampleManifest",
    "make_sample",
    "reports",
    "write_corpus",
    "write_gold",
]
