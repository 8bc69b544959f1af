from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from reply_checks import MOST_SUGGESTIONS, PLAIN, answered, is_fit_to_send, sentences

from bot.answers.across_areas import cite_source, give_contact, give_overview, list_key_figures
from bot.answers.composer import Composer, composer_for
from bot.answers.dispatch import ANSWERS, answer
from bot.answers.facts_and_areas import answer_area, answer_question, holds
from bot.answers.guard import check
from bot.answers.record import reply_of_message, reply_record
from bot.answers.refusals import ask_to_rephrase, refuse_out_of_scope
from bot.answers.reply import Status
from bot.facts import Language, QuestionKind
from bot.facts.context import Context
from bot.facts.frame import OTHER_LANGUAGE, UNCOUNTED, Act, Frame, Polarity

REGION = ("English", "Azerbaijani", "Russian")

Ask = Callable[..., Frame]


def of_kind(kind: QuestionKind) -> Frame:
    return replace(PLAIN, kind=kind)


# --- facts ---------------------------------------------------------------------------------------


def test_a_fact_is_answered_with_its_sentence_and_its_source(
    fact_key: str, composer: Composer, english: Language
) -> None:
    fact = composer.sheet.facts[fact_key]
    reply = answered(composer, fact_key)
    assert reply.body == fact.text(english)
    assert (reply.status, reply.facts, reply.area) == (Status.ANSWERED, (fact_key,), fact.area)
    assert fact.section["en"] in reply.citation
    assert composer.sheet.source.full_title(english) in reply.citation
    assert reply.text == f"{reply.body}\n\n{reply.citation}"
    is_fit_to_send(reply, composer)


def test_a_figure_is_cited_as_published(
    figure_key: str, composer: Composer, english: Language
) -> None:
    line = composer.sheet.facts[figure_key].published_line(english)
    assert f"“{line}”" in answered(composer, figure_key).citation


def test_suggestions_lead_on_to_the_facts_that_follow(fact_key: str, composer: Composer) -> None:
    fact = composer.sheet.facts[fact_key]
    suggestions = answered(composer, fact_key).suggestions
    assert suggestions[0] == composer.sheet.facts[fact.follow_ups[0]].question["en"]
    assert fact.question["en"] not in suggestions


def test_a_figure_answers_how_many_of_what_it_counts(figure_key: str, composer: Composer) -> None:
    reply = answered(composer, figure_key, of_kind(QuestionKind.HOW_MANY))
    assert reply.status is Status.ANSWERED


@pytest.mark.parametrize(
    "key", ["education_schools", "solar_panels", "health_supplies", "education_teachers"]
)
def test_how_many_of_a_thing_that_is_not_counted_is_not_in_the_source(
    key: str, composer: Composer
) -> None:
    reply = answered(composer, key, of_kind(QuestionKind.HOW_MANY))
    assert reply.status is Status.NOT_IN_SOURCE
    assert reply.body.startswith("The fact sheet does not give that number. What it does say: ")
    assert composer.sentence(composer.sheet.facts[key]) in reply.body
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize(
    ("kind", "opening"),
    [
        (QuestionKind.WHEN, "The fact sheet does not say when."),
        (QuestionKind.WHERE, "The fact sheet does not name the places."),
        (QuestionKind.PERSON, "The fact sheet names no persons"),
        (QuestionKind.PERIOD, "The fact sheet gives no figures by year"),
        (QuestionKind.BREAKDOWN, "The fact sheet gives no such breakdown."),
        (QuestionKind.ELSEWHERE, "The fact sheet does not say that; it is about"),
        (QuestionKind.MONEY, "The fact sheet gives no costs"),
        (QuestionKind.WHY, "The fact sheet gives no reason"),
        (QuestionKind.HOW_LONG, "The fact sheet does not say how long."),
        (QuestionKind.NAMES, "The fact sheet does not name them."),
        (QuestionKind.FUTURE, "The fact sheet does not say what comes next."),
    ],
)
def test_a_detail_that_a_figure_does_not_hold_is_not_in_the_source(
    kind: QuestionKind, opening: str, figure_key: str, composer: Composer
) -> None:
    reply = answered(composer, figure_key, of_kind(kind))
    assert reply.status is Status.NOT_IN_SOURCE
    assert reply.body.startswith(opening)
    assert composer.sentence(composer.sheet.facts[figure_key]) in reply.body
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("red_crescent_since", QuestionKind.WHEN),
        ("presence", QuestionKind.HOW_LONG),
        ("mine_risk_results", QuestionKind.WHERE),
        ("mission", QuestionKind.WHY),
        ("education_ministry", QuestionKind.NAMES),
    ],
)
def test_a_detail_that_a_fact_holds_is_answered(
    key: str, kind: QuestionKind, composer: Composer
) -> None:
    assert answered(composer, key, of_kind(kind)).status is Status.ANSWERED


