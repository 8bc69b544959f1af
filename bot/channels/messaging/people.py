"""Names of conversations that tell nobody who is behind them."""

from __future__ import annotations

import hashlib
import hmac

from bot.channels.messaging.updates import Update

SECRET_VARIABLE = "ASSISTANT_MESSAGING_SECRET"
SECRET_FILE = "messaging_secret"
_DIGITS = 40


class People:
    """Turns senders into names: the same person in the same chat has the same one, and it leads back to nobody."""

    def __init__(self, secret: str) -> None:
        """Names of one installation.

        Args:
            secret: without it a name cannot be found out even by trying all telephone numbers.
        """
        self._secret = secret.encode()

    def conversation(self, channel: str, update: Update) -> str:
        """The name of the conversation that an update belongs to."""
        return f"{channel}:{self._name(channel, 'person', update.chat, update.person)}"

    def key(self, channel: str, update: Update) -> str:
        """What an update is remembered by."""
        return self._name(channel, "update", update.key)

    def _name(self, *parts: str) -> str:
        # Lengths keep ("ab", "c") and ("a", "bc") apart.
        joined = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, joined, hashlib.sha256).hexdigest()[:_DIGITS]
