"""A "Yes" stands only where every number and detail of a claim is the sheet's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from reply_checks import answered, is_fit_to_send

from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import Fact, QuestionKind
from bot.facts.frame import UNCOUNTED, Act, Frame, Polarity

Ask = Callable[..., Frame]
DETAILS = sorted(
    set(QuestionKind)
    - {
        QuestionKind.OPEN,
        QuestionKind.YES_NO,
        QuestionKind.WHO,
        QuestionKind.MEANING,
        QuestionKind.HOW_MANY,
    },
    key=lambda kind: kind.value,
)


@pytest.fixture
def claim(composer: Composer, ask: Ask, figure_key: str) -> Frame:
    """The figure as the sheet gives it, stated."""
    figure = composer.sheet.facts[figure_key].figure
    assert figure is not None
    said = ask(f"it was {figure.in_sentence(composer.language)}", act=Act.CLAIMS)
    return replace(said, kind=QuestionKind.YES_NO)


def counting(frame: Frame, key: str) -> Frame:
    return replace(frame, numbers=tuple(replace(n, counts=key) for n in frame.numbers))


def confirmed(reply: Reply) -> bool:
    return reply.body.startswith("Yes")


def test_the_figure_itself_is_confirmed(claim: Frame, figure_key: str, composer: Composer) -> None:
    for frame in (claim, counting(claim, figure_key)):
        reply = answered(composer, figure_key, frame)
        assert confirmed(reply)
        assert (reply.status, reply.facts) == (Status.ANSWERED, (figure_key,))
        is_fit_to_send(reply, composer)


def test_it_is_not_confirmed_of_what_the_sheet_does_not_count(
    claim: Frame, figure_key: str, composer: Composer
) -> None:
    reply = answered(composer, figure_key, counting(claim, UNCOUNTED))
    assert not confirmed(reply)
    assert reply.status is Status.CORRECTED
    is_fit_to_send(reply, composer)


def test_it_is_not_confirmed_of_what_another_fact_counts(
    claim: Frame, figure_key: str, composer: Composer
) -> None:
    value = claim.numbers[0].value
    for other in composer.sheet.facts.values():
        same = any(quantity.value == value for quantity in other.numbers.values())
        if same or other.counted_by == figure_key:
            continue
        reply = answered(composer, figure_key, counting(claim, other.key))
        assert not confirmed(reply), other.key
        is_fit_to_send(reply, composer)


@pytest.mark.parametrize("more", ["7", "50,000", "in 2015", "12 percent"])
def test_a_second_number_that_is_not_the_sheets_spoils_it(
    more: str, claim: Frame, figure_key: str, composer: Composer, ask: Ask
) -> None:
    numbers = (*claim.numbers, *ask(more).numbers)
    for order in (numbers, numbers[::-1]):
        reply = answered(composer, figure_key, replace(claim, numbers=order))
        assert not confirmed(reply)
        is_fit_to_send(reply, composer)


def test_two_figures_are_confirmed_together(composer: Composer, ask: Ask) -> None:
    one, other = (composer.sheet.facts[key] for key in ("detention_visits", "tb_treated"))
    reply = answered(composer, one.key, _two(ask, composer, one, other, swapped=False))
    assert confirmed(reply)
    assert reply.facts == (one.key, other.key)
    is_fit_to_send(reply, composer)
    swapped = answered(composer, one.key, _two(ask, composer, one, other, swapped=True))
    assert not confirmed(swapped)
    assert swapped.status is Status.CORRECTED


def _two(ask: Ask, composer: Composer, one: Fact, other: Fact, swapped: bool) -> Frame:
    values = [fact.numbers["figure"].value for fact in (one, other)]
    first, second = values[::-1] if swapped else values
    said = ask(f"{first:,} visits and {second:,} prisoners", act=Act.CLAIMS)
    numbers = [
        replace(n, counts=fact.key) for n, fact in zip(said.numbers, (one, other), strict=True)
    ]
    return replace(said, numbers=tuple(numbers), kind=QuestionKind.YES_NO)


@pytest.mark.parametrize("kind", DETAILS, ids=lambda kind: kind.value)
def test_a_detail_that_the_fact_does_not_hold_is_not_confirmed(
    kind: QuestionKind, fact_key: str, composer: Composer
) -> None:
    fact = composer.sheet.facts[fact_key]
    for polarity in Polarity:
        frame = Frame("", "", act=Act.CLAIMS, kind=kind, kinds=((kind, 0.9),), polarity=polarity)
        reply = answered(composer, fact_key, frame)
        assert (reply.status is Status.NOT_IN_SOURCE) is (kind not in fact.answers)
        is_fit_to_send(reply, composer)


def test_to_deny_a_wrong_number_is_not_contradicted(
    claim: Frame, figure_key: str, composer: Composer, ask: Ask
) -> None:
    numbers = ask("987,654").numbers
    denied = replace(claim, numbers=numbers, polarity=Polarity.DENIED)
    reply = answered(composer, figure_key, denied)
    assert reply.status is Status.NOT_IN_SOURCE
    affirmed = answered(composer, figure_key, replace(claim, numbers=numbers))
    assert affirmed.status is Status.CORRECTED


def test_a_question_that_names_the_right_number_gets_no_yes(
    claim: Frame, figure_key: str, composer: Composer
) -> None:
    asked = replace(claim, act=Act.ASKS, kind=QuestionKind.MEANING)
    reply = answered(composer, figure_key, asked)
    assert reply.body == composer.sentence(composer.sheet.facts[figure_key])


def test_a_year_counts_only_where_the_sheet_gives_one(composer: Composer, ask: Ask) -> None:
    since = composer.sheet.facts["red_crescent_since"]
    right = ask(f"since {since.numbers['start'].value}", act=Act.CLAIMS)
    assert confirmed(answered(composer, since.key, right))
    wrong = answered(composer, since.key, ask("since 2002", act=Act.CLAIMS))
    assert wrong.status is Status.CORRECTED
    visits = answered(composer, "detention_visits", ask("visits in 2002", act=Act.CLAIMS))
    assert visits.status is Status.NOT_IN_SOURCE
    prisoners = counting(ask("2000 prisoners", act=Act.CLAIMS), "tb_treated")
    assert answered(composer, "tb_treated", prisoners).status is Status.CORRECTED


@pytest.mark.parametrize(
    ("said", "key", "status"),
    [
        ("nearly 1,400 visits", "detention_visits", Status.ANSWERED),
        ("about 1,300 visits", "detention_visits", Status.CORRECTED),
        ("1,400 visits", "detention_visits", Status.CORRECTED),
        ("around 2,300 detainees", "detention_followed_up", Status.ANSWERED),
        ("50,000 servicemen", "ihl_servicemen_trained", Status.NOT_IN_SOURCE),
        ("500 servicemen", "ihl_servicemen_trained", Status.CORRECTED),
        ("800,000 servicemen", "ihl_servicemen_trained", Status.CORRECTED),
    ],
)
def test_a_round_number_is_fair_and_an_order_of_magnitude_leaves_open(
    said: str, key: str, status: Status, composer: Composer, ask: Ask
) -> None:
    reply = answered(composer, key, ask(said, act=Act.CLAIMS, kind=QuestionKind.YES_NO))
    assert reply.status is status
    is_fit_to_send(reply, composer)
