"""The tokenizer of multilingual-e5-small: the likeliest row of sentence pieces (unigram model, Viterbi search).

All windows of a text are looked up at once in a hash table kept as arrays, which takes 5 MB where a dictionary of the
250,000 pieces would take 40.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from bot.encoder.e5_weights import Bytes, Integers, SentencePieces

# What a message asks stands in few words; the cost of a text stays small.
MAX_PIECES = 128
# As many as 128 of the longest pieces have: what lies beyond would be cut anyway, and is not even read.
_MAX_CHARACTERS = 2048
_SPACE = "\u2581"
_Hashes = NDArray[np.uint64]

_SLOT_BITS = 19
_FILTER_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_MODULUS = 2**64
# Odd, so that multiplying by it can be undone.
_BASE = 0xD6E8FEB86659FD93
_INVERSE = pow(_BASE, -1, _MODULUS)


class E5Tokenizer:
    """Cuts texts into pieces; the same object may be used by several threads at once."""

    def __init__(self, pieces: SentencePieces) -> None:
        """Builds the look-up table, in about 0.1 seconds."""
        self._begin, self._end, self._unknown = pieces.begin, pieces.end, pieces.unknown
        self._replacements = dict(pieces.replacements)
        self._scores = np.array(pieces.scores, dtype=np.float64)
        # As in training: no piece is less likely than a character that is in none.
        self._scores[self._unknown] = self._scores.min() - 10
        letters, starts = _characters(pieces)
        lengths = np.diff(starts)
        # The pieces for begin, end, padding and the like stand for no text.
        ids = np.flatnonzero((lengths > 0) & (np.asarray(pieces.scores) < 0))
        self._longest = int(lengths[ids].max())
        self._lengths = np.arange(self._longest)
        self._powers = _powers(_BASE, _MAX_CHARACTERS)
        self._inverses = _powers(_INVERSE, _MAX_CHARACTERS)
        hashes = _piece_hashes(letters, starts[ids], lengths[ids], self._powers)
        self._table = _HashTable(hashes, ids)

    def encode(self, text: str) -> Integers:
        """The ids of a text's pieces between those for begin and end, 128 at most."""
        ids = self._best_row(self.normalised(text))[: MAX_PIECES - 2]
        return np.array([self._begin, *ids, self._end], dtype=np.int64)

    def normalised(self, text: str) -> str:
        """The text as pieces are looked for in it: characters replaced and composed, each word after a mark.

        The file replaces single characters (NFKC, control characters, spaces); composing what follows
        each other, as the model's own normalisation does, is NFC.
        """
        replaced = text[:_MAX_CHARACTERS].translate(self._replacements)
        composed = unicodedata.normalize("NFC", replaced)
        words = [word for word in composed.split(" ") if word]
        return (_SPACE + _SPACE.join(words))[:_MAX_CHARACTERS] if words else ""

    def _best_row(self, text: str) -> list[int]:
        """The ids of the likeliest row of pieces."""
        if not text:
            return []
        ids = self._window_ids(text)
        # A character that is no piece is unknown; every place can so be reached.
        ids[:, 0] = np.where(ids[:, 0] < 0, self._unknown, ids[:, 0])
        starts, lengths = np.nonzero(ids >= 0)
        found = ids[starts, lengths]
        ends = starts + lengths + 1
        best = [0.0] + [-np.inf] * len(text)
        last = [(0, 0)] * (len(text) + 1)
        for start, end, piece, score in zip(
            starts.tolist(),
            ends.tolist(),
            found.tolist(),
            self._scores[found].tolist(),
            strict=True,
        ):
            score += best[start]
            if score > best[end]:
                best[end] = score
                last[end] = (start, piece)
        return self._walked_back(last)

    def _walked_back(self, last: list[tuple[int, int]]) -> list[int]:
        row: list[int] = []
        position = len(last) - 1
        while position > 0:
            position, piece = last[position]
            # Unknown characters in a row are one piece, as in the model's training.
            if piece != self._unknown or not row or row[-1] != piece:
                row.append(piece)
        return row[::-1]

    def _window_ids(self, text: str) -> Integers:
        """The id of the piece that begins at each place and has each length, -1 for none; shape (places, lengths).

        Sums of all characters so far make the hash of any window: it is the difference of two of them.
        """
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        size = len(letters)
        sums = np.zeros(size + self._longest, np.uint64)
        np.cumsum(_mixed(letters) * self._powers[:size], out=sums[1 : size + 1])
        ends = np.arange(1, size + 1)[:, np.newaxis] + self._lengths
        hashes = (sums[ends] - sums[:size, np.newaxis]) * self._inverses[:size, np.newaxis]
        ids = self._table.find(hashes.ravel()).reshape(ends.shape)
        ids[ends > size] = -1
        return ids