@pytest.mark.parametrize("kind", [QuestionKind.MONEY, QuestionKind.PERIOD])
def test_no_fact_holds_costs_or_trends(
    kind: QuestionKind, fact_key: str, composer: Composer
) -> None:
    assert not holds(composer.sheet.facts[fact_key], of_kind(kind))


def test_a_question_about_particular_years_is_not_in_the_source(
    figure_key: str, composer: Composer, ask: Ask
) -> None:
    question = ask("How many were there in 2015?", kind=QuestionKind.HOW_MANY)
    reply = answered(composer, figure_key, question)
    assert reply.status is Status.NOT_IN_SOURCE
    assert reply.body.startswith("The fact sheet names no year")
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize(
    ("key", "claim", "opening"),
    [
        ("mental_health_screened", "{:,} detainees were screened", "Not quite: the fact sheet says “more than”. "),
        ("detention_visits", "over {:,} visits", "Not quite: the fact sheet gives this number without such a word. "),
    ],
)  # fmt: skip
def test_a_number_that_differs_in_exactness_only_is_told_so(
    key: str, claim: str, opening: str, composer: Composer, ask: Ask
) -> None:
    fact = composer.sheet.facts[key]
    assert fact.figure is not None
    reply = answered(composer, key, ask(claim.format(fact.figure.value)))
    assert reply.status is Status.CORRECTED
    assert reply.body == opening + composer.sentence(fact)
    is_fit_to_send(reply, composer)


def test_a_right_number_is_confirmed(figure_key: str, composer: Composer, ask: Ask) -> None:
    fact = composer.sheet.facts[figure_key]
    assert fact.figure is not None
    number = fact.figure.in_sentence(composer.language)
    reply = answered(composer, figure_key, ask(f"was it {number}?", act=Act.CLAIMS))
    assert (reply.body, reply.status) == ("Yes. " + composer.sentence(fact), Status.ANSWERED)
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize("polarity", [Polarity.DENIED, Polarity.OPPOSITE])
def test_what_denies_or_reverses_a_fact_is_denied_before_it(
    polarity: Polarity, fact_key: str, composer: Composer
) -> None:
    claim = replace(PLAIN, act=Act.CLAIMS, kind=QuestionKind.YES_NO, polarity=polarity)
    reply = answered(composer, fact_key, claim)
    assert reply.status is Status.CORRECTED
    assert reply.body.startswith("No, the fact sheet says otherwise. ")
    is_fit_to_send(reply, composer)


def test_a_question_for_yes_or_no_begins_with_yes_where_it_is_so(
    fact_key: str, composer: Composer
) -> None:
    reply = answered(composer, fact_key, of_kind(QuestionKind.YES_NO))
    assert reply.body == "Yes. " + composer.sentence(composer.sheet.facts[fact_key])


