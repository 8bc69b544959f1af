"""The sentence encoder: its file, the ids of its pieces, its vectors, and how much work a text can make."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from bot.encoder.e5_graph import build_graph
from bot.encoder.e5_inputs import PREFIX, attention_layout, pooled
from bot.encoder.e5_layers import FloatEncoder
from bot.encoder.e5_pieces import MAX_PIECES, E5Tokenizer
from bot.encoder.e5_weights import E5Weights, WeightsError, e5_weights
from bot.encoder.encoder import Encoder

TEXTS = (
    "How many times did the ICRC visit detainees in Azerbaijan?",
    "how many prison visits were there",
    "were schools repaired",
    "Where is your office?",
    "families of missing persons who were given support",
    "thanks, that is all",
    "water for villages near the front line",
    "My brother was once in jail in Baku and I always wondered what your people were doing there.",
)
RUSSIAN = "Сколько раз МККК посещал заключённых в Азербайджане?"
AZERBAIJANI = "BQXK Azərbaycanda məhbuslara neçə dəfə baş çəkib?"


@pytest.fixture(scope="session")
def graph_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encoder") / "e5.onnx"
    build_graph([*TEXTS, RUSSIAN, AZERBAIJANI], path)
    return path


@pytest.fixture(scope="session")
def encoder(graph_path: Path) -> Encoder:
    return Encoder(graph_path)


@pytest.fixture(scope="session")
def tokenizer() -> E5Tokenizer:
    return E5Tokenizer(e5_weights().pieces())


def pieces_of(tokenizer: E5Tokenizer, text: str) -> list[str]:
    vocabulary = e5_weights().pieces()
    bounds = [vocabulary.offsets[piece : piece + 2] for piece in tokenizer.encode(text)[1:-1]]
    return [vocabulary.text[start:end].tobytes().decode() for start, end in bounds]


def steps(work: Callable[[], object]) -> int:
    """The lines of Python that are run meanwhile."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_another_file_is_refused(tmp_path: Path) -> None:
    content = e5_weights().path.read_bytes()
    changed = tmp_path / "changed.bin"
    changed.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(WeightsError, match="SHA-256"):
        E5Weights(changed).check()
    changed.write_bytes(b"GGUF" + content[4:1000])
    with pytest.raises(WeightsError, match="E5S1"):
        E5Weights(changed)


def test_a_graph_needs_calibration_texts(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="texts"):
        build_graph([], tmp_path / "none.onnx")


# The ids that the package's own tokenizer (`tok_content` in its e5.c) gives.
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("query: water", [41, 1294, 12, 7401]),
        (
            "how many prison visits were there?",
            [3642, 5941, 101085, 19922, 7, 3542, 2685, 32],
        ),
        (
            "Сколько раз МККК посещал заключённых?",
            [191405, 1080, 6, 61436, 2426, 2426, 183555, 547, 79971, 17272, 1196, 32],
        ),
        (
            "BQXK məhbuslara neçə dəfə baş çəkib?",
            [335, 2737, 1542, 605, 243292, 3945, 35123, 18768, 3852, 50128, 275, 32],
        ),
        ("😀 ok 👩\u200d👧", [21119, 3664, 6, 244785, 6, 245719]),
        ("1,234,567.89 %", [25568, 10289, 4, 162082, 5, 18949, 1745]),
        ("a" * 20, [6, 83151, 83151, 83151, 83151]),
        ("~～ ﬁ ½", [6780, 6087, 809, 78660]),
    ],
)
def test_ids_are_those_of_the_model(tokenizer: E5Tokenizer, text: str, ids: list[int]) -> None:
    assert tokenizer.encode(text).tolist() == [0, *ids, 2]


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("  two \t\n words ", "two words"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("\uff26\ufb01ne \u00bd", "Ffine 1\u20442"),
        ("zero\u200bwidth \x01\x02control", "zero width control"),
        ("\u2581marked", "marked"),
        (" \u00a0\u3000", ""),
    ],
)
def test_texts_are_normalised(tokenizer: E5Tokenizer, text: str, same_as: str) -> None:
    assert tokenizer.encode(text).tolist() == tokenizer.encode(same_as).tolist()