class _HashTable:
    """Ids by hash, in arrays: 19 bits of a hash choose the slot, 32 others tell who is in it.

    So a window that is no piece passes for one about once in ten thousand million. Most windows are none, which one
    look at a row of bits (a Bloom filter) tells.
    """

    def __init__(self, hashes: _Hashes, ids: Integers) -> None:
        mixed = _finished(hashes)
        self._filter = np.zeros(2**_FILTER_BITS // 8, np.uint8)
        byte, bit = _byte_and_bit(mixed)
        np.bitwise_or.at(self._filter, byte, bit)
        slots, marks = _slots_and_marks(mixed)
        order = np.argsort(slots, kind="stable")
        # Each in its slot, or in the next free one after it.
        rank = np.arange(len(order))
        places = np.maximum.accumulate(slots[order] - rank) + rank
        self._reach = np.arange(int((places - slots[order]).max()) + 1)
        size = 2**_SLOT_BITS + len(self._reach)
        self._marks = np.zeros(size, np.uint32)
        self._marks[places] = marks[order]
        self._ids = np.full(size, -1, np.int32)
        self._ids[places] = ids[order]

    def find(self, hashes: _Hashes) -> Integers:
        """The id of each hash, -1 where there is none."""
        mixed = _finished(hashes)
        byte, bit = _byte_and_bit(mixed)
        likely = np.flatnonzero(self._filter[byte] & bit)
        slots, marks = _slots_and_marks(mixed[likely])
        reached = slots[:, np.newaxis] + self._reach
        rows, steps = np.nonzero(self._marks[reached] == marks[:, np.newaxis])
        result = np.full(len(hashes), -1, np.int64)
        result[likely[rows]] = self._ids[reached[rows, steps]]
        return result


def _finished(hashes: _Hashes) -> _Hashes:
    return np.asarray((hashes ^ (hashes >> np.uint64(32))) * _MIX)


def _byte_and_bit(mixed: _Hashes) -> tuple[Integers, Bytes]:
    place = (mixed >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)
    return place >> 3, np.left_shift(1, place & 7, dtype=np.uint8, casting="unsafe")


def _slots_and_marks(mixed: _Hashes) -> tuple[Integers, NDArray[np.uint32]]:
    slots = (mixed >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
    return slots, (mixed >> np.uint64(8)).astype(np.uint32)


def _mixed(letters: NDArray[np.uint32]) -> _Hashes:
    """A number of 64 bits for each character, so that sums of neighbours do not meet."""
    mixed = (letters.astype(np.uint64) + np.uint64(1)) * _MIX
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))


def _powers(base: int, count: int) -> _Hashes:
    powers = [1]
    while len(powers) < count:
        powers.append(powers[-1] * base % _MODULUS)
    return np.array(powers, dtype=np.uint64)


def _characters(pieces: SentencePieces) -> tuple[NDArray[np.uint32], Integers]:
    """The code points of all pieces, one after the other, and where each piece begins among them."""
    opens_character = (pieces.text & 0xC0) != 0x80
    before = np.zeros(len(pieces.text) + 1, np.int32)
    np.cumsum(opens_character, out=before[1:])
    letters = np.frombuffer(pieces.text.tobytes().decode().encode("utf-32-le"), np.uint32)
    return letters, before[pieces.offsets].astype(np.int64)


def _piece_hashes(
    letters: NDArray[np.uint32], starts: Integers, lengths: Integers, powers: _Hashes
) -> _Hashes:
    """The sum of each piece's characters, each times its power."""
    hashes = np.zeros(len(starts), np.uint64)
    for place in range(int(lengths.max())):
        long_enough = np.flatnonzero(lengths > place)
        hashes[long_enough] += _mixed(letters[starts[long_enough] + place]) * powers[place]
    return hashes
