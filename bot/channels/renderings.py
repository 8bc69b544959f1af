"""Heavy renderings (images, PDF, archives): made beside the event loop, one at a time, and a bounded number kept."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


class Renderings:
    """Keeps what was rendered last; whoever asks while it is being made waits for the same one."""

    def __init__(self, most: int) -> None:
        """Nothing is kept yet.

        Args:
            most: how many are kept; of more, those asked for least lately go.
        """
        self._most = most
        self._kept: OrderedDict[Hashable, asyncio.Task[bytes]] = OrderedDict()
        # Fonts are shared between renderings, and others need the processor as well.
        self._one_at_a_time = threading.Lock()

    async def get(self, key: Hashable, render: Callable[[], bytes]) -> bytes:
        """What is kept under a key, or else rendered anew.

        Args:
            key: names the content.
            render: makes it; whatever it raises is raised here, and nothing is kept.
        """
        task = self._kept.get(key)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(self._render, render))
            self._kept[key] = task
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        try:
            # Someone who gives up waiting takes nothing from the others.
            return await asyncio.shield(task)
        except Exception:
            self._kept.pop(key, None)
            raise

    def _render(self, render: Callable[[], bytes]) -> bytes:
        with self._one_at_a_time:
            return render()
