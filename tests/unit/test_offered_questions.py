from __future__ import annotations

from bot.answers.composer import Composer
from bot.answers.facts_and_areas import answer_question
from bot.facts import Language, QuestionKind
from bot.facts.frame import Frame


def test_an_area_s_own_question_is_answered_with_its_summary_whatever_is_understood(
    area_key: str, composer: Composer, english: Language
) -> None:
    area = composer.sheet.areas[area_key]
    fact = composer.sheet.facts_of(area_key)[-1].key
    asked = area.question["en"]
    for text in (asked, asked.upper(), f"  {asked.rstrip('?')} "):
        understood = Frame(text=text, intent=area.intent, fact=fact, kind=QuestionKind.WHO)
        reply = answer_question(composer, understood)
        assert reply is not None
        assert reply.body == composer.sheet.summary(area, english)
        assert reply.area == area_key


def test_another_question_of_the_area_is_answered_as_understood(composer: Composer) -> None:
    question = Frame(text="prison visits", intent="ask_detention", fact="detention_visits")
    reply = answer_question(composer, question)
    assert reply is not None
    assert reply.facts == ("detention_visits",)
