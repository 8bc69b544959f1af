"""Every reply fits every platform, and nothing of it is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.across_areas import describe_capabilities
from bot.answers.composer import Composer
from bot.answers.dispatch import ANSWERS, answer
from bot.answers.reply import Reply
from bot.channels.messaging.choices import choice_id, chosen, is_ours
from bot.channels.messaging.layout import Laid, Limits, Part, lay_out
from bot.channels.messaging.platform import Platform
from bot.channels.messaging.platforms import PLATFORMS
from bot.channels.messaging.splitting import ELLIPSIS, shorten, split, utf8_bytes, utf16_units
from bot.channels.messaging.wording import KEYS, load_messaging_texts
from bot.facts.context import Context
from bot.facts.frame import Frame
from bot.facts.model import QuestionKind
from tests.platforms.all import STAND_INS

PLATFORM_NAMES = sorted(PLATFORMS)
# What stands beside replies when other languages do, and what people send.
BESIDE = [
    "",
    "Beynəlxalq Qızıl Xaç Komitəsi itkin düşmüş şəxslərin ailələrinə dəstək göstərib. " * 40,
    "МККК поддержал более 3000 семей пропавших без вести. " * 60,
    "👨‍👩‍👧‍👦👍🏽" * 300,
]
FIGURE = re.compile(r"\d[\d,.]*\d|\d")


def platform(name: str) -> Platform:
    return PLATFORMS[name](STAND_INS[name].environment)


def replies(composer: Composer) -> Iterator[Reply]:
    """Replies of every kind about everything."""
    intents = [*ANSWERS, *composer.texts.table("care")]
    intents += [area.intent for area in composer.sheet.areas.values()]
    for intent in intents:
        for kind in QuestionKind:
            yield answer(composer, Frame(text="", intent=intent, kind=kind), Context())
    for key, fact in composer.sheet.facts.items():
        intent = composer.sheet.areas[fact.area].intent if fact.area in composer.sheet.areas else ""
        yield answer(composer, Frame(text="", intent=intent, fact=key), Context())
    yield describe_capabilities(composer)


def plain(text: str) -> str:
    """A text without the white space at which it may be cut."""
    return "".join(text.split())


def fits(laid: Laid, limits: Limits) -> None:
    for part in laid.parts:
        most = limits.text_with_buttons if part.buttons else limits.text
        assert 1 <= limits.measure(part.text) <= most
        assert len(part.buttons) <= limits.buttons
        for key, title in part.buttons:
            assert is_ours(key)
            assert utf8_bytes(key) <= 64
            assert 1 <= limits.measure(title) <= limits.title
        if part.image:
            assert limits.measure(part.text) <= limits.caption


def nothing_is_lost(laid: Laid, text: str, suggestions: list[str]) -> None:
    said = " ".join(part.text for part in laid.parts)
    assert plain(text) in plain(said)
    offered = [chosen(key, title) for part in laid.parts for key, title in part.buttons]
    assert offered in ([], suggestions)
    assert list(laid.numbered) in ([], suggestions)
    assert offered or laid.numbered or not suggestions
    for number, title in enumerate(laid.numbered, start=1):
        assert plain(f"{number}. {title}") in plain(said)


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("name", PLATFORM_NAMES)
def test_every_reply_fits_every_platform(name: str, beside: str, composer: Composer) -> None:
    limits = platform(name).limits
    for reply in replies(composer):
        text = f"{reply.text}\n\n{beside}".strip()
        laid = lay_out(text, reply.suggestions, limits)
        fits(laid, limits)
        nothing_is_lost(laid, text, list(reply.suggestions))
        for figure in FIGURE.findall(text):
            assert any(figure in FIGURE.findall(part.text) for part in laid.parts)


@pytest.mark.parametrize("name", PLATFORM_NAMES)
def test_a_qualifier_stays_with_its_figure_and_the_source_with_its_answer(
    name: str, composer: Composer
) -> None:
    limits = platform(name).limits
    for reply in replies(composer):
        laid = lay_out(reply.text, reply.suggestions, limits)
        # What is not split cannot be torn apart.
        if limits.measure(reply.text) <= limits.text_with_buttons // 2:
            assert reply.text in laid.parts[0].text


@given(
    text=st.lists(
        st.text(
            alphabet=st.one_of(st.sampled_from("ab .,!\n1376əığşçöüЖяжщ👍🏽\u200d👩‍"), st.characters())
        ),
        min_size=1,
        max_size=60,
    ).map(" ".join),
    suggestions=st.lists(st.text(min_size=1, max_size=90).filter(str.strip), max_size=14, unique=True),
)  # fmt: skip
@settings(max_examples=150)
def test_anything_fits_and_is_whole(text: str, suggestions: list[str]) -> None:
    if not text.strip():
        return
    for name in PLATFORM_NAMES:
        limits = platform(name).limits
        small = Limits(
            limits.text // 20,
            limits.measure,
            limits.buttons,
            limits.title,
            limits.text_with_buttons // 20,
        )
        for one in (limits, small):
            laid = lay_out(text, suggestions, one)
            fits(laid, one)
            assert plain(text) in plain("".join(part.text for part in laid.parts))


@pytest.mark.parametrize("name", PLATFORM_NAMES)
def test_what_is_said_beside_answers_fits(name: str) -> None:
    limits = platform(name).limits
    texts = load_messaging_texts("en")
    assert set(texts) == set(KEYS)
    for text in texts.values():
        assert limits.measure(text) <= limits.text


@pytest.mark.parametrize("name", PLATFORM_NAMES)
def test_a_part_as_plain_text_still_names_its_suggestions(name: str) -> None:
    kind = platform(name)
    part = Part(
        "text", (("s:a", "First question?"), ("s:b", "Second question?")), "https://x/y.png"
    )
    bare = kind.plain(part)
    assert (bare.buttons, bare.image) == ((), "")
    assert "• First question?\n• Second question?" in bare.text
    assert kind.plain(bare) == bare


def test_a_picture_goes_with_a_text_that_fits_below_it() -> None:
    limits = platform("whatsapp").limits
    first, second = lay_out("4 of them.", ["Why?"], limits, "https://x/a.png", "Further:").parts
    assert (first.image, first.buttons) == ("https://x/a.png", ())
    assert (second.text, [title for _, title in second.buttons]) == ("Further:", ["Why?"])
    (only,) = lay_out("4 of them.", ["Why?"], platform("telegram").limits, "https://x/a.png").parts
    assert only.image
    assert only.buttons
    assert not lay_out("long " * 300, [], limits, "https://x/a.png").parts[0].image


@given(text=st.text(max_size=400), limit=st.integers(10, 60))
@settings(max_examples=200)
def test_no_cut_goes_through_a_letter(text: str, limit: int) -> None:
    for measure in (len, utf16_units, utf8_bytes):
        if measure is utf8_bytes and limit < 30:
            continue
        for piece in split(text, limit, measure):
            assert measure(piece) <= limit
            piece.encode("utf-16", "surrogatepass")
        assert measure(shorten(text, limit, measure)) <= limit


def test_cuts_come_at_the_best_place_there_is() -> None:
    text = "One sentence here. Another, longer one there.\n\nA second paragraph."
    assert split(text, 50, len) == [
        "One sentence here. Another, longer one there.",
        "A second paragraph.",
    ]
    assert split(text, 40, len)[0] == "One sentence here."
    assert split("word " * 20, 24, len)[0] == "word word word word word"
    assert (
        shorten("How many detention visits were there?", 20, len) == f"How many detention{ELLIPSIS}"
    )


def test_a_family_emoji_is_cut_before_or_behind_not_within() -> None:
    family = "👨‍👩‍👧‍👦"
    pieces = split(f"{'x' * 14}{family}y", 18, utf16_units)
    assert "".join(pieces) == f"{'x' * 14}{family}y"
    assert any(family in piece for piece in pieces)


def test_every_suggestion_has_an_id_that_leads_back_to_it(composer: Composer) -> None:
    titles = {title for reply in replies(composer) for title in reply.suggestions}
    assert len({choice_id(title) for title in titles}) == len(titles)
    for title in titles:
        assert is_ours(choice_id(title))
        assert chosen(choice_id(title)) == title


@pytest.mark.parametrize(
    "forged", ["", "s:", "s:" + "x" * 99, "/restart", "S:presence", "s:a b", "s:ä"]
)
def test_an_id_of_another_form_is_not_ours(forged: str) -> None:
    assert not is_ours(forged)
    assert chosen(forged, "title") == "title"


def test_parts_survive_being_kept() -> None:
    part = Part("text", (("s:a", "A"),), "https://x/y.png")
    assert Part.from_dict(json.loads(json.dumps(part.as_dict()))) == part
