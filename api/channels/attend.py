"""What is said to a message: an answer from the records, a report of files read, thanks for a judgement, a greeting."""

import datetime
import logging
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from anyio import CapacityLimiter, to_thread

from api.answered import answered
from api.asking import MAX_HISTORY, language_of, question_of
from api.channels.digest import address_of, subscription_key
from api.channels.reply import Links, reply_of
from api.channels.seam import Channel, Feedback, Incoming, Reply
from api.channels.who import Asker, asker_of
from api.channels.words import plain_reply
from api.deps import Service
from api.pictures import chart_picture
from assistant.answering.wire import to_wire
from assistant.errors import InvalidQuestion, SendFailure, UnknownConversation
from assistant.records.conversations import Conversations
from assistant.records.mailbox import Mailbox
from assistant.records.trail import note
from ingest.pipeline import ingest_uploads
from ingest.progress import Outcome, OutcomeStatus

# Earlier questions of a chat are remembered this long: tomorrow's "那2022年呢" has lost what it leans on.
_MEMORY_HOURS = 12
_REASON_CHARS = 1000
# "有误：预算数应为调整后的" judges the chat's last answer.
_JUDGEMENT = re.compile(
    r"(?:(?P<up>有用|👍|helpful)|有误|👎|wrong)[。！.!]*(?:[：:，,\s]+(?P<why>.+))?", re.IGNORECASE | re.DOTALL
)
_SUBSCRIBING = re.compile(r"(?:(?P<off>退订|取消订阅|unsubscribe)|订阅|subscribe)[。！.!]*", re.IGNORECASE)
_LOG = logging.getLogger("youju")


