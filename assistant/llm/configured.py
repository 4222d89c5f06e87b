"""The model that the settings name, or its absent twin."""

from assistant.llm.chat import Absent, ChatModel
from assistant.settings import Settings


def configured_model(settings: Settings) -> ChatModel:
    """A LangChain model where a provider is named, an OpenAI-compatible server where an address is, else none."""
    name, key = settings.model_name or "", settings.model_key or ""
    if settings.model_provider:
        from assistant.llm.langchain import LangChainModel

        return LangChainModel(settings.model_provider, name, url=settings.model_url or "", key=key)
    if settings.model_url:
        from assistant.llm.http import HttpModel

        return HttpModel(settings.model_url, name, key)
    return Absent()