def test_signs_that_steer_the_model_are_plain_text(tokenizer: E5Tokenizer) -> None:
    assert not {0, 1, 2, 250001} & set(tokenizer.encode("</s><s><pad><mask>")[1:-1].tolist())


def test_unknown_characters_in_a_row_are_one_piece(tokenizer: E5Tokenizer) -> None:
    assert pieces_of(tokenizer, "ᚠᚢᚦ") == ["\u2581", "<unk>"]


@pytest.mark.parametrize("row", ["a", "😀", "\x01", " ", "ab ", "a\u0301\u0327", "visits ", "ﷺ"])
def test_work_grows_with_the_length_and_not_for_ever(tokenizer: E5Tokenizer, row: str) -> None:
    one, two, much = (
        steps(lambda n=n: tokenizer.encode((row * n)[:n])) for n in (500, 1000, 100_000)
    )
    assert two <= 2.3 * one + 50
    assert much <= 5 * one + 30 * 2048
    assert len(tokenizer.encode(row * 4000)) <= MAX_PIECES


def test_vectors_are_near_those_of_the_unquantised_encoder(
    encoder: Encoder, tokenizer: E5Tokenizer
) -> None:
    texts = ["how were villages given water", "wie viele Besuche", "😀", "", "Где вы находитесь?"]
    rows = [tokenizer.encode(PREFIX + text) for text in texts]
    exact = pooled(FloatEncoder(e5_weights()).states(rows), [len(row) for row in rows])
    assert ((encoder.encode(texts) * exact).sum(axis=1) > 0.99).all()


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode([*TEXTS, "", " ", "visits " * 2000, "\ud800"])
    assert vectors.shape == (len(TEXTS) + 4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(vectors)), abs=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_what_is_encoded_with_it(graph_path: Path) -> None:
    texts = [*TEXTS, "visits", "long " * 40, "longer " * 100]
    # Encoders that remember nothing.
    together = Encoder(graph_path).encode(texts)
    alone = np.stack([Encoder(graph_path).encode([text])[0] for text in texts[-4:]])
    assert (alone * together[-4:]).sum(axis=1).min() > 0.9999


def test_texts_come_back_in_their_order(encoder: Encoder) -> None:
    texts = ["a longer text about water", "short", "a longer text about water"]
    vectors = encoder.encode(texts)
    assert (vectors[0] == vectors[2]).all()
    assert (vectors[1] == encoder.encode(["short"])[0]).all()


def test_threads_may_share_an_encoder(graph_path: Path) -> None:
    shared = Encoder(graph_path)

    def encoded(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        return shared.encode(texts)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(encoded, [TEXTS[:4], TEXTS[4:], TEXTS[::-1], TEXTS]))
    assert np.concatenate(results[:2]) == pytest.approx(results[3], abs=1e-6)
    assert results[2][::-1] == pytest.approx(results[3], abs=1e-6)


def test_a_paraphrase_is_nearer_than_another_question(encoder: Encoder) -> None:
    asked, paraphrase, other = encoder.encode(
        ["how many times did you go to jails", "number of prison visits", "were schools repaired"]
    )
    assert asked @ paraphrase > asked @ other + 0.03


@pytest.mark.parametrize("translation", [RUSSIAN, AZERBAIJANI])
def test_a_translation_is_nearer_than_another_question(encoder: Encoder, translation: str) -> None:
    vectors = encoder.encode([translation, *TEXTS])
    nearness = vectors[1:] @ vectors[0]
    # The last text tells of a detainee as well.
    assert nearness[0] > nearness[2:-1].max() + 0.02


def test_padding_is_marked() -> None:
    layout = attention_layout([2, 3])
    assert layout["own"].sum(axis=1).tolist() == [2, 3]
    assert layout["queries"].tolist() == [[0, 1, 0], [2, 3, 4]]
    assert layout["back"].tolist() == [0, 1, 3, 4, 5]
    with pytest.raises(ValueError, match="129"):
        attention_layout([129])
