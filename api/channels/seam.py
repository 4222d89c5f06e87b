"""The seam between Youju and a messenger: what comes in, what goes out, and what each channel can do.

A delivery is verified and decoded (`receive`), its messages are kept, answered and rendered as the platform's own JSON
(`render`), which leaves by `send`. Everything between is the same for all channels: see `desk`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from api.channels.clock import Clock

Outgoing = Mapping[str, Any]
"""One message as the platform's JSON, ready to be kept and sent."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a platform sent, exactly as it came; header names are lower case. A frame of a long connection is one too."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent along: its name where the platform tells it, and what the channel fetches it by."""

    name: str
    reference: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person said of an answer, by the platform's thumbs or our buttons.

    `to` is the id of the message that was answered, where the platform knows no more; `answer_id` is then "".
    """

    answer_id: str
    kind: Literal["up", "down"]
    reason: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person.

    `id` is the platform's and the same at every repeated delivery. `chat` is where the answer goes: a person's own chat
    or a group. `addressed` tells whether a message of a group is meant for us; its mention is no part of `text`.
    `sent_at` is the platform's clock in seconds since 1970, the time of arrival where it tells none. `way` holds what the
    channel needs to answer. `entered` is set where a person opened the chat and said nothing yet.
    """

    id: str
    chat: str
    sender: str
    text: str
    sent_at: float
    name: str = ""
    group: bool = False
    addressed: bool = True
    files: tuple[Attachment, ...] = ()
    feedback: Feedback | None = None
    entered: bool = False
    way: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Poll:
    """A platform asking how far the answer to an earlier message is; `frame` makes the response body.

    It is given the replies kept so far and whether they are all there are.
    """

    id: str
    frame: Callable[[Sequence[Outgoing], bool], bytes]


@dataclass(frozen=True, slots=True)
class Received:
    """What a delivery holds, and the response that the platform is to get at once."""

    incoming: tuple[Incoming, ...] = ()
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    poll: Poll | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A citation as a messenger shows it; `url` opens the source panel at the cited characters, "" without an address."""

    number: int
    title: str
    years: tuple[int, ...]
    section: str
    place: str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a person, before a channel gives it its platform's form.

    `headline` is the first line and holds the figure, `lines` follow it. `figures` are texts never to be cut in two.
    `choices` are questions that a person may have meant, `more` questions to ask next. `link` opens the answer's page.
    """

    headline: str
    language: str = "zh"
    lines: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    remarks: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    link: str = ""
    answer_id: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in `seconds`, to one chat or from the whole channel."""

    count: int
    seconds: float
    each: Literal["chat", "channel"]


NOTE = -1


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a channel is told of a message it sends.

    `key` is the same when it is sent again, and `again` then true: platforms that know repeated messages are told.
    `place` is its place among the replies, `NOTE` for the note that an answer is late.
    `over` is what an earlier note is known by: where the platform can, the message takes its place. `now` is seconds
    since 1970.
    """

    key: str
    now: float
    again: bool = False
    over: str = ""
    place: int = 0


class Channel(Protocol):
    """A messenger. All but `send` and `fetch` are pure: they touch neither network nor store."""

    @property
    def name(self) -> str:
        """The channel's name in addresses, settings and the mailbox: "wecom", "dingtalk"."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the platform lets through."""

    def receive(self, delivery: Delivery, now: float) -> Received:
        """Verify and decode a delivery; `now` is seconds since 1970. Raises RefusedDelivery."""

    def render(self, reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
        """The reply as messages within the platform's limits, in order; figures are never cut in two."""

    async def send(self, outgoing: Outgoing, to: Incoming, ticket: Ticket) -> str:
        """Send one message to the chat of `to`; returns what it is known by, "" where the platform does not tell.

        Raises SendFailure.
        """

    async def fetch(self, attachment: Attachment, now: float) -> bytes:
        """The bytes of a file sent along; raises SendFailure."""

    @property
    def listens(self) -> bool:
        """Whether it receives over a long connection of its own."""

    @property
    def pushes(self) -> bool:
        """Whether it can write to a chat that did not just ask."""

    @property
    def able(self) -> bool:
        """Whether this process can send now: a reply over a long connection must leave by the one that is open."""

    async def listen(self, take: "Take", clock: Clock) -> None:
        """Receive over a long connection until it ends; raises SendFailure where it cannot be had or breaks."""

    def authorize(self, back: str, state: str) -> str:
        """Where the messenger says who opens a link, and sends them `back` with a code; "" where it cannot."""

    async def person(self, code: str, back: str, now: float) -> str:
        """Who came `back` with `code`, by the id that `Incoming.sender` has; raises SendFailure."""

    async def close(self) -> None:
        """Let go of connections."""


Take = Callable[[Sequence[Incoming]], Awaitable[int]]
"""Takes messages in; how many were new."""


def to_json(incoming: Incoming) -> Mapping[str, Any]:
    """A message as JSON values, for the mailbox."""
    return asdict(incoming)


def from_json(kept: Mapping[str, Any]) -> Incoming:
    """The message that `to_json` wrote."""
    feedback = kept["feedback"]
    return Incoming(
        **{
            **kept,
            "files": tuple(Attachment(**each) for each in kept["files"]),
            "feedback": feedback and Feedback(**feedback),
        }
    )
