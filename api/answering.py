"""How every door that waits asks: at once where an answer takes milliseconds, else on a thread of its own."""

from functools import partial

import anyio
from anyio import to_thread
from fastapi import Request

from api.answered import answered
from api.deps import Service
from api.gate import address_of
from assistant.llm.chat import Stop
from assistant.records.access_model import Caller
from assistant.records.model import Answer, Question

_LOOK_SECONDS = 0.25


async def answer_to(question: Question, service: Service, caller: Caller, request: Request | None = None) -> Answer:
    """The answer to `question` from what `caller` may see, noted in the audit log; raises as `answered` does.

    With a language model the wait can be long: it ends for the model when the client of `request` hangs up.
    """
    library = service.library
    address = address_of(request.scope) if request is not None else ""
    # Once everything is loaded an answer takes milliseconds, and a thread's hand-over would cost more than it frees.
    if service.warm.is_set() and not library.model.present:
        return answered(question, library, caller, address=address)
    stop = Stop()
    try:
        async with anyio.create_task_group() as group:
            if request is not None and library.model.present:
                group.start_soon(_watch, request, stop)
            asking = partial(answered, question, library, caller, stop, address=address)
            answer = await to_thread.run_sync(asking, abandon_on_cancel=True)
            group.cancel_scope.cancel()
    except BaseExceptionGroup as group_of_one:
        raise group_of_one.exceptions[0] from None
    finally:
        stop.stop()
    return answer


async def _watch(request: Request, stop: Stop) -> None:
    while not await request.is_disconnected():
        await anyio.sleep(_LOOK_SECONDS)
    stop.stop()
