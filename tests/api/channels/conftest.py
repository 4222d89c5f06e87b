"""Every channel's platform served on this machine, once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.app import create_app
from assistant.records.library import Library
from tests.api.channels.dingtalk_kit import DingtalkKit
from tests.api.channels.feishu_kit import FeishuKit
from tests.api.channels.stage import Kit, Platform, Stage
from tests.api.channels.wecom_bot_kit import WecomBotKit
from tests.api.channels.wecom_kit import WecomKit
from tests.serving import served

KITS: tuple[Kit, ...] = (WecomKit(), DingtalkKit(), FeishuKit())
"""Channels that answer by calls of their own: the contract runs over each."""
POLLED: tuple[Kit, ...] = (WecomBotKit(),)
Platforms = dict[str, tuple[Kit, Platform, str]]


@pytest.fixture(scope="session")
def platforms() -> Iterator[Platforms]:
    with ExitStack() as stack:
        made = {}
        for kit in (*KITS, *POLLED):
            platform = Platform()
            made[kit.name] = (kit, platform, stack.enter_context(served(kit.app(platform))))
        yield made


@pytest.fixture
def kit_name() -> str:
    """The channel under test; modules of one channel override it."""
    return KITS[0].name


@pytest.fixture(scope="session")
def application(shelf: Library) -> FastAPI:
    app = create_app(shelf)
    app.state.service.warm.set()
    return app


@pytest.fixture
def stage(kit_name: str, platforms: Platforms, application: FastAPI, tmp_path: Path) -> Iterator[Stage]:
    kit, platform, address = platforms[kit_name]
    platform.reset()
    stage = Stage(kit, platform, address, application, tmp_path)
    yield stage
    stage.close()
