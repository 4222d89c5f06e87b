"""How every door that waits asks: at once where an answer takes milliseconds, else on a thread of its own."""

from anyio import to_thread

from api.deps import Service
from assistant.answering.ask import ask
from assistant.records.model import Answer, Question
from assistant.records.scope import Scope


async def answer_to(question: Question, service: Service, scope: Scope) -> Answer:
    """The answer to `question` within `scope`; raises as `ask` does."""
    # Once everything is loaded an answer takes milliseconds, and a thread's hand-over would cost more than it frees.
    if service.warm.is_set():
        return ask(question, service.library, scope)
    return await to_thread.run_sync(ask, question, service.library, scope)
