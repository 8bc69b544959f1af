from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.asking_clauses import split_questions
from bot.nlu.message_parts import Part, parts
from bot.nlu.question_splitter import QuestionSplitter
from bot.nlu.question_words import question_words
from bot.nlu.tokenizer import parse


def split(text: str) -> list[str]:
    return split_questions(parse(text, "en"), question_words("en"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "detention",
        "What did you do about mines and survivors?",
        "Tell me about water and infrastructure",
        "How many students and legal professionals were engaged?",
        "What did you do for schools, teachers and children?",
        "what did you do for detainees, for families and for children",
        "How many prisoners were treated, and where?",
        "How many prisoners were treated, and what?",
        "Could you tell me, please, how many detainees were screened?",
        "Hello. How many missing persons were registered?",
        "I am a student. I write about prisons. How many detention visits were made?",
        "My brother went missing and when I wrote to you nobody answered",
        "how many detainees did you follow up who were screened",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "How many visits were made and how many detainees were followed up?",
            ["How many visits were made", "how many detainees were followed up?"],
        ),
        ("How many detention visits? Who paid?", ["How many detention visits?", "Who paid?"]),
        (
            "What is SWIRMO? When was it held? Who came?",
            ["What is SWIRMO?", "When was it held?", "Who came?"],
        ),
        (
            "Is the delegation closing and what happens to the families?",
            ["Is the delegation closing", "what happens to the families?"],
        ),
        (
            "Tell me about mines. Also tell me about water.",
            ["Tell me about mines.", "Also tell me about water."],
        ),
        (
            "Good morning. How many visits were made? How many schools were repaired?",
            ["How many visits were made?", "How many schools were repaired?"],
        ),
    ],
)
def test_several_questions_are_split_in_order(text: str, questions: list[str]) -> None:
    assert split(text) == questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "how many visits were made and how many detainees were screened",
            ["how many visits were made", "how many detainees were screened"],
        ),
        (
            "how many families were supported, and when did you start with the red crescent",
            ["how many families were supported", "when did you start with the red crescent"],
        ),
    ],
)
def test_questions_are_split_without_a_question_mark(text: str, questions: list[str]) -> None:
    assert split(text) == questions


def test_questions_are_split_in_a_sentence_after_a_greeting() -> None:
    text = "Good morning. How many visits were made and how many detainees were screened?"
    assert split(text) == ["How many visits were made", "how many detainees were screened?"]


def test_a_last_word_of_thanks_is_no_question() -> None:
    text = "Did you repair schools and hospitals? Thanks"
    assert split(text) == [text]


def test_no_more_questions_are_kept_than_configured() -> None:
    message = Message(data={"text": "Who paid you? " * 9})
    splitter = QuestionSplitter({**QuestionSplitter.get_default_config(), "most": 2})
    splitter.process([message])
    assert [part.get("text") for part in parts(message, Part.QUESTIONS)] == [
        "Who paid you?",
        "Who paid you?",
    ]


def test_a_message_of_one_question_is_left_whole() -> None:
    message = Message(data={"text": "Who paid you?"})
    QuestionSplitter(QuestionSplitter.get_default_config()).process([message])
    assert parts(message, Part.QUESTIONS) == []
    assert message.get("text") == "Who paid you?"
