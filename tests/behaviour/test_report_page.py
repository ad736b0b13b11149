"""The HTML report in a real browser: nothing fetched, nothing refused, filters that filter, any width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import chromium
from instep.config import adhoc_client
from instep.drift.impact import with_sites
from instep.drift.report_html import as_html
from instep.pipeline import compare_documents

_HERE = Path(__file__).parent / "impact"

pytestmark = pytest.mark.skipif(chromium.found() is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report about the shop's API and code."""
    old, new = (adhoc_client(str(_HERE / f"{version}.yaml")) for version in ("old", "new"))
    comparison = with_sites(compare_documents(old, new), [_HERE / "shop"], ["shop_client"])
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(as_html(comparison))
    return path


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    """A page of a running browser."""
    with chromium.browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


_SHOWN = "[...document.querySelectorAll('article')].filter(a => a.offsetParent).length"
_TYPE = "form.words.value = {!r}; form.words.dispatchEvent(new Event('input', {{bubbles: true}}))"
_CLICK = "document.querySelector('[value={}]').click()"


def test_it_asks_the_network_for_nothing(page: chromium.Page, file: Path) -> None:
    page.open(file, width=1280)
    assert page.requests() == [file.resolve().as_uri()]
    assert page.complaints() == []


def test_its_policy_runs_no_other_script(page: chromium.Page, file: Path, tmp_path: Path) -> None:
    """Were the document's text to get through as markup, the browser would still refuse it."""
    broken = tmp_path / "broken.html"
    evil = (
        "<script>document.title = 'owned'</script><img src='https://example.com/x' onerror='x()'>"
    )
    broken.write_text(file.read_text().replace("<footer>", f"{evil}<footer>"))
    page.open(broken, width=1280)
    assert page.value("document.title") == "API changes"
    refused = [text for text in page.complaints() if "Content Security Policy" in text]
    assert len(refused) >= 2
    assert page.value(_SHOWN) > 0


def test_search_and_levels_hide_what_is_not_asked_for(page: chromium.Page, file: Path) -> None:
    page.open(file, width=1280)
    everything = page.value(_SHOWN)
    assert everything > 20
    page.value(_TYPE.format("archive"))
    archive = page.value(_SHOWN)
    assert 0 < archive < 5
    page.value(_TYPE.format("archive nowhere"))
    assert page.value(_SHOWN) == 0
    assert page.value("document.querySelector('.none').hidden") is False
    page.value(_TYPE.format(""))
    page.value(_CLICK.format("error"))
    assert 0 < page.value(_SHOWN) < everything
    assert page.value("document.querySelectorAll('article.error:not([hidden])').length") == 0
    page.value(_CLICK.format("error"))
    assert page.value(_SHOWN) == everything


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_and_can_be_read(
    page: chromium.Page, file: Path, tmp_path: Path, width: int, dark: bool
) -> None:
    page.open(file, width=width, dark=dark)
    assert page.value("document.documentElement.scrollWidth") <= width
    back = page.value("getComputedStyle(document.body).backgroundColor")
    text = page.value("getComputedStyle(document.body).color")
    assert _contrast(back, text) > 7
    for tone in ("error", "warning", "note"):
        badge = f"getComputedStyle(document.querySelector('article.{tone} .badge'))"
        shades = (page.value(f"{badge}.{part}") for part in ("backgroundColor", "color"))
        assert _contrast(*shades) > 4.5, tone
    faint = page.value("getComputedStyle(document.querySelector('article .faint')).color")
    card = page.value("getComputedStyle(document.querySelector('article')).backgroundColor")
    assert _contrast(card, faint) > 4.5
    page.screenshot(tmp_path / "page.png")
    assert (tmp_path / "page.png").stat().st_size > 10_000


def test_both_documents_stand_side_by_side(page: chromium.Page, file: Path) -> None:
    page.open(file, width=1280)
    tops = page.value(
        "[...document.querySelector('details[open] .panes').children]"
        ".map(pane => pane.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == 1
    assert page.value("document.querySelectorAll('.pane .d').length") > 10


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
