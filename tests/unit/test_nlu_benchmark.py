from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.nlu import main, measure, table, this_assistant
from benchmarks.nlu_data import DataError, Dataset, Example, read_dataset
from benchmarks.nlu_scores import Prediction, score, taken_for
from benchmarks.reports import with_section
from bot.nlu.framing import Thresholds

HEADER = "text,intent\n"
TRAIN = HEADER + "where is the tram,tram\nis there a ferry,ferry\nsing me a song,oos\n"
TEST = HEADER + "when does the tram leave,tram\nwho won the match,oos\n"


def folder_with(folder: Path, train: str | bytes = TRAIN, test: str | bytes = TEST) -> Path:
    for name, content in (("train.csv", train), ("test.csv", test)):
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


# --- what is counted ---


def prediction(
    truth: str, intent: str, confidence: float = 0.9, in_scope: float = 0.9
) -> Prediction:
    return Prediction(truth, intent, confidence, in_scope)


def test_every_share_counts_what_its_name_says() -> None:
    scores = score(
        [
            prediction("tram", "tram"),
            prediction("tram", "ferry"),
            prediction("tram", "tram", confidence=0.2, in_scope=0.2),  # right, and refused
            prediction("ferry", "oos", in_scope=0.3),
            prediction("oos", "oos", in_scope=0.1),
            prediction("oos", "tram", confidence=0.25, in_scope=0.25),  # wrong, and refused
            prediction("oos", "tram", in_scope=0.95),
        ],
        threshold=0.3,
    )
    assert scores.accuracy == pytest.approx(3 / 7)
    assert scores.in_scope_accuracy == pytest.approx(1 / 4)
    assert scores.unrefused_accuracy == pytest.approx(2 / 4)
    assert scores.oos_recall == pytest.approx(2 / 3)
    assert scores.oos_precision == pytest.approx(2 / 4)
    # Of the 12 pairs of one out of scope and one in scope, those in which the former is the less certain.
    assert scores.oos_auroc == pytest.approx((4 + 3 + 0) / 12)
    # F1 of tram 2/5, of ferry 0, of oos 4/7.
    assert scores.macro_f1 == pytest.approx((2 / 5 + 0 + 4 / 7) / 3)


def test_a_confidence_at_the_threshold_is_not_refused() -> None:
    assert taken_for(prediction("tram", "tram", confidence=0.3), 0.3) == "tram"
    assert taken_for(prediction("tram", "tram", confidence=0.29), 0.3) == "oos"


def test_what_the_pipeline_refuses_is_refused_at_any_threshold() -> None:
    assert taken_for(Prediction("tram", "tram", 0.9, 0.9, refused=True), 0.0) == "oos"


def test_what_the_data_cannot_tell_is_left_blank() -> None:
    scores = score([prediction("tram", "tram"), prediction("tram", "tram", 0.1)], threshold=0.3)
    assert (scores.oos_recall, scores.oos_precision, scores.oos_auroc) == (None, None, None)
    assert scores.in_scope_accuracy == 0.5


def test_nothing_taken_for_out_of_scope_has_no_precision() -> None:
    scores = score([prediction("tram", "tram"), prediction("oos", "tram")], threshold=0.3)
    assert (scores.oos_recall, scores.oos_precision) == (0.0, None)


# --- data that cannot be used ---


def test_good_data_is_read_whatever_else_it_holds(tmp_path: Path) -> None:
    train = '\ufeffid,intent,text\n1,tram,"where, please, is the tram"\n2,ferry,is there a ferry\n'
    dataset = read_dataset(folder_with(tmp_path, train, HEADER + "the ferry?,ferry\n"))
    assert dataset.train[0] == Example("where, please, is the tram", "tram")
    assert dataset.test == (Example("the ferry?", "ferry"),)


@pytest.mark.parametrize(
    ("train", "test", "named", "mend"),
    [
        ("", TEST, "train.csv", "the file is empty. Fill it"),
        (HEADER, TEST, "train.csv", "Add lines below the header"),
        ("message,label\nhello,greeting\n", TEST, "train.csv", "Name the columns text,intent"),
        ("text,label\nhello,greeting\n", TEST, "train.csv", "no column intent"),
        (
            TRAIN.replace("song", "s\u00f4ng").encode("latin-1"),
            TEST,
            "train.csv",
            "Save it as UTF-8",
        ),
        (TRAIN + '"no end,tram\n', TEST, "train.csv", "Mend or replace it"),
        (HEADER + "a,tram\nb,tram\n", TEST, "train.csv", "Add examples of at least one other"),
        (TRAIN + " ,tram\n", TEST, "train.csv, line 5", "Fill it in or delete the line"),
        (TRAIN + "no intent\n", TEST, "train.csv, line 5", "Fill it in or delete the line"),
        (TRAIN + "a,tram/north\n", TEST, "train.csv, line 5", "Use '_'"),
        (TRAIN, TEST + "a bus,bus\n", "test.csv", "no example of 'bus'"),
        (TRAIN, HEADER, "test.csv", "Add lines below the header"),
    ],
)
def test_bad_data_ends_with_one_line_that_names_file_and_mend(
    tmp_path: Path, train: str | bytes, test: str | bytes, named: str, mend: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        main([str(folder_with(tmp_path, train, test))])
    message = str(stop.value.code)  # a text as exit code is printed and becomes 1
    assert f"{tmp_path / named}" in message
    assert mend in message
    assert "\n" not in message


def test_a_missing_folder_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        read_dataset(tmp_path / "nowhere")
    (tmp_path / "train.csv").write_text(TRAIN)
    with pytest.raises(DataError, match=r"test\.csv: no such file\. Add it"):
        read_dataset(tmp_path)


# --- the report ---


def test_a_section_is_replaced_between_its_markers_only() -> None:
    report = (
        "# A\n\n<!-- nlu: X begin -->\nold\n<!-- nlu: X end -->\n\n<!-- nlu: Y begin -->\nkept\n"
    )
    assert with_section(report, "nlu: X", "new") == report.replace("old", "new")


def test_a_new_name_gets_a_section_of_its_own() -> None:
    once = with_section("# A\n", "nlu: X", "new")
    assert once == "# A\n\n### X\n\n<!-- nlu: X begin -->\nnew\n<!-- nlu: X end -->\n"
    assert with_section(once, "nlu: X", "new") == once


def test_a_missing_end_marker_destroys_nothing() -> None:
    with pytest.raises(SystemExit, match="Put it after the table"):
        with_section("<!-- nlu: X begin -->\nold\n", "nlu: X", "new")


# --- the whole way ---


def test_the_threshold_is_the_reader_s() -> None:
    assert this_assistant().threshold == Thresholds().intent


def test_invented_data_is_learnt_and_scored() -> None:
    """Plainly invented messages, through Rasa's own training and parsing."""
    verbs = ("find", "lose", "buy", "sell", "paint", "fix")
    things = {"boat": "wooden boat", "hat": "straw hat", "lamp": "brass lamp"}
    train = [
        Example(f"how do I {verb} a {thing}", intent)
        for intent, thing in things.items()
        for verb in verbs
    ]
    test = [
        Example(f"can you {verb} my {thing}?", intent)
        for intent, thing in things.items()
        for verb in verbs
    ]
    result = measure(this_assistant(), Dataset(tuple(train), tuple(test)))
    assert result.scores.unrefused_accuracy == 1.0
    assert result.scores.p50_ms > 0
    lines = table([result], Dataset(tuple(train), tuple(test)))
    assert "18 examples of 3 intents (0 out of scope), 18 test messages" in lines[0]
    assert "| the same, nothing refused | 100.0% |" in lines
