"""Inputs and lists are written as Django's own templates would write them, and as safely."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from atelier_local.ground.ui.forms import Renderer

HOSTILE = """"><script>alert('1')</script> & l’été"""
CHOICES = [
    ("", "Choisir"),
    ("Le bourg", [(1, "Un"), (HOSTILE, HOSTILE)]),
    (None, "Rien"),
]


class Tags(HTMLParser):
    """Every tag with its attributes, whatever their order, and every text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.append((tag, {(name, value or "") for name, value in attrs}))

    def handle_data(self, data) -> None:
        if data.strip():
            self.seen.append(data.strip())


def tags(html: str) -> list[object]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


@pytest.mark.parametrize("value", [None, "", 0, 12_400.5, HOSTILE, date(2026, 9, 14)])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput({"class": HOSTILE, "required": True, "disabled": False, "title": None}),
        forms.NumberInput({"min": 0}),
        forms.EmailInput(),
        forms.PasswordInput(render_value=True),
        forms.HiddenInput(),
        forms.URLInput(),
        forms.DateInput(),
        forms.TimeInput(),
        forms.Textarea({"rows": 3, "class": HOSTILE}),
        forms.Select({"class": "fr-select", "required": True}, CHOICES),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_a_control_says_what_djangos_template_would(widget, value):
    ours = widget.render("champ", value, {"id": "id_champ"}, Renderer())
    theirs = widget.render("champ", value, {"id": "id_champ"}, DjangoTemplates())
    assert tags(ours) == tags(theirs)
    assert "<script" not in ours


def test_a_list_says_what_is_chosen_and_what_is_grouped():
    drawn = forms.Select(choices=CHOICES).render("champ", 1, renderer=Renderer())
    assert tags(drawn).count(("optgroup", {("label", "Le bourg")})) == 1
    assert [tag for tag in tags(drawn) if "selected" in str(tag)] == [
        ("option", {("value", "1"), ("selected", "")})
    ]


@pytest.mark.parametrize("value", [None, "1", HOSTILE, ["1", HOSTILE]])
@pytest.mark.parametrize("several", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_a_choice_says_what_djangos_template_would(several, value):
    def said(renderer) -> list[object]:
        widget = several({"required": True}, CHOICES[1:])
        drawn = tags(widget.render("champ", value, {"id": "id_champ"}, renderer))
        return [one for one in drawn if isinstance(one, str) or one[0] == "input"]

    assert said(Renderer()) == said(DjangoTemplates())


class Told(forms.Form):
    kind = forms.ChoiceField(
        label=HOSTILE, choices=[("a", HOSTILE)], widget=forms.RadioSelect, help_text=HOSTILE
    )
    agreed = forms.BooleanField(label="D'accord")
    note = forms.CharField(label="Note", required=False, max_length=3)


def test_a_field_is_drawn_whole_and_safely():
    kind, agreed, note = (
        Told({"note": "long"})[name].as_field_group() for name in Told.base_fields
    )
    assert "<script>" not in kind
    assert 'aria-describedby="id_kind_helptext id_kind_error"' in kind
    for drawn, group in ((kind, "fieldset"), (agreed, "checkbox-group"), (note, "input-group")):
        assert f"fr-{group}--error faux" in drawn
        assert drawn.count("fr-message--error") == 1
    assert "D’accord" in agreed
    assert [("(facultatif)" in one) for one in (kind, agreed, note)] == [False, False, True]
    assert "faux" not in Told({"kind": "a"})["kind"].as_field_group()
