"""French typography changes spaces and apostrophes, and nothing else."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.html import format_html
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.ui import typography
from atelier_local.ground.ui.templatetags.ui import fr

PROSE = st.text(alphabet=st.sampled_from("aéZ09 '’;:!?%€«»()h.,<>&\u00a0\u202f\n"), max_size=60)


def words(text: str) -> str:
    """The text without what typography may change."""
    return re.sub(r"\s", "", text.replace("’", "'"))


@given(PROSE)
def test_no_word_changes(text):
    assert words(typography.french(text)) == words(text)


@given(PROSE)
def test_twice_is_once(text):
    once = typography.french(text)
    assert typography.french(once) == once


@given(PROSE)
def test_what_a_text_does_not_hold_is_not_looked_for(text):
    """And nothing is missed: the same as every rule in turn."""
    every = text
    for _, pattern, replacement in typography._RULES:
        every = pattern.sub(replacement, every)
    every = typography._THOUSANDS.sub(
        lambda found: re.sub(r"\s", typography.NNBSP, found[0]), every
    )
    assert typography.french(text) == every


@given(st.text())
def test_markup_comes_back_untouched(text):
    html = format_html("<b title='{}'>{}</b>", text, text)
    assert fr(html) is html


@given(PROSE)
def test_plain_text_stays_to_be_escaped(text):
    assert not hasattr(fr(text), "__html__")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Pourquoi ici ?", "Pourquoi ici\u202f?"),
        ("Pourquoi ici?", "Pourquoi ici\u202f?"),
        ("Pas encore : attendre", "Pas encore\u00a0: attendre"),
        ("l'eau d'Igé", "l’eau d’Igé"),
        ("« oui »", "«\u202foui\u202f»"),
        ("86 % et 12 400 €", "86\u202f% et 12\u202f400\u202f€"),
        ("à 12 h 30", "à 12\u00a0h\u00a030"),
        ("n° 4", "n°\u00a04"),
        ("https://atelier.local/?a=1", "https://atelier.local/?a=1"),
        ("à 10:30", "à 10:30"),
        ("en 2026 120 voix", "en 2026 120 voix"),
    ],
)
def test_french(typed, shown):
    assert typography.french(typed) == shown


def test_a_long_run_of_spaces_is_read_once():
    run = " " * 500_000
    assert typography.french(f"a{run}!{run}b : c") == f"a\u202f!{run}b\xa0: c"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (1200, "1\u202f200"), (Decimal("12400.50"), "12\u202f400,5"), (-3, "−3")],
)
def test_number(value, shown):
    assert typography.number(value) == shown


@given(st.decimals(-(10**9), 10**9, places=2))
def test_euros_reads_back(amount):
    text = typography.euros(amount).removesuffix("\u202f€")
    assert Decimal(text.replace("\u202f", "").replace("−", "-").replace(",", ".")) == amount


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (date(2026, 9, 14), None, "14 sept. 2026"),
        (date(2026, 11, 24), date(2026, 11, 25), "24–25 nov. 2026"),
        (date(2026, 11, 30), date(2026, 12, 1), "30 nov. – 1er déc. 2026"),
        (date(2026, 12, 1), date(2027, 2, 1), "1er déc. 2026 – 1er févr. 2027"),
    ],
)
def test_period(start, end, shown):
    assert typography.period(start, end).replace("\u00a0", " ") == shown


def test_a_stretch_is_told_to_the_day_or_by_its_months() -> None:
    june = date(2025, 6, 17)

    def told(end: date) -> str:
        return typography.stretch(june, end).replace("\u00a0", " ")

    assert told(date(2025, 6, 18)) == "17–18 juin 2025"
    assert told(date(2025, 6, 30)) == "juin 2025"
    assert told(date(2025, 9, 22)) == "juin – sept. 2025"
    assert told(date(2026, 1, 5)) == "juin 2025 – janv. 2026"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Agence Amont", "d’Agence Amont"),
        ("Écologie & Cie", "d’Écologie & Cie"),
        ("Œuvre commune", "d’Œuvre commune"),
        ("Yvetot Études", "d’Yvetot Études"),
        ("Bief et Cie", "de Bief et Cie"),
        ("Haies vives", "de Haies vives"),
        ("« Atelier »", "d’« Atelier »"),
    ],
)
def test_a_name_is_elided_before_a_vowel(name, said):
    assert typography.of(name) == said
