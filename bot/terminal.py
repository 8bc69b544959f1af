"""A conversation in the terminal."""

from __future__ import annotations

import asyncio
import logging
import uuid
from pathlib import Path

from bot.logs import configure_logs


def chat(model: Path) -> int:
    """Talks until the input ends or someone says "bye" with an empty line; returns the exit status.

    Args:
        model: the trained model.
    """
    configure_logs(logging.ERROR)
    print("Loading ...", flush=True)
    from rasa.core.agent import Agent

    from bot.actions_in_process import run_actions_in_process
    from bot.answers.composer import composer_for
    from bot.answers.small_talk import greet
    from bot.asking import Asker
    from bot.facts import DEFAULT_LANGUAGE

    composer = composer_for(DEFAULT_LANGUAGE)
    asker = Asker(composer, answer_seconds=60)
    agent = Agent.load(str(model))
    run_actions_in_process(agent)
    asker.use(agent)
    greeting = greet(composer)
    print(f"\n{greeting.text}\n(An empty line ends the conversation.)\n")
    _offer(greeting.suggestions)
    asyncio.run(_talk(asker))
    return 0


async def _talk(asker: object) -> None:
    from bot.asking import Asker
    from bot.channels.incoming import clean

    assert isinstance(asker, Asker)
    conversation = uuid.uuid4().hex
    while True:
        try:
            text = clean(input("> "))
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if not text:
            return
        for message in await asker.ask(text, conversation, "terminal"):
            print(f"\n{message['text']}")
            _offer([button["title"] for button in message.get("buttons") or []])
        print()


def _offer(suggestions: object) -> None:
    for suggestion in suggestions if isinstance(suggestions, (list, tuple)) else ():
        print(f"   · {suggestion}")
