"""Structured, quiet logs that hold no message texts."""

from __future__ import annotations

import json
import logging
import sys
import time

import structlog


class _JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        content = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            content["traceback"] = self.formatException(record.exc_info)
        return json.dumps(content, ensure_ascii=False)


def configure_logs(level: int = logging.INFO) -> None:
    """Our own loggers say what happens; libraries only what goes wrong.

    Rasa writes message texts at level DEBUG, and in the traceback of a failed action.

    Args:
        level: of our own loggers.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    # Warnings of libraries about their own future are no news to someone who runs the assistant.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    # A body where none is asked for is the sender's oddity and no error; Sanic reads over it all the same.
    logging.getLogger("sanic.error").addFilter(
        lambda record: not record.getMessage().endswith("body not consumed.")
    )
    for name in ("bot", "actions"):
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[structlog.stdlib.render_to_log_kwargs],
    )
