"""Learns from examples what texts are about, what they do and what they ask for, with calibrated probabilities."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import fit_temperature, softmax
from bot.nlu.examples import Example
from bot.nlu.kernel_ridge import Floats, KernelRidge, Similarity, fit_kernel_ridge
from bot.nlu.ngrams import Ngrams, Outline, words_and_characters
from bot.nlu.normalise import normalise
from bot.nlu.sense import SUBJECT, Sense

Key = TypeVar("Key")
Encode = Callable[[Sequence[str]], Floats]
_ARRAYS = ("vectors", "example_weights", "word_weights")
# How far a text's vector is taken from what it is about before it is asked how it asks.
_LESS_SUBJECT = 0.6


@dataclass(frozen=True)
class Settings:
    """How the two heads weigh examples.

    Attributes:
        sharpness: how fast two vectors stop being alike, of what texts are about and of how they ask.
        sparse_weight: how much n-grams count beside the vectors.
        regularisation: how little a single example is trusted.
    """

    sharpness: tuple[float, float] = (2.0, 1.5)
    sparse_weight: tuple[float, float] = (0.15, 0.7)
    regularisation: tuple[float, float] = (0.2, 0.2)

    def similarity(self, head: int) -> Similarity:
        """Of the first or the second head."""
        return Similarity(self.sharpness[head], self.sparse_weight[head])


@dataclass(frozen=True)
class Group:
    """Labels of which each text has one.

    Attributes:
        name: "subject", or the attribute of an example ("kind", "act", "polarity").
        labels: in the order of their columns.
        temperature: under which their scores become probabilities.
    """

    name: str
    labels: tuple[str, ...]
    temperature: float


@dataclass(frozen=True)
class Head:
    """A regression, its features, and the groups of labels that its columns stand for, side by side."""

    model: KernelRidge
    ngrams: Ngrams
    groups: tuple[Group, ...]

    def read(self, vectors: Floats, texts: Sequence[str], kept: int) -> list[dict[str, Any]]:
        """For each text, the likeliest labels of each group with their probabilities."""
        scores, start = self.model.scores(vectors, [self.ngrams.row(text) for text in texts]), 0
        found: list[dict[str, Any]] = [{} for _ in texts]
        for group in self.groups:
            columns = slice(start, start + len(group.labels))
            for place, row in enumerate(softmax(scores[:, columns], group.temperature)):
                best = np.argsort(-row)[:kept]
                found[place][group.name] = tuple((group.labels[i], float(row[i])) for i in best)
            start = columns.stop
        return found


class Classifier:
    """Reads texts: one head for what they are about, one for how they ask."""

    def __init__(
        self,
        heads: Sequence[Head],
        outline: Outline,
        centres: Floats,
        encode: Encode,
        kept: int = 12,
    ) -> None:
        """A fitted classifier.

        Args:
            heads: for what texts are about, and for how they ask.
            outline: takes texts apart for the second head.
            centres: mean of all examples' vectors, then that of each subject's, as far as it is taken off.
            encode: sentence vectors of length 1 of normalised texts.
            kept: how many labels of each group are told.
        """
        self._heads = tuple(heads)
        self._outline = outline
        self._centres = centres
        self._encode = encode
        self._kept = kept

    @classmethod
    def fit(cls, examples: Sequence[Example], encode: Encode, settings: Settings) -> Classifier:
        """Learns from examples; those without a kind teach only what they are about."""
        texts = [normalise(example.text) for example in examples]
        outline = Outline.fit(texts, [example.subject for example in examples])
        raw = encode(texts)
        mean = raw.mean(axis=0)
        vectors = _of_length_one(raw - mean)
        about = [i for i, e in enumerate(examples) if e.teaches_subject]
        subjects, truth = np.unique([examples[i].subject for i in about], return_inverse=True)
        centres = np.stack([vectors[about][truth == n].mean(axis=0) for n in range(len(subjects))])
        column = {subject: n for n, subject in enumerate(subjects)}
        asking = [i for i, e in enumerate(examples) if e.kind and e.subject in column]
        own = centres[[column[examples[i].subject] for i in asking]]
        rest = _of_length_one(vectors[asking] - _LESS_SUBJECT * own)
        heads = []
        for number, (chosen, some, names, terms) in enumerate(
            (
                (about, vectors[about], (SUBJECT,), words_and_characters),
                (asking, rest, ("kind", "act", "polarity"), outline.terms),
            )
        ):
            if not chosen:  # data of another subject says nothing of kinds
                continue
            used = [examples[i] for i in chosen]
            some_texts = [texts[i] for i in chosen]
            ngrams = Ngrams.fit(terms, some_texts)
            truths = [[_label(example, name) for example in used] for name in names]
            labels = [sorted(set(truth)) for truth in truths]
            targets = np.concatenate(list(map(_targets, truths, labels)), axis=1)
            model, places, held_out = fit_kernel_ridge(
                some,
                [ngrams.row(text) for text in some_texts],
                len(ngrams),
                targets,
                settings.similarity(number),
                settings.regularisation[number],
            )
            truths = [[truth[place] for place in places] for truth in truths]
            heads.append(Head(model, ngrams, _groups(names, labels, truths, held_out)))
        return cls(heads, outline, np.vstack([mean, centres]).astype(np.float32), encode)

    def read(self, texts: Sequence[str]) -> list[Sense]:
        """The sense of each text."""
        plain = [normalise(text) for text in texts]
        vectors = _of_length_one(self._encode(plain) - self._centres[0])
        about = self._heads[0].read(vectors, plain, self._kept)
        if len(self._heads) == 1:
            return [Sense(one) for one in about]
        labels = self._heads[0].groups[0].labels
        own = self._centres[[1 + labels.index(ranked[SUBJECT][0][0]) for ranked in about]]
        rest = _of_length_one(vectors - _LESS_SUBJECT * own)
        asked = self._heads[1].read(rest, plain, self._kept)
        return [Sense({**one, **other}) for one, other in zip(about, asked, strict=True)]

    def read_each(self, texts: Mapping[Key, str]) -> dict[Key, Sense]:
        """The sense of each text under its key; the same text is read once."""
        different = list(dict.fromkeys(texts.values()))
        read = dict(zip(different, self.read(different), strict=True)) if different else {}
        return {key: read[text] for key, text in texts.items()}

    def save(self, folder: Path) -> None:
        """Writes labels as JSON and weights as plain arrays: loading them cannot run code."""
        np.save(folder / "centres.npy", self._centres)
        described = {
            "common": sorted(self._outline.common),
            "heads": [
                [[g.name, g.labels, g.temperature] for g in head.groups] for head in self._heads
            ],
        }
        text = json.dumps(described, ensure_ascii=False)
        (folder / "labels.json").write_text(text, encoding="utf-8")
        for number, head in enumerate(self._heads):
            head.ngrams.save(folder / f"ngrams_{number}.npz")
            arrays = {name: getattr(head.model, name) for name in _ARRAYS}
            # In half the digits, which hardly matter here: the model is unpacked at each start.
            arrays["vectors"] = arrays["vectors"].astype(np.float16)
            np.savez(folder / f"head_{number}.npz", **arrays)

    @classmethod
    def load(cls, folder: Path, encode: Encode, settings: Settings) -> Classifier:
        """Reads what `save` wrote."""
        described = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        outline = Outline(described["common"])
        heads = []
        ways = (words_and_characters, outline.terms)[: len(described["heads"])]
        for number, terms in enumerate(ways):
            with np.load(folder / f"head_{number}.npz", allow_pickle=False) as arrays:
                stored = {name: arrays[name].astype(np.float32) for name in _ARRAYS}
            groups = (
                Group(name, tuple(labels), t) for name, labels, t in described["heads"][number]
            )
            ngrams = Ngrams.load(folder / f"ngrams_{number}.npz", terms)
            heads.append(
                Head(KernelRidge(settings.similarity(number), **stored), ngrams, tuple(groups))
            )
        centres = np.load(folder / "centres.npy", allow_pickle=False)
        return cls(heads, outline, centres, encode)


def _groups(
    names: Sequence[str],
    labels: Sequence[Sequence[str]],
    truths: Sequence[Sequence[str]],
    held_out: NDArray[np.float64],
) -> tuple[Group, ...]:
    groups, start = [], 0
    for name, own, truth in zip(names, labels, truths, strict=True):
        columns = slice(start, start + len(own))
        column = {label: n for n, label in enumerate(own)}
        wanted = np.array([column[label] for label in truth])
        groups.append(Group(name, tuple(own), fit_temperature(held_out[:, columns], wanted)))
        start = columns.stop
    return tuple(groups)


def _of_length_one(vectors: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, dtype=np.float32)


def _label(example: Example, name: str) -> str:
    value = getattr(example, name)
    return str(value.value if isinstance(value, Enum) else value)


def _targets(truth: Sequence[str], labels: Sequence[str]) -> Floats:
    """1 in the column of each example's label, -1 in the others."""
    column = {label: place for place, label in enumerate(labels)}
    targets: NDArray[np.float32] = np.full((len(truth), len(labels)), -1, dtype=np.float32)
    targets[np.arange(len(truth)), [column[label] for label in truth]] = 1
    return targets
