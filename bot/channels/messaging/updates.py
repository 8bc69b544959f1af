"""What a platform tells of one person's doing, in the form that all platforms share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Wish(str, Enum):
    """What is to be done about an update."""

    ANSWER = "answer"
    START = "start"
    HELP = "help"
    FORGET = "forget"
    LEAVE = "leave"  # as FORGET, and nothing is sent: nobody is there to read it
    UNREADABLE = "unreadable"  # a picture, a voice, a place: nothing of it is kept
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Update:
    """One thing that one person did.

    Attributes:
        key: the platform's own id of it; the same key is handled once.
        wish: what is to be done.
        chat: where it was said.
        person: who said it; a group's members are told apart.
        address: what the platform needs to send there; kept only until the reply is sent.
        text: what was written, or the title of what was chosen.
        choice: id of a suggestion that was chosen.
    """

    key: str
    wish: Wish
    chat: str
    person: str
    address: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    choice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """In JSON's types; `from_dict` reads it."""
        return {**asdict(self), "wish": self.wish.value}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Update:
        """The update of `as_dict`."""
        return cls(**{**record, "wish": Wish(record["wish"])})


@dataclass(frozen=True)
class Delivery:
    """A request of a platform, as it came.

    Attributes:
        body: the raw bytes, over which it is signed.
        headers: by their names in small letters.
        query: the parameters behind the question mark.
        url: the public address it was sent to.
        now: seconds since 1970.
    """

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    url: str
    now: float


@dataclass(frozen=True)
class Call:
    """A request to a platform.

    Attributes:
        url: where to.
        json: what is sent, as JSON.
        form: what is sent, as a form; one of both.
        headers: with the key to the account; never logged.
        user: name and password, where the platform asks for them so.
    """

    url: str
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    user: tuple[str, str] | None = None


@dataclass(frozen=True)
class Received:
    """What a request amounts to.

    Attributes:
        updates: in order; those that ask nothing of us are left out.
        acknowledgements: calls to make at once, such as the one that ends a button's spinning.
        body: what the platform wants to read in our answer.
        content_type: of that body.
        welcomes: whether the body is to be a first greeting, since nothing else may be sent yet.
        failures: the platform's codes for what it could not deliver after all.
    """

    updates: tuple[Update, ...] = ()
    acknowledgements: tuple[Call, ...] = ()
    body: str = ""
    content_type: str = "text/plain"
    welcomes: bool = False
    failures: tuple[str, ...] = ()


class RejectedError(Exception):
    """A request is not the platform's own: unsigned, forged, stale. Answered 403."""


class NotOursError(Exception):
    """A signed request has a form that this platform never sends. Answered 400."""