def test_a_statement_with_a_detail_that_the_sheet_lacks_is_neither_confirmed_nor_denied(
    figure_key: str, composer: Composer
) -> None:
    claim = replace(PLAIN, act=Act.CLAIMS, kind=QuestionKind.MONEY)
    reply = answered(composer, figure_key, claim)
    assert reply.status is Status.NOT_IN_SOURCE
    assert reply.body.startswith("The fact sheet does not say that. What it does say: ")


def test_a_figure_said_of_a_fact_without_one_is_told_whose_it_is(
    composer: Composer, ask: Ask
) -> None:
    figure = composer.sheet.facts["tb_treated"].figure
    assert figure is not None
    claim = ask(f"{figure.value:,} teachers were trained", act=Act.CLAIMS)
    reply = answered(composer, "education_teachers", claim)
    assert reply.status is Status.CORRECTED
    assert reply.facts == ("education_teachers", "tb_treated")
    is_fit_to_send(reply, composer)


def test_a_number_of_something_else_comes_after_the_figure_asked_about(
    composer: Composer, ask: Ask
) -> None:
    fact, other = (composer.sheet.facts[k] for k in ("detention_followed_up", "detention_visits"))
    assert other.figure is not None
    reply = answered(
        composer, fact.key, ask(f"{other.figure.value:,} detainees were seen", act=Act.CLAIMS)
    )
    assert reply.status is Status.CORRECTED
    assert reply.facts == (fact.key, other.key)
    assert reply.body.index(composer.sentence(fact)) < reply.body.index(composer.sentence(other))
    assert reply.citation == composer.cite_figures()
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize("claimed", ["500", "more than 9,000", "XX percent", "12%", "nine"])
def test_a_wrong_claim_is_corrected_with_no_before_the_figure(
    claimed: str, figure_key: str, composer: Composer, ask: Ask
) -> None:
    claimed = claimed.replace("XX", "ninety")
    reply = answered(composer, figure_key, ask(f"was it {claimed}?"))
    assert reply.status is Status.CORRECTED
    assert reply.body.startswith(f"No, the fact sheet does not say “{claimed}”. ")
    assert reply.body.endswith(composer.sentence(composer.sheet.facts[figure_key]))
    assert reply.quoted == (claimed,)
    is_fit_to_send(reply, composer)


# --- areas ---------------------------------------------------------------------------------------


def test_an_area_is_answered_with_its_summary_and_its_section(
    area_key: str, composer: Composer, english: Language
) -> None:
    area = composer.sheet.areas[area_key]
    reply = answer_area(composer, area, Frame(text="", intent=area.intent))
    assert reply.body == composer.sheet.summary(area, english)
    assert (reply.status, reply.area) == (Status.ANSWERED, area_key)
    assert reply.facts == area.facts
    assert area.section["en"] in reply.citation
    is_fit_to_send(reply, composer)


def test_an_area_is_answered_in_three_to_five_sentences(area_key: str, composer: Composer) -> None:
    area = composer.sheet.areas[area_key]
    assert 3 <= sentences(answer_area(composer, area, PLAIN).body) <= 5


def test_an_area_suggests_its_figures_first(area_key: str, composer: Composer) -> None:
    area = composer.sheet.areas[area_key]
    figures = [f.question["en"] for f in composer.sheet.facts_of(area_key) if f.figure is not None]
    suggestions = list(answer_area(composer, area, PLAIN).suggestions)
    assert suggestions[: len(figures)] == figures[:MOST_SUGGESTIONS]


