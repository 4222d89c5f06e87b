"""Feishu 飞书 (Lark): the bot of an application."""
