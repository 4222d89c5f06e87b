"""`youju relay`: stands in the DMZ between the platforms and a Youju that cannot reach them."""

from collections.abc import Collection
from typing import Annotated
from urllib.parse import urlsplit

import typer

from api.cli_common import console
from assistant.errors import InvalidSetting
from assistant.settings import PREFIX, Settings


def relay(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; default: the setting, else 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; default: the setting, else 8000.")] = None,
) -> None:
    """Forward verified messages of office messengers to the intranet and its calls to the platforms; keeps no records."""
    import uvicorn

    from api.channels.configured import channels_of
    from api.channels.platform import Network
    from api.channels.relay.server import RelayConfig, create_relay
    from api.cli_serve import url
    from assistant.settings import load_settings

    settings = load_settings()
    channel = settings.channel
    for name, value in (("relay_secret", channel.relay_secret), ("intranet_url", channel.intranet_url)):
        if not value:
            raise InvalidSetting(f"{PREFIX}CHANNEL_{name.upper()}", zh="中继需要这一项", en="the relay needs it")
    config = RelayConfig(
        channels=channels_of(settings),
        intranet=channel.intranet_url or "",
        secret=channel.relay_secret,
        window=float(channel.window_seconds),
        hosts=platform_hosts(settings),
        network=Network(channel.ca_bundle, channel.proxy),
    )
    address = host or settings.host, port or settings.port
    console().print(f"Youju relay 有据中继  {url(*address)}", soft_wrap=True)
    uvicorn.run(create_relay(config), host=address[0], port=address[1], log_level="warning")


def platform_hosts(settings: Settings) -> Collection[str]:
    """The hosts that the relay may call: those of the platforms' addresses, and what the setting adds."""
    dingtalk = settings.dingtalk
    addresses = (settings.wecom.url, dingtalk.url, dingtalk.old_url, settings.feishu.url)
    named = f"{settings.dingtalk.webhook_hosts},{settings.channel.relay_hosts}".split(",")
    return {urlsplit(address).netloc for address in addresses} | {host.strip() for host in named if host.strip()}