@dataclass(frozen=True, slots=True)
class Attendant:
    """Answers messages from the records of `service`.

    `public_url` is where people open the pages, `uploaders` are persons who may add files ("wecom:zhangsan"), `guests` tells
    whether persons without an account may ask, `signing` are the channels that sign people on.
    `answers` bounds how many are made at once: they take a processor each, unless a language model is waited for.
    """

    service: Service
    mailbox: Mailbox
    public_url: str = ""
    uploaders: Collection[str] = field(default_factory=frozenset)
    guests: bool = False
    signing: Collection[str] = field(default_factory=frozenset)
    answers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def attend(self, channel: Channel, incoming: Incoming) -> Reply | None:
        """The reply to a message; None where nothing is to be said.

        The answer is kept in the chat's conversation. Raises StoreFault, and SendFailure where a file cannot be fetched.
        """
        if incoming.group and not incoming.addressed:
            return None
        library = self.service.library
        language = language_of(incoming.text, library.settings.language)
        asker = asker_of(channel.name, incoming, self.uploaders, library.access, guests=self.guests)
        if asker is None:
            return None if incoming.feedback is not None else plain_reply("stranger", language)
        if incoming.feedback is not None:
            await to_thread.run_sync(self._judged, channel.name, incoming.feedback, asker)
            return None
        if incoming.entered:
            return plain_reply("greeting", language)
        if incoming.files:
            return await self._files(channel, incoming, asker, language)
        if not incoming.text:
            return plain_reply("unreadable", language)
        if wish := _SUBSCRIBING.fullmatch(incoming.text):
            return await to_thread.run_sync(self._subscribed, channel, incoming, wish, language)
        if said := _JUDGEMENT.fullmatch(incoming.text):
            return await to_thread.run_sync(self._said, said, asker, language)
        return await self._answer(channel.name, incoming.text, asker, language)

    def _links(self, channel: str) -> Links:
        """How answers are linked: through the messenger's own sign-on where there are accounts."""
        kind = channel.partition("-")[0]
        signs = kind in self.signing and self.service.library.access.peopled
        return Links(self.public_url, kind if signs else "")

    async def _answer(self, channel: str, text: str, asker: Asker, language: str) -> Reply:
        library = self.service.library
        kept = library.store.conversations
        history = await to_thread.run_sync(_earlier, kept, asker)
        try:
            question = question_of(text, settings=library.settings, history=history)
        except InvalidQuestion as error:
            return Reply(error.sentence(language), language)
        # On a thread of its own: callbacks must be acknowledged meanwhile.
        asking = partial(answered, question, library, asker.caller)
        answer = await to_thread.run_sync(asking, limiter=self.answers)
        wire = to_wire(answer)
        self.service.metrics.answered(wire)
        cited = [citation.document.collection for citation in answer.citations]
        await to_thread.run_sync(partial(kept.keep, asker.conversation, asker.owner, wire, cited, door=channel))
        picture = await to_thread.run_sync(chart_picture, answer, library.settings.data_dir / "fonts")
        return replace(reply_of(answer, self._links(channel)), picture=picture)

    async def _files(self, channel: Channel, incoming: Incoming, asker: Asker, language: str) -> Reply:
        if not asker.may_add_files:
            return plain_reply("files_refused", language)
        now = incoming.sent_at
        uploads = [(each.name, await channel.fetch(each, now)) for each in incoming.files]
        limit = self.service.library.settings.max_upload_mb * 1024 * 1024
        if any(len(data) > limit for _, data in uploads):
            raise SendFailure(channel.name, zh="文件太大", en="the file is too large", final=True)
        outcomes = await to_thread.run_sync(ingest_uploads, uploads, self.service.library, limiter=self.service.uploads)
        read = [
            {"source": each.name, "document_id": each.document_id, "status": each.status.value} for each in outcomes
        ]
        note(self.service.library, asker.caller, "uploaded", channel.name, files=read)
        first, *rest = [_report(each, language) for each in outcomes]
        return Reply(first, language, tuple(rest))

    def _subscribed(self, channel: Channel, incoming: Incoming, wish: re.Match[str], language: str) -> Reply:
        """A chat is told what is new in the records only where it asked for that."""
        key = subscription_key(channel.name, incoming)
        if wish["off"]:
            self.mailbox.unsubscribe(key)
            return plain_reply("unsubscribed", language)
        if not channel.pushes:
            return plain_reply("no_push", language)
        now = incoming.sent_at
        self.mailbox.subscribe(key, channel.name, address_of(incoming), language=language, now=now)
        return plain_reply("subscribed", language)

    def _said(self, said: re.Match[str], asker: Asker, language: str) -> Reply:
        """A judgement in words is of the chat's last answer."""
        try:
            conversations = self.service.library.store.conversations
            turns = conversations.conversation(asker.conversation, asker.owner, asker.scope).turns
        except UnknownConversation:
            turns = ()
        if not turns:
            return plain_reply("nothing_to_judge", language)
        kind: Literal["up", "down"] = "up" if said["up"] else "down"
        self._keep(Feedback(turns[-1].answer["id"], kind, said["why"] or ""), asker)
        return plain_reply("thanks", language)

    def _judged(self, channel: str, feedback: Feedback, asker: Asker) -> None:
        """Keep a judgement of an answer that is known by its id or by the message it answered."""
        if not feedback.answer_id:
            letter = self.mailbox.find(f"{channel}:{feedback.to}")
            feedback = replace(feedback, answer_id=letter.answer_id if letter else "")
        self._keep(feedback, asker)

    def _keep(self, feedback: Feedback, asker: Asker) -> None:
        """Keep a judgement for the evaluators; of an answer long gone nothing can be kept."""
        conversations = self.service.library.store.conversations
        try:
            turn = conversations.answer(feedback.answer_id, asker.scope)
        except UnknownConversation:
            _LOG.info("a judgement came for an answer that is not kept")
            return
        conversations.give_opinion(turn, asker.person, kind=feedback.kind, reason=feedback.reason[:_REASON_CHARS])


def _earlier(conversations: Conversations, asker: Asker) -> list[str]:
    """The chat's questions of the last hours, oldest first."""
    try:
        kept = conversations.conversation(asker.conversation, asker.owner, asker.scope)
    except UnknownConversation:
        return []
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=_MEMORY_HOURS)
    recent = [turn for turn in kept.turns if datetime.datetime.fromisoformat(turn.asked_at) > since]
    return [turn.question for turn in recent[-MAX_HISTORY:]]


def _report(outcome: Outcome, language: str) -> str:
    """What became of one file, as a line."""
    zh = language == "zh"
    if outcome.status is OutcomeStatus.FAILED:
        return outcome.reason(language)
    if outcome.status is OutcomeStatus.KNOWN:
        return f"{outcome.name}：已在记录中" if zh else f"{outcome.name}: already on record"
    if zh:
        return f"{outcome.name}：已读入，{outcome.figures} 个数字、{outcome.tables} 张表、{outcome.passages} 段"
    return f"{outcome.name}: read; {outcome.figures} figures, {outcome.tables} tables, {outcome.passages} passages"