def test_how_many_in_an_area_is_answered_with_its_figures(composer: Composer) -> None:
    area = composer.sheet.areas["missing_persons"]
    reply = answer_area(composer, area, of_kind(QuestionKind.HOW_MANY))
    assert reply.status is Status.ANSWERED
    assert reply.facts == ("missing_registered", "missing_families_supported")
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize("area", ["health_services", "red_crescent"])
def test_how_many_in_an_area_without_figures_is_not_in_the_source(
    area: str, composer: Composer
) -> None:
    reply = answer_area(composer, composer.sheet.areas[area], of_kind(QuestionKind.HOW_MANY))
    if area == "health_services":
        assert reply.body.startswith("The fact sheet does not give that number. ")
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize("kind", [QuestionKind.MONEY, QuestionKind.PERIOD])
def test_costs_and_trends_of_an_area_are_not_in_the_source(
    kind: QuestionKind, area_key: str, composer: Composer
) -> None:
    reply = answer_area(composer, composer.sheet.areas[area_key], of_kind(kind))
    assert reply.status is Status.NOT_IN_SOURCE
    is_fit_to_send(reply, composer)


def test_when_is_answered_in_an_area_only_where_a_date_is_given(
    area_key: str, composer: Composer
) -> None:
    area = composer.sheet.areas[area_key]
    reply = answer_area(composer, area, of_kind(QuestionKind.WHEN))
    given = area_key in ("red_crescent", "health_services")
    assert reply.status is (Status.ANSWERED if given else Status.NOT_IN_SOURCE)


def test_an_intent_without_area_and_fact_is_refused(composer: Composer) -> None:
    assert answer_question(composer, PLAIN) is None


# --- refusals ------------------------------------------------------------------------------------


def test_every_topic_is_refused_in_its_own_words(composer: Composer) -> None:
    for topic in composer.texts.table("topics"):
        for facts in ((), (("tb_treated", 0.5),)):
            question = replace(PLAIN, topic=topic, facts=facts)
            reply = refuse_out_of_scope(composer, question)
            assert reply.status is Status.NOT_IN_SOURCE
            wording = composer.say(composer.texts.table("topics")[topic], reply.status).body
            assert reply.body.startswith(wording)
            is_fit_to_send(reply, composer)


def test_the_nearest_fact_follows_a_refusal_with_its_source(composer: Composer) -> None:
    question = replace(PLAIN, topic="money", facts=(("tb_treated", 0.5),))
    reply = refuse_out_of_scope(composer, question)
    assert reply.facts == ("tb_treated",)
    assert reply.body.endswith(composer.sentence(composer.sheet.facts["tb_treated"]))
    assert reply.citation == composer.cite_fact(composer.sheet.facts["tb_treated"])


@pytest.mark.parametrize("topic", ["chitchat", "other_country", "general_knowledge"])
def test_no_fact_follows_a_refusal_that_has_nothing_to_do_with_it(
    topic: str, composer: Composer
) -> None:
    reply = refuse_out_of_scope(composer, replace(PLAIN, topic=topic, facts=(("tb_treated", 0.5),)))
    assert (reply.facts, reply.citation) == ((), "")


@pytest.mark.parametrize("topic", [None, "no_such_topic"])
def test_an_unknown_topic_is_refused_as_another_activity(
    topic: str | None, composer: Composer
) -> None:
    reply = refuse_out_of_scope(composer, replace(PLAIN, topic=topic))
    assert reply.body == composer.texts.table("topics")["other_activity"]


def test_what_was_not_understood_is_asked_back(composer: Composer) -> None:
    reply = ask_to_rephrase(composer, Frame(text="", intent="nlu_fallback"))
    assert reply.status is Status.CLARIFY
    assert reply.suggestions
    is_fit_to_send(reply, composer)


def test_another_language_is_answered_with_the_way_to_help_in_it(composer: Composer) -> None:
    question = Frame(text="", intent="nlu_fallback", topic=OTHER_LANGUAGE)
    reply = ask_to_rephrase(composer, question)
    assert reply.text.count(composer.contacts.addresses["family_links"]) == len(REGION)
    is_fit_to_send(reply, composer)


# --- across areas --------------------------------------------------------------------------------


