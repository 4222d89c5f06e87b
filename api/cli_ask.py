"""`youju ask`: one question on the terminal, or a file of them as JSON lines."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli_common import FAILED, acting, complain, opened, print_json, say

if TYPE_CHECKING:
    from assistant.records.library import Library
    from assistant.records.model import Answer


def ask_question(
    question: Annotated[str | None, typer.Argument(help="What to ask, in Chinese or English.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    history: Annotated[
        list[str] | None, typer.Option("--history", help="An earlier question; repeat it, oldest first.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="zh or en; default: the question's own.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(help='JSON lines, one {"id", "question", "history"?} each; "-" reads standard input.'),
    ] = None,
) -> None:
    """Ask the records; the answer names the file and the words behind every figure."""
    if (question is None) == (batch is None):
        raise typer.BadParameter(
            say("请给出一个问题，或用 --batch 给出文件", "give one question, or a file with --batch")
        )
    if language not in (None, "zh", "en"):
        raise typer.BadParameter(say("语言只能是 zh 或 en", "zh or en"), param_hint="--language")
    with opened() as library:
        if batch is not None:
            _ask_all(_lines(batch), library)
            return
        answer = _ask(library, {"question": question, "history": history or [], "language": language})
    if as_json:
        from assistant.answering.wire import to_wire

        print_json(to_wire(answer))
    else:
        from api.cli_answer import print_answer

        print_answer(answer)


def _ask(library: "Library", asked: dict[str, Any]) -> "Answer":
    from api.answered import answered
    from api.asking import question_of
    from assistant.records.access_model import Permission

    question = question_of(
        asked["question"],
        settings=library.settings,
        history=asked.get("history") or (),
        language=asked.get("language"),
    )
    return answered(question, library, acting(library, Permission.READ))


def _ask_all(lines: Iterable[tuple[int, str]], library: "Library") -> None:
    """Answer line by line, in order; a line that fails says so in its place and at the end."""
    from api.problems import problem_of
    from assistant.answering.wire import to_wire
    from assistant.errors import YoujuError

    failed = False
    for number, line in lines:
        key: Any = number
        try:
            asked = _case(line)
            key = asked.get("id", number)
            print_json({**to_wire(_ask(library, asked)), "id": key}, one_line=True)
        except (YoujuError, ValueError) as error:
            failed = True
            known = isinstance(error, YoujuError)
            fault = problem_of(error, say("zh", "en")) if isinstance(error, YoujuError) else {"detail": str(error)}
            complain(say(f"第 {number} 行：", f"line {number}: ") + (fault["detail"] if known else str(error)))
            print_json({"id": key, "error": fault}, one_line=True)
    if failed:
        raise typer.Exit(FAILED)


def _case(line: str) -> dict[str, Any]:
    """One line of a batch; raises ValueError saying what is wrong with it."""
    try:
        case = json.loads(line)
    except ValueError:
        raise ValueError(say("不是 JSON", "not JSON")) from None
    if not isinstance(case, dict) or not isinstance(case.get("question"), str):
        raise ValueError(say('缺少文字形式的 "question"', 'needs a "question" that is text'))
    history = case.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise ValueError(say('"history" 应是问题的列表', '"history" must be a list of questions'))
    if case.get("language") not in (None, "zh", "en"):
        raise ValueError(say('"language" 只能是 zh 或 en', '"language" must be zh or en'))
    return case


def _lines(batch: Path) -> Iterator[tuple[int, str]]:
    if str(batch) == "-":
        yield from _numbered(sys.stdin)
        return
    try:
        file = batch.open(encoding="utf-8-sig")
    except OSError as error:
        complain(f"{batch}: {error.strerror}")
        raise typer.Exit(FAILED) from None
    with file:
        yield from _numbered(file)


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())
