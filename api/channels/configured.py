"""The channels that the settings switch on: a channel is on where its credentials are set."""

from collections.abc import Iterator, Mapping

from anyio import CapacityLimiter

from api.channels.attend import Attendant
from api.channels.desk import Desk
from api.channels.platform import Network
from api.channels.relay.signing import Verifier
from api.channels.seam import Channel
from api.deps import Service
from assistant.channel_settings import DingtalkSettings, FeishuSettings, WecomSettings
from assistant.errors import InvalidSetting
from assistant.settings import PREFIX, Settings

_ANSWERS_WITH_MODEL = 4


def channels_of(settings: Settings) -> Mapping[str, Channel]:
    """The channels of an installation by name; raises InvalidSetting where one is set half."""
    return {channel.name: channel for channel in _channels(settings)}


def desk_of(service: Service) -> Desk:
    """The desk that answers from the records of `service`; raises InvalidSetting where a channel is set half."""
    settings = service.library.settings
    uploaders = frozenset(each.strip() for each in settings.channel.uploaders.split(",") if each.strip())
    mailbox = service.library.store.mailbox
    channel = settings.channel
    relayed = Verifier(channel.relay_secret, float(channel.window_seconds)) if channel.relay_url else None
    channels = channels_of(settings)
    signing = frozenset(name for name, each in channels.items() if each.authorize("", ""))
    answers = CapacityLimiter(_ANSWERS_WITH_MODEL if settings.model_url or settings.model_provider else 1)
    attendant = Attendant(service, mailbox, settings.public_url or "", uploaders, channel.guests, signing, answers)
    return Desk(mailbox, channels, attendant.attend, note_after=channel.note_seconds, relayed=relayed)


def _channels(settings: Settings) -> Iterator[Channel]:
    channel = settings.channel
    if channel.relay_url:
        _all_set("channel", relay_secret=channel.relay_secret)
    network = Network(channel.ca_bundle, channel.proxy, channel.relay_url, channel.relay_secret)
    window = float(settings.channel.window_seconds)
    if settings.wecom.corp_id:
        yield _wecom_app(settings.wecom, network, window)
    if settings.wecom.bot_id or settings.wecom.bot_token:
        yield _wecom_bot(settings.wecom, network, window)
    if settings.dingtalk.client_id:
        yield _dingtalk(settings.dingtalk, network, window)
    if settings.feishu.app_id:
        yield _feishu(settings.feishu, network, window)


def _wecom_app(wecom: WecomSettings, network: Network, window: float) -> Channel:
    from api.channels.wecom.app import NAME, AppConfig, WecomApp
    from api.channels.wecom.crypto import Crypto, aes_key

    _all_set("wecom", secret=wecom.secret, token=wecom.token, aes_key=wecom.aes_key, agent_id=wecom.agent_id)
    key = aes_key(f"{PREFIX}WECOM_AES_KEY", wecom.aes_key)
    crypto = Crypto(NAME, wecom.token, key, wecom.corp_id, window)
    return WecomApp(AppConfig(wecom.corp_id, wecom.agent_id, wecom.secret, wecom.url, wecom.auth_url), crypto, network)


def _wecom_bot(wecom: WecomSettings, network: Network, window: float) -> Channel:
    """The bot over its long connection where an id is set, else by callbacks: WeCom's console lets a bot have one of both."""
    from api.channels.wecom.bot_incoming import NAME
    from api.channels.wecom.bot_socket import WecomBotSocket
    from api.channels.wecom.bot_webhook import WecomBotWebhook
    from api.channels.wecom.crypto import Crypto, aes_key

    if wecom.bot_id:
        _all_set("wecom", bot_secret=wecom.bot_secret)
        return WecomBotSocket(wecom.bot_id, wecom.bot_secret, wecom.bot_url, network)
    _all_set("wecom", bot_aes_key=wecom.bot_aes_key)
    key = aes_key(f"{PREFIX}WECOM_BOT_AES_KEY", wecom.bot_aes_key)
    # A bot within a company has no receiver's id.
    return WecomBotWebhook(Crypto(NAME, wecom.bot_token, key, "", window), wecom.url, network)


def _dingtalk(dingtalk: DingtalkSettings, network: Network, window: float) -> Channel:
    from api.channels.dingtalk.robot import DingtalkRobot, RobotConfig

    _all_set("dingtalk", client_secret=dingtalk.client_secret)
    hosts = frozenset(host.strip() for host in dingtalk.webhook_hosts.split(",") if host.strip())
    robot = dingtalk.robot_code or dingtalk.client_id
    config = RobotConfig(
        client_id=dingtalk.client_id,
        client_secret=dingtalk.client_secret,
        robot_code=robot,
        url=dingtalk.url,
        webhook_hosts=hosts,
        window=window,
        stream=dingtalk.stream,
        card_template=dingtalk.card_template,
        auth_url=dingtalk.auth_url,
        old_url=dingtalk.old_url,
    )
    return DingtalkRobot(config, network)


def _feishu(feishu: FeishuSettings, network: Network, window: float) -> Channel:
    from api.channels.feishu.bot import BotConfig, FeishuBot
    from api.channels.feishu.crypto import Crypto

    _all_set("feishu", app_secret=feishu.app_secret)
    if not feishu.stream:
        # Without a key events are not signed, and anybody could make them.
        _all_set("feishu", encrypt_key=feishu.encrypt_key, verification_token=feishu.verification_token)
    config = BotConfig(
        app_id=feishu.app_id,
        app_secret=feishu.app_secret,
        verification_token=feishu.verification_token,
        url=feishu.url,
        bot_id=feishu.bot_id,
        stream=feishu.stream,
        auth_url=feishu.auth_url,
    )
    return FeishuBot(config, Crypto(feishu.encrypt_key, window), network)


def _all_set(group: str, **values: object) -> None:
    """Raise InvalidSetting naming the first of `values` that is not set."""
    for name, value in values.items():
        if not value:
            setting = f"{PREFIX}{group.upper()}_{name.upper()}"
            raise InvalidSetting(setting, zh="这个渠道还缺这一项", en="is missing for this channel")
