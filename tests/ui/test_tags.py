"""Each brick, as a page shows it."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings

import atelier_local
from atelier_local.ground.ui import context, frame
from atelier_local.ground.ui.forms import EurosField
from atelier_local.ground.ui.frame import Band, Entry, Step
from atelier_local.ground.ui.icons import ICONS
from atelier_local.ground.ui.templatetags.ui import COLLEGES, KINDS, NOTICES, STATES, width
from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.refusal import Reason
from atelier_local.steps.wall.enums import ContributionKind


def draw(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("count", "ending"), [(0, ""), (1, ""), (-1, ""), (2, "s"), (47, "s"), ([1], ""), ([1, 2], "s")]
)
def test_none_and_one_are_singular(count, ending):
    assert draw("carte{{ count|pluralize }}", count=count) == f"carte{ending}"
    assert draw("{{ count|pluralize:'al,aux' }}", count=count) == ("aux" if ending else "al")


@pytest.mark.parametrize("name", ICONS)
def test_icon(name):
    assert ICONS[name] in draw("{% icon name %}", name=name)


def test_maps_are_few_and_drive_no_frame_out():
    plate = SimpleNamespace(view_box="0 0 1 1", source="", scale=None)
    plate.tiles = plate.shapes = plate.labels = plate.pins = ()
    kept = frame.drawn.cache_info()
    for number in range(frame.MAPS):
        plate.title = f"Carte {number}"
        draw("{% load ui frame %}{% map_plate plate %}", plate=plate)
        draw("{% load ui %}{% tilemap plate marks title %}", plate=plate, marks={}, title="")
    assert frame.drawn.cache_info() == kept
    assert frame.mapped.cache_info().currsize == frame.MAPS < frame.KEPT


def test_kinds_have_their_icon():
    assert KINDS.keys() <= ICONS.keys()


@pytest.mark.parametrize("audience", Audience)
def test_audiences_are_those_of_the_programme(audience):
    assert COLLEGES[audience][1] == audience.label
    assert audience.label in draw("{% college code %}", code=audience)


def test_kinds_are_those_of_the_wall():
    assert {kind.value: kind.label for kind in ContributionKind} == KINDS


@pytest.mark.parametrize("family", Family)
def test_families_carry_the_exact_words(family):
    assert f'aria-label="{family.label}"' in draw("{% family letter %}", letter=family)


def test_an_act_with_reasons_stays_visible_and_says_why():
    html = draw(
        '{% act "Ouvrir les plis" url="/plis/" reasons=reasons %}',
        reasons=(Reason("il faut deux personnes", lift="/inviter/"), Reason("trop tôt")),
    )
    assert 'aria-disabled="true"' in html
    assert 'href="/plis/"' not in html
    assert '<a href="/inviter/">il faut deux personnes</a>' in html
    assert "trop tôt" in html


def test_words_of_people_never_become_markup():
    evil = "<script>alert('x')</script>"
    html = draw(
        "{{ evil|fr }}{% state 'done' evil %}{% act evil %}{% avis 'info' evil %}{% empty evil %}"
        "{% refusal reasons %}{% kind 'besoin' evil %}",
        evil=evil,
        reasons=(Reason(evil, lift="javascript:x"),),
    )
    assert "<script" not in html


@pytest.mark.parametrize(
    ("value", "total", "css"),
    [(6, 9, "w-67"), (0, 0, "w-0"), (12, 9, "w-100"), (-1, 9, "w-0"), (None, 3, "w-0")],
)
def test_width(value, total, css):
    assert width(value, total) == css


def test_a_gauge_says_its_numbers():
    assert "6 sur 9" in draw("{% gauge 6 9 %}")


class Answer(forms.Form):
    amount = EurosField(label="Montant", help_text="Hors taxe")
    held_on = forms.DateField(label="Date")
    choice = forms.ChoiceField(choices=[("a", "Un"), ("b", "Deux")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)


def test_what_was_typed_is_kept_and_errors_lead_to_their_field():
    html = draw("{{ form }}", form=Answer({"amount": "beaucoup", "held_on": "31/02/2026"}))
    assert 'value="beaucoup"' in html
    assert 'value="31/02/2026"' in html
    assert 'role="alert"' in html
    for name in ("amount", "held_on", "choice"):
        assert f'href="#id_{name}"' in html
        assert f'id="id_{name}"' in html
        assert f'id="id_{name}_error"' in html
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html


def test_fields_can_be_chosen():
    html = draw("{% fields form 'note' %}", form=Answer())
    assert "id_note" in html
    assert "(facultatif)" in html
    assert "id_amount" not in html


@pytest.mark.parametrize("typed", ["12 400,50 €", "12400.5", "12\u202f400,50"])
def test_amounts_are_read_as_people_write_them(typed):
    assert str(EurosField().clean(typed)) in {"12400.50", "12400.5"}


def test_amounts_are_shown_as_people_write_them():
    form = Answer(initial={"amount": EurosField().clean("12400,50")})
    assert 'value="12\u202f400,50"' in str(form["amount"])


def test_the_band_and_the_rooms():
    steps = Step("Cadrage", "done", "/c/", "sept."), Step("Atelier 1", "here", "/a/", "nov.")
    band = Band("CC du Perche", url="/", facts="", fictitious=True, steps=steps)
    rooms = [Entry("Mur", "/m/", current=True, state="later")]
    html = draw("{% extends 'ui/atelier.html' %}", band=band, rooms=rooms)
    assert html.count('aria-current="step"') == 1
    assert html.count('aria-current="page"') == 1
    assert "Atelier fictif" in html
    assert html.count("<main") == 1


def test_a_frame_says_what_it_is_given():
    """What is kept as drawn is never another page's."""
    for name, count in (("CC du Perche", "3"), ("CC Lyons Andelle", "3"), ("CC du Perche", "4")):
        band = Band(name, url="/", facts="", fictitious=False)
        html = draw(
            "{% extends 'ui/atelier.html' %}", band=band, rooms=[Entry("Mur", "/", count=count)]
        )
        assert f">{name}<" in html
        assert f"<span>{count}</span>" in html
    assert 'class="bandeau"' not in draw("{% extends 'ui/atelier.html' %}")


