from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image
from press_parts import DAY, SITE, unproven_numbers

from bot.facts import FactSheet
from bot.press.archive import ALT_FILE, archive_of_cards
from bot.press.cards import Shape, card_of_figure, source_line
from bot.press.changes import ChangeKind, ChangeRecord, Version
from bot.press.chart import Chart, chart_of_people
from bot.press.chart_image import chart_drawing
from bot.press.drawing import ACCENT, Drawing, as_png, as_svg
from bot.press.embed import embed_snippet, embedded, load_script, oembed
from bot.press.fonts import text_width
from bot.press.press import Press, press_for


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


@pytest.fixture(scope="module")
def chart(press: Press) -> Chart:
    found = chart_of_people(press)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def drawing(press: Press, chart: Chart) -> Drawing:
    return chart_drawing(press, chart, source_line(press))


def test_the_chart_s_image_says_what_the_chart_says(
    press: Press, sheet: FactSheet, chart: Chart, drawing: Drawing
) -> None:
    said = " ".join(line.text for line in drawing.lines)
    for bar in chart.bars:
        assert bar.fact.display in said
        assert bar.fact.caption in said
    for fact in chart.left_out:
        assert fact.line in said
    assert source_line(press) in said
    assert press.texts["card"]["own"] in said
    assert unproven_numbers(f"{said} {drawing.alt}", sheet, sheet.figures()) == []


def test_no_line_of_the_chart_s_image_runs_off_it(drawing: Drawing) -> None:
    for line in drawing.lines:
        assert line.x + text_width(line.text, line.size, line.bold) <= drawing.width - 60
        assert 0 < line.y < drawing.height - 20


def test_bars_of_the_image_are_as_long_as_those_of_the_page(chart: Chart, drawing: Drawing) -> None:
    bars = [shape for shape in drawing.shapes[1:] if len(shape.corners) == 4]
    lengths = [shape.corners[1][0] - shape.corners[0][0] for shape in bars]
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [bar.percent / chart.bars[0].percent for bar in chart.bars], abs=0.001
    )
    arrows = [shape for shape in drawing.shapes if len(shape.corners) == 3]
    assert len(arrows) == sum(bar.more for bar in chart.bars)
    assert all(x <= drawing.width for shape in arrows for x, _ in shape.corners)
    assert {shape.colour for shape in drawing.shapes} == {ACCENT}


def test_the_chart_comes_as_png_and_svg_of_one_size(drawing: Drawing) -> None:
    image = Image.open(io.BytesIO(as_png(drawing)))
    root = ElementTree.fromstring(as_svg(drawing))
    assert image.size == (drawing.width, drawing.height)
    assert (root.get("width"), root.get("height")) == (str(drawing.width), str(drawing.height))
    assert drawing.alt in "".join(root.itertext())


def test_the_archive_holds_every_card_and_its_alt_text(press: Press) -> None:
    facts = press.sheet.figures()[:2]
    cards = {fact.key: card_of_figure(press, fact) for fact in facts}
    content = archive_of_cards(cards, DAY)
    assert content == archive_of_cards(cards, DAY)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    assert set(archive.namelist()) == {
        f"cards/{ALT_FILE}",
        *(f"cards/{fact.key}-{shape.key}.{kind}" for fact in facts for shape in Shape for kind in ("png", "svg")),
    }  # fmt: skip
    told = archive.read(f"cards/{ALT_FILE}").decode()
    assert all(card.alt in told for card in cards.values())


def with_versions(press: Press, key: str, *kinds: ChangeKind) -> Press:
    """The same, with other versions of a fact on record."""
    versions = tuple(Version(key, number, DAY, kind) for number, kind in enumerate(kinds, start=1))
    return replace(press, record=ChangeRecord({**press.record.versions, key: versions}))


def test_the_line_to_embed_names_figure_version_and_file(press: Press, figure_key: str) -> None:
    fact, script = press.sheet.facts[figure_key], load_script()
    version = press.record.current(figure_key)
    assert version is not None
    line = embed_snippet(press, SITE, fact)
    assert "\n" not in line
    (root,) = ElementTree.fromstring(f"<p>{line.split('</script>')[1]}</p>")
    assert (root.get("key"), root.get("version")) == (figure_key, str(version.number))
    link = root[0]
    assert link.get("href") == SITE.address(f"/press/figures/{figure_key}")
    assert unproven_numbers(link.text or "", press.sheet, [fact]) == []
    assert (
        f'src="{SITE.base}{script.path}" integrity="{script.integrity}" crossorigin="anonymous"'
        in line
    )


@pytest.mark.parametrize(
    ("kinds", "figure_since", "wording_since"),
    [
        ([ChangeKind.ADDED], 0, 0),
        ([ChangeKind.ADDED, ChangeKind.NUMBERS], 2, 0),
        ([ChangeKind.ADDED, ChangeKind.WORDING, ChangeKind.NUMBERS, ChangeKind.WORDING], 3, 4),
    ],
)
def test_the_element_is_told_since_when_figure_and_wording_stand(
    press: Press, kinds: list[ChangeKind], figure_since: int, wording_since: int
) -> None:
    content = embedded(with_versions(press, "tb_treated", *kinds), SITE, "tb_treated")
    assert content is not None
    assert content["version"] == len(kinds)
    assert (content["figure_since"], content["wording_since"]) == (figure_since, wording_since)


def test_a_figure_that_is_gone_is_told_as_gone(press: Press) -> None:
    changed = with_versions(press, "old_figure", ChangeKind.ADDED, ChangeKind.REMOVED)
    assert embedded(changed, SITE, "old_figure") == {"removed": press.texts["changes"]["gone"]}
    assert embedded(press, SITE, "never_there") is None
    assert embedded(press, SITE, "solar_panels") is None


def test_oembed_keeps_to_the_room_there_is(press: Press) -> None:
    fact = press.sheet.figures()[0]
    free = oembed(press, SITE, fact, None, None)
    assert (free["type"], free["version"]) == ("rich", "1.0")
    assert free["html"] == embed_snippet(press, SITE, fact)
    assert free["thumbnail_url"].endswith("-wide.png")
    narrow = oembed(press, SITE, fact, 200, 100)
    assert (narrow["width"], narrow["height"]) == (200, 100)
    assert "thumbnail_url" not in narrow
