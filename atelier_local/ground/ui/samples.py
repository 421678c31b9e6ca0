"""What the component sheet shows: one of each brick, in all its states."""

from collections import namedtuple
from types import SimpleNamespace
from typing import Any

from django import forms

from atelier_local.refusal import Reason

from .forms import EurosField
from .frame import Band, Entry, Step
from .templatetags.ui import COLLEGES, KINDS, Bar, Mark


class SampleForm(forms.Form):
    """One field of each sort, bound to wrong answers so that its errors show."""

    amount = EurosField(label="Montant demandé à la Région", help_text="En euros hors taxe")
    held_on = forms.DateField(label="Date de la réunion")
    place = forms.ChoiceField(
        label="Commune", choices=[("", "Choisir"), ("61038", "Bellême"), ("61079", "Ceton")]
    )
    reason = forms.CharField(
        label="Motif",
        help_text="Il sera repris tel quel dans le rapport",
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    format = forms.ChoiceField(
        label="Format", choices=[("full", "Complet"), ("short", "Court")], widget=forms.RadioSelect
    )
    families = forms.MultipleChoiceField(
        label="Familles",
        choices=[("A", "Territoire"), ("B", "Société"), ("C", "Environnement")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label="Pièce", required=False, help_text="PDF, 10 Mo au plus")
    agreed = forms.BooleanField(label="J’ai relu l’entretien et j’accepte qu’il soit cité")


_STEPS = (
    *("Candidature", "Consultation", "Cadrage", "Atelier 1", "Inter-atelier 1", "Atelier 2"),
    *("Inter-atelier 2", "Atelier 3", "Production", "Restitution", "Suivi"),
)


def _steps() -> tuple[Step, ...]:
    states = ["done"] * 6 + ["here"] + ["later"] * 4
    return tuple(
        Step(label, state, "#", "mars – mai") for label, state in zip(_STEPS, states, strict=True)
    )


def _rooms() -> list[Entry]:
    return [
        Entry("Vue d’ensemble", "#", current=True),
        Entry("Candidature", "#", state="done"),
        Entry("Mur", "#", count="312"),
        Entry("Suivi", "#", state="later"),
    ]


_Shape = namedtuple("_Shape", "d label css")
_Pin = namedtuple("_Pin", "x y r label")
_Label = namedtuple("_Label", "x y text")
_Tile = namedtuple("_Tile", "code x y points")


def _tile(code: str, x: int) -> _Tile:
    corners = ((0, -16), (14, -8), (14, 8), (0, 16), (-14, 8), (-14, -8))
    points = " ".join(f"{x + dx},{20 + dy}" for dx, dy in corners)
    return _Tile(code, x, 20, points)


def sheet() -> dict[str, Any]:
    return {
        "form": SampleForm({"amount": "beaucoup", "held_on": "31/02/2026", "format": "full"}),
        "kinds": KINDS,
        "colleges": COLLEGES,
        "reasons": (
            Reason("la date limite est le 3 juillet à 12 h 00"),
            Reason("il faut deux personnes, une seule est connectée", lift="#"),
        ),
        "bars": [Bar("Habitants", 74, "b"), Bar("Élus", 31), Bar("Jeunes", 4, note="peu entendus")],
        "plate": SimpleNamespace(
            title="Deux communes",
            view_box="0 0 200 120",
            source="contours inventés",
            scale=None,
            shapes=(
                _Shape(d="M10,10 90,20 80,90 15,80Z", label="Bellême", css="fort"),
                _Shape(d="M90,20 180,15 170,100 80,90Z", label="Ceton", css=""),
            ),
            pins=(_Pin(x=50, y=45, r=8.5, label="Gare, 8 voix"),),
            labels=(_Label(x=50, y=75, text="Bellême"),),
        ),
        "map": SimpleNamespace(
            view_box="0 0 96 40",
            tiles=[_tile("14", 20), _tile("61", 48), _tile("27", 76)],
        ),
        "marks": {
            "61": Mark("d2 al", "Orne : deux Ateliers, un en retard"),
            "27": Mark("prep", "Eure : une candidature"),
        },
        "band": Band(
            name="CC des Collines du Perche Normand",
            facts="Orne · 16 communes · 11 894 habitants",
            fictitious=True,
            url="#",
            steps=_steps(),
        ),
        "rooms": _rooms(),
    }
