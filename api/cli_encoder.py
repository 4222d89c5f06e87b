"""`youju train-encoder`: the shipped encoder adapted to the reports on record, and put to use only if it gains."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli_common import acting, complain, console, opened, say, table

if TYPE_CHECKING:
    from assistant.records.library import Library
    from eval.encoder.adapt import Adapted


def train_encoder(
    yes: Annotated[bool, typer.Option("--yes", help="Use it even if it finds no more than before.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Go back to the shipped encoder.")] = False,
    epochs: Annotated[int, typer.Option(min=1, max=20, help="Rounds over all pairs.")] = 3,
) -> None:
    """Train the encoder on your own reports, tell what it gains on reports kept aside, and use it if it gains."""
    from assistant.records.own_encoder import back_to_shipped, take_into_use

    with opened() as library, tempfile.TemporaryDirectory(dir=library.settings.data_dir) as folder:
        _may(library)
        if undo:
            back_to_shipped(library.settings.data_dir)
        else:
            adapted = _adapted(library, Path(folder) / "draft", epochs)
            _show(adapted)
            if not (adapted.better or yes):
                console().print(
                    say(
                        "没有明显提高，仍用原来的编码器（--yes 可强制使用）",
                        "no clear gain: not used (--yes uses it anyway)",
                    )
                )
                return
            take_into_use(library.settings.data_dir, Path(folder) / "draft", adapted.fingerprint)
    _vectors_again()


def _may(library: "Library") -> None:
    from assistant.errors import InvalidSetting
    from assistant.records.access_model import Permission

    acting(library, Permission.OPERATE)
    if library.settings.encoder is not None or library.settings.encoder_url is not None:
        raise InvalidSetting(
            "encoder",
            zh="已设置其他编码器；只能训练自带的编码器，请先取消 YOUJU_ENCODER 和 YOUJU_ENCODER_URL",
            en="another encoder is set; only the shipped one can be trained: unset YOUJU_ENCODER and YOUJU_ENCODER_URL",
        )


def _adapted(library: "Library", draft: Path, epochs: int) -> "Adapted":
    from api.cli_progress import steps
    from eval.encoder.adapt import Adaption, adapt

    with steps(say("训练编码器", "training the encoder")) as on_step:
        return adapt(library, draft, Adaption(epochs=epochs), on_step)


def _show(adapted: "Adapted") -> None:
    listing = table(
        say("提问方式", "Asked"),
        say("问题数", "Questions"),
        say("首位命中：原来", "First: before"),
        say("现在", "after"),
        say("前五命中：原来", "First five: before"),
        say("现在", "after"),
    )
    names = {
        "in the report's words": "用报告原词",
        "colloquially": "用口语",
        "in English words": "夹用英文",
    }
    for one, other in zip(adapted.before, adapted.after, strict=True):
        shares = (one.first, other.first, one.first_five, other.first_five)
        listing.add_row(say(names[one.name], one.name), str(one.questions), *(f"{share:.1%}" for share in shares))
    console().print(listing)
    console().print(
        say(
            f"学习了 {adapted.learnt} 份报告的 {sum(adapted.pairs.values())} 对文本；以上在另外 {adapted.aside} 份报告上测得",
            f"learnt {sum(adapted.pairs.values())} pairs of {adapted.learnt} reports; measured on {adapted.aside} others",
        )
    )


def _vectors_again() -> None:
    """Make the vectors with the encoder now in use; the old index serves meanwhile, its encoder is kept until the end."""
    from api.cli_progress import reindex_with_progress
    from assistant.records.own_encoder import forget_others

    with opened() as library:
        if not library.vectors.stale:
            complain(say("编码器没有变化", "the encoder is the one in use already"))
            return
        done = reindex_with_progress(library, everything=False)
        forget_others(library.settings.data_dir)
    console().print(
        say(
            f"已换用新编码器，重建 {done.passages} 个向量；正在运行的服务请重新启动",
            f"the other encoder is in use, {done.passages} vectors made; restart a server that is running",
        )
    )
