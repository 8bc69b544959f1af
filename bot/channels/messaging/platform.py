"""What an adapter tells of its platform; everything else is the same for all of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.channels.messaging.layout import Limits, Part
from bot.channels.messaging.updates import Call, Delivery, Received


@dataclass(frozen=True)
class Response:
    """What a platform answered to a call."""

    status: int
    content: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class End(Enum):
    """How a call ended."""

    DELIVERED = "delivered"
    AGAIN = "again"  # it was not taken: too many at a time, or a fault there
    IN_DOUBT = "in_doubt"  # no answer came; to send it again could say it twice
    PLAIN = "plain"  # what decorates the text was refused, and the text may not be
    REFUSED = "refused"
    GONE = "gone"  # the person wants no more messages


@dataclass(frozen=True)
class Outcome:
    """How a call ended, and why.

    Attributes:
        end: what it means for the message.
        reason: the platform's own code, for counting; never a text of theirs.
        wait: seconds that the platform asks to wait.
    """

    end: End
    reason: str = ""
    wait: float | None = None


DELIVERED = Outcome(End.DELIVERED)


@dataclass(frozen=True)
class Rates:
    """How often a platform may be sent to.

    Attributes:
        of_bot: messages a second in all.
        of_chat: seconds between two messages to the same chat.
    """

    of_bot: float
    of_chat: float


class Platform(ABC):
    """One messaging platform.

    Attributes:
        name: in addresses, names of conversations and metrics.
        variables: of the environment that hold its secrets; it is on when all are set.
        base_url: of its interface, where no other is set.
        limits: of the messages it takes.
        rates: how often it takes them.
        most_characters: of a message that is read.
        urls: the settings that are addresses, as `__init__` takes them.
    """

    name: str
    variables: tuple[str, ...]
    base_url: str
    limits: Limits
    rates: Rates
    most_characters: int = 4096
    urls: tuple[str, ...] = ("base_url",)

    @abstractmethod
    def __init__(self, secrets: Mapping[str, str], base_url: str = "") -> None:
        """One account.

        Args:
            secrets: by the names in `variables`.
            base_url: of the platform's interface; "" for the platform's own.
        """

    @abstractmethod
    def verify(self, delivery: Delivery) -> None:
        """Makes sure that a request is the platform's own.

        Raises:
            RejectedError: it is not.
        """

    @abstractmethod
    def read(self, delivery: Delivery) -> Received:
        """What a request asks of us; what is unknown or malformed asks nothing.

        Raises:
            NotOursError: the platform sends nothing of that form.
        """

    def greet(self, delivery: Delivery) -> str:
        """What the platform wants to read when it asks by GET whether we are there.

        Raises:
            RejectedError: it is not the platform who asks.
        """
        del delivery
        return "ok"

    def seconds_between(self, chat: str) -> float:
        """How long to wait between two messages to a chat."""
        del chat
        return self.rates.of_chat

    def welcome(self, part: Part) -> str:
        """A first greeting, as the body that answers a request."""
        return part.text

    @abstractmethod
    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """The request that sends a part.

        Args:
            address: of the update that it answers.
            part: what is said.
        """

    def plain(self, part: Part) -> Part:
        """The part as text alone, for a platform that has refused what came with it; its suggestions are lines of it."""
        lines = "\n".join(f"• {title}" for _, title in part.buttons)
        whole = f"{part.text}\n\n{lines}" if lines else part.text
        return Part(whole if self.limits.measure(whole) <= self.limits.text else part.text)

    @abstractmethod
    def outcome(self, response: Response) -> Outcome:
        """How a call ended, by the platform's own rules."""

    def registration(self, webhook_url: str) -> Call | None:
        """The request that tells the platform where its updates go; None where that is done by hand."""
        del webhook_url
        return None


def by_status(response: Response) -> Outcome:
    """How a call ended, by what all platforms mean with an HTTP status."""
    if 200 <= response.status < 300:
        return DELIVERED
    reason = str(response.status)
    if response.status == 429 or response.status >= 500:
        return Outcome(End.AGAIN, reason, _seconds(response.headers.get("retry-after")))
    return Outcome(End.REFUSED, reason)


def _seconds(written: str | None) -> float | None:
    try:
        return max(0.0, float(written)) if written is not None else None
    except ValueError:
        return None
