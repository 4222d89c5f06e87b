"""The doors into office messengers: WeCom 企业微信, DingTalk 钉钉, Feishu 飞书."""
