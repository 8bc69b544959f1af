"""What the servers of the tests have imported, and read of the project's own files, before they begin.

All but onnxruntime, which starts a thread when it is imported: a process with threads is not to be forked.
"""

from __future__ import annotations

import os
import warnings

warnings.simplefilter("ignore")
# As the command line has it, before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sklearn  # noqa: E402, F401
import skops.io  # noqa: E402, F401
import spacy  # noqa: E402, F401
import uvloop  # noqa: E402, F401

import actions.answer_question  # noqa: E402, F401
import bot.__main__  # noqa: E402
import bot.nlu.reader  # noqa: E402
import bot.server  # noqa: E402
import bot.serving  # noqa: E402, F401
from bot.answers.composer import composer_for  # noqa: E402
from bot.nlu.tokenizer import message_reader  # noqa: E402
from bot.press.press import press_for  # noqa: E402

composer_for("en")
message_reader("en")
press_for("en")
