"""What an installation sets of its office messengers: YOUJU_WECOM_*, YOUJU_DINGTALK_*, YOUJU_FEISHU_*, YOUJU_CHANNEL_*.

A channel is switched on by its credentials. Addresses can be changed for private deployments, which answer on their own.
"""

from pydantic import BaseModel, ConfigDict, Field

_FIXED = ConfigDict(extra="forbid", frozen=True)


class WecomSettings(BaseModel):
    """WeCom 企业微信; the application needs corp_id to aes_key, the bot its own token and key, or id and secret."""

    model_config = _FIXED

    corp_id: str = Field(default="", description="企业ID")
    agent_id: int = Field(default=0, ge=0, description="AgentId of the application")
    secret: str = Field(default="", repr=False, description="Secret of the application")
    token: str = Field(default="", repr=False, description="Token of 接收消息")
    aes_key: str = Field(default="", repr=False, description="EncodingAESKey of 接收消息")
    url: str = Field(default="https://qyapi.weixin.qq.com", description="address of the interface (API)")
    auth_url: str = Field(default="https://open.weixin.qq.com", description="address of 网页授权, for links")
    bot_token: str = Field(default="", repr=False, description="Token of the intelligent bot's 接收消息")
    bot_aes_key: str = Field(default="", repr=False, description="EncodingAESKey of the intelligent bot")
    bot_id: str = Field(default="", description="Bot ID for the long connection 长连接")
    bot_secret: str = Field(default="", repr=False, description="Secret for the long connection")
    bot_url: str = Field(default="wss://openws.work.weixin.qq.com", description="address of the long connection")


class DingtalkSettings(BaseModel):
    """DingTalk 钉钉; the robot of an application within the organisation."""

    model_config = _FIXED

    client_id: str = Field(default="", description="Client ID (AppKey)")
    client_secret: str = Field(default="", repr=False, description="Client Secret (AppSecret)")
    robot_code: str = Field(default="", description="RobotCode; default: the Client ID")
    stream: bool = Field(default=False, description="Stream 模式: receive over a long connection")
    card_template: str = Field(default="", description="id of a card template for streaming answers; none: Markdown")
    url: str = Field(default="https://api.dingtalk.com", description="address of the interface (API)")
    auth_url: str = Field(default="https://login.dingtalk.com", description="address of 登录授权, for links")
    old_url: str = Field(default="https://oapi.dingtalk.com", description="address of the old interface, for links")
    webhook_hosts: str = Field(
        default="oapi.dingtalk.com,api.dingtalk.com", description="hosts that a session webhook may lie on"
    )


class FeishuSettings(BaseModel):
    """Feishu 飞书 or Lark; an application with a bot."""

    model_config = _FIXED

    app_id: str = Field(default="", description="App ID")
    app_secret: str = Field(default="", repr=False, description="App Secret")
    encrypt_key: str = Field(default="", repr=False, description="Encrypt Key of 事件与回调")
    bot_id: str = Field(default="", description="open_id of the bot, to know its own mentions in groups")
    verification_token: str = Field(default="", repr=False, description="Verification Token of 事件与回调")
    stream: bool = Field(default=False, description="长连接: receive over a long connection")
    url: str = Field(default="https://open.feishu.cn", description="address of the interface (API)")
    auth_url: str = Field(default="https://accounts.feishu.cn", description="address of 网页授权, for links")


class ChannelSettings(BaseModel):
    """What holds for every channel."""

    model_config = _FIXED

    ca_bundle: str | None = Field(
        default=None, description="file of certificate authorities for the platforms' addresses"
    )
    proxy: str | None = Field(default=None, repr=False, description="proxy to reach the platforms by")
    window_seconds: int = Field(default=600, ge=30, le=3600, description="how old a signed delivery may be")
    note_seconds: float = Field(default=3.0, ge=0.5, description="an answer later than this is announced by a note")
    uploaders: str = Field(
        default="", description="who may add files by sending them: channel:person, separated by commas"
    )
    guests: bool = Field(
        default=False,
        description="whether persons without an account may ask once there are accounts; they see what everyone sees",
    )
    relay_url: str | None = Field(default=None, description="the relay in the DMZ that reaches the platforms for us")
    intranet_url: str | None = Field(default=None, description="for `youju relay`: where Youju is served inside")
    relay_hosts: str = Field(default="", description="for `youju relay`: further hosts it may call, such as of files")
    relay_secret: str = Field(default="", repr=False, description="secret that relay and intranet sign with")