def test_the_overview_names_every_area(composer: Composer) -> None:
    reply = give_overview(composer, PLAIN)
    for area in composer.sheet.areas.values():
        assert area.name["en"] in reply.body
    assert reply.citation == composer.cite_sheet()
    is_fit_to_send(reply, composer)


def test_the_key_figures_are_listed_as_published(composer: Composer, english: Language) -> None:
    figures = composer.sheet.figures()
    reply = list_key_figures(composer)
    assert reply.body.splitlines()[1:] == [f"• {f.quoted_line(english)}" for f in figures]
    assert reply.facts == tuple(fact.key for fact in figures)
    is_fit_to_send(reply, composer)


def test_the_source_of_the_last_answer_is_its_section(composer: Composer) -> None:
    reply = cite_source(composer, PLAIN, Context(area="detention", fact="tb_programme"))
    section = composer.sheet.facts["tb_programme"].section["en"]
    assert reply.body.startswith(f"That comes from the section “{section}”")
    assert reply.facts == ("tb_programme",)
    is_fit_to_send(reply, composer)


def test_the_source_without_an_answer_before_is_the_publication(
    composer: Composer, english: Language
) -> None:
    reply = cite_source(composer, PLAIN, Context())
    assert composer.sheet.source.full_title(english) in reply.body
    assert reply.facts == ()
    is_fit_to_send(reply, composer)


def test_contacts_are_the_configured_ones(composer: Composer) -> None:
    body = give_contact(composer).body
    for address in composer.contacts.addresses.values():
        assert address in body


# --- every reply ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_reply_is_fit_to_send(kind: QuestionKind, composer: Composer) -> None:
    intents = [*ANSWERS, *composer.texts.table("care")]
    intents += [area.intent for area in composer.sheet.areas.values()]
    contexts = [Context(), Context(area="education"), Context(fact="presence")]
    for intent in intents:
        for fact in (None, "tb_mortality", "presence", "solar_panels"):
            question = Frame(text="", intent=intent, fact=fact, kind=kind)
            for context in contexts:
                is_fit_to_send(answer(composer, question, context), composer)


def test_a_reply_survives_its_record(fact_key: str, composer: Composer) -> None:
    reply = answered(composer, fact_key)
    read = reply_of_message(reply.text, reply_record(reply, composer), "en")
    check(read, composer.sheet, composer.contacts)
    assert (read.facts, read.suggestions) == (reply.facts, reply.suggestions)


def test_a_question_survives_its_record(ask: Ask) -> None:
    question = ask("was it 500 visits?", "ask_detention", fact="detention_visits")
    assert Frame.from_dict(question.as_dict()) == question


@pytest.mark.parametrize("code", [None, "xx", ""])
def test_a_language_without_texts_is_answered_in_english(code: str | None) -> None:
    assert composer_for(code).texts.language == "en"


# --- a right number of the wrong thing -----------------------------------------------------------


def test_a_number_of_another_figure_is_told_apart(composer: Composer, ask: Ask) -> None:
    value = composer.sheet.facts["detention_followed_up"].figure
    assert value is not None
    reply = answered(composer, "detention_visits", ask(f"was it {value.value:,}?"))
    assert reply.status is Status.CORRECTED
    assert reply.facts == ("detention_visits", "detention_followed_up")
    assert reply.body.startswith("No. ")
    is_fit_to_send(reply, composer)


def test_a_right_number_claimed_of_something_else_is_not_confirmed(
    composer: Composer, ask: Ask
) -> None:
    value = composer.sheet.facts["detention_visits"].figure
    assert value is not None
    question = ask(f"so {value.value:,} prisoners?", act=Act.CLAIMS)
    numbers = tuple(replace(number, counts=UNCOUNTED) for number in question.numbers)
    reply = answered(composer, "detention_visits", replace(question, numbers=numbers))
    assert reply.status is Status.CORRECTED
    assert reply.body.startswith("No, that number counts something else. ")
    is_fit_to_send(reply, composer)
