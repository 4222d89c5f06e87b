"""WeCom 企业微信: the self-built application and the intelligent bot."""
