"""Reads the data of `make benchmark-nlu`: two tables of messages and the intents they should be taken for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OUT_OF_SCOPE = "oos"
COLUMNS = ("text", "intent")


class DataError(ValueError):
    """Data that cannot be used; the message names the file and the mend."""


@dataclass(frozen=True)
class Example:
    """One message and its true intent; OUT_OF_SCOPE stands for none of the others."""

    text: str
    intent: str


@dataclass(frozen=True)
class Dataset:
    """What is trained on and what is asked."""

    train: tuple[Example, ...]
    test: tuple[Example, ...]


def read_dataset(folder: Path) -> Dataset:
    """The examples of train.csv and test.csv in a folder.

    Raises:
        DataError: the folder, a file or a line of it cannot be used.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder. Name one that holds train.csv and test.csv.")
    dataset = Dataset(*(_read(folder / name) for name in ("train.csv", "test.csv")))
    known = {example.intent for example in dataset.train}
    if len(known) < 2:
        raise DataError(
            f"{folder / 'train.csv'}: only one intent, '{next(iter(known))}'. "
            "Add examples of at least one other."
        )
    unknown = sorted({example.intent for example in dataset.test} - known - {OUT_OF_SCOPE})
    if unknown:
        raise DataError(
            f"{folder / 'test.csv'}: train.csv has no example of '{unknown[0]}'"
            f"{f' and {len(unknown) - 1} other intents' if len(unknown) > 1 else ''}. "
            "Add some there, or take the lines out here."
        )
    return dataset


def _read(path: Path) -> tuple[Example, ...]:
    try:
        # Spreadsheets put a byte order mark in front, which would become part of the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            examples = _examples(csv.DictReader(file, strict=True), path)
    except FileNotFoundError:
        raise DataError(f"{path}: no such file. Add it, with the columns text,intent.") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (near byte {error.start}). Save it as UTF-8.") from None
    except (csv.Error, OSError) as error:
        raise DataError(f"{path}: cannot be read as CSV ({error}). Mend or replace it.") from None
    if not examples:
        raise DataError(f"{path}: no examples. Add lines below the header text,intent.")
    return examples


def _examples(rows: csv.DictReader[str], path: Path) -> tuple[Example, ...]:
    _check_columns(rows.fieldnames or (), path)
    examples = []
    for row in rows:
        text, intent = ((row[column] or "").strip() for column in COLUMNS)
        if not text or not intent:
            raise DataError(
                f"{path}, line {rows.line_num}: text or intent is empty. Fill it in or delete the line."
            )
        if "/" in intent:  # Rasa reads what follows as a response key, our classifier as a fact
            raise DataError(
                f"{path}, line {rows.line_num}: '/' in the intent '{intent}'. Use '_' in its place."
            )
        examples.append(Example(text, intent))
    return tuple(examples)


def _check_columns(names: Sequence[str], path: Path) -> None:
    if not names:
        raise DataError(f"{path}: the file is empty. Fill it with the columns text,intent.")
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise DataError(
            f"{path}: no column {' and no column '.join(missing)}. "
            "Name the columns text,intent in the first line."
        )
