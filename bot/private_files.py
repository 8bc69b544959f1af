"""Files that belong to one server alone: nobody else reads them, and no second server writes them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

_LEAST_SECRET = 32


class InUseError(Exception):
    """Another server has the file; the message says what to do."""


def private_folder(folder: Path) -> None:
    """Makes a folder, and closes it to everyone but its owner.

    Args:
        folder: where files are to be kept; one that belongs to somebody else is left as it is.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(PermissionError):
        folder.chmod(0o700)


def private_file(file: Path) -> None:
    """Makes an empty file where there is none, readable by its owner only.

    Raises:
        OSError: it can be neither made nor opened.
    """
    private_folder(file.parent)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    with contextlib.suppress(PermissionError):
        file.chmod(0o600)


def hold(file: Path) -> IO[bytes]:
    """Takes a file for this process, until what is returned is closed or the process ends, however it ends.

    Args:
        file: what only one server may use; a file of the same name with `.lock` behind it stands for it.

    Raises:
        InUseError: another server has it.
        OSError: the lock cannot be made.
    """
    private_folder(file.parent)
    lock = open(file.with_name(f"{file.name}.lock"), "ab")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise InUseError(
            f"Another server already uses {file}. Stop that one first, or give this one a place of its own: "
            "`db` in endpoints.yml and `state_folder` in bot/settings.yml."
        ) from error
    return lock


def load_secret(variable: str, file: Path, what_ends: str) -> str:
    """A key of this installation: from the environment, or from a file that is made at first use.

    Args:
        variable: of the environment.
        file: where it is kept otherwise, so that it outlives a restart.
        what_ends: what is lost with the key, as an error says it.

    Raises:
        ValueError: the key, wherever it comes from, is too short to be one.
    """
    given = os.environ.get(variable)
    if given is not None:
        return _long_enough(given, variable, "Set a longer one, or none.")
    if not file.exists():
        private_folder(file.parent)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(48))
        try:
            # Linked whole: of two servers that start at once, one's key stands and both read it.
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    file.chmod(0o600)
    mend = f"Delete the file; a new one is made at the next start, and {what_ends}."
    return _long_enough(file.read_text().strip(), str(file), mend)


def given_secret(variable: str) -> str:
    """A key of this installation that several machines share.

    Args:
        variable: of the environment.

    Raises:
        ValueError: it is missing, or too short to be one.
    """
    given = os.environ.get(variable)
    if not given:
        raise ValueError(
            f"{variable} is not set. Processes that share a database need the same key: set it to the same "
            f"{_LEAST_SECRET} or more random characters for each, for example of `openssl rand -base64 48`."
        )
    return _long_enough(given, variable, "Set a longer one.")


def _long_enough(secret: str, place: str, mend: str) -> str:
    if len(secret) < _LEAST_SECRET:
        raise ValueError(f"{place} must have at least {_LEAST_SECRET} characters. {mend}")
    return secret