def test_the_section_of_the_navigation():
    request = RequestFactory().get("/ateliers/perche/mur/")
    assert context.section(request) == "ateliers"
    assert context.section(RequestFactory().get("/")) == ""


@override_settings(DEMO=True)
def test_the_component_sheet_is_open_in_a_demonstration(client: Client, db):
    response = client.get("/composants/")
    assert response.status_code == 200
    assert b"Planche des briques" in response.content


@override_settings(DEMO=False, DEBUG=False)
def test_the_component_sheet_does_not_exist_elsewhere(client: Client, db):
    response = client.get("/composants/")
    assert response.status_code == 404
    assert "n’existe pas" in response.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "429", "500"])
def test_error_pages_say_what_to_do(code):
    html = draw(f"{{% include '{code}.html' %}}")
    assert "Revenir" in html
    assert "erreur" not in html.lower()


TEMPLATES = sorted(Path(atelier_local.__file__).parent.rglob("templates/**/*.html"))
NAMED = {
    "icon": (re.compile(r"""\{% icon "([^"]+)"|\bicon="([^"]+)\""""), ICONS),
    "state": (re.compile(r"""\{% state "([^"]+)\""""), STATES),
    "avis": (re.compile(r"""\{% avis "([^"]+)\""""), NOTICES),
}


@pytest.mark.parametrize("tag", NAMED)
def test_pages_name_only_what_exists(tag):
    pattern, names = NAMED[tag]
    faults = [
        f"{path.name}: {name}"
        for path in TEMPLATES
        for found in pattern.findall(path.read_text())
        for name in ([found] if isinstance(found, str) else filter(None, found))
        if name not in names
    ]
    assert faults == []


def test_a_literal_of_a_template_gets_french_spaces_and_markup_does_not():
    assert draw('Reçu{{ " : "|fr }}oui{{ " ?"|fr }}') == "Reçu\u00a0: oui\u202f?"
    assert draw("{{ \"<b title='a : b'>\"|fr }}") == "<b title='a : b'>"


@pytest.mark.parametrize(("count", "said"), [(2, "deux"), (9, "neuf"), (12, "12")])
def test_a_small_count_is_said_in_words(count, said):
    assert draw("{{ count|in_words }}", count=count) == said
