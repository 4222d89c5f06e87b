"""The service's own log on standard error: personal data masked, and no line that a question or a file name could forge."""

import logging

from assistant.records.masking import masked, one_line


class MaskedFormatter(logging.Formatter):
    """Time, level and message on one line, a traceback below; all of it masked."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as it is written."""
        return masked(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line of a record without its traceback; line ends in it become spaces."""
        return one_line(super().formatMessage(record))


def log_to_stderr() -> None:
    """Send warnings and errors of this process there."""
    handler = logging.StreamHandler()
    handler.setFormatter(MaskedFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
