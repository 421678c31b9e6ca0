"""Tables: what may point where, and that each one says why it exists."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models as db

from tests.house.repository import ROOMS, models

ORDER = {room.name: place for place, room in enumerate(ROOMS)}
MODELS = models()


def names(model: type[db.Model]) -> str:
    return model._meta.label


def relations(model: type[db.Model]) -> list[db.Field]:
    """Foreign keys and many-to-many of a model that leave its room."""
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [
        field
        for field in own
        if field.remote_field
        and field.remote_field.model._meta.app_label in ORDER
        and field.remote_field.model._meta.app_label != model._meta.app_label
    ]


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_keys_to_other_rooms_point_down_and_cannot_be_followed_up(model):
    for field in relations(model):
        target = field.remote_field.model._meta.app_label
        name = f"{model._meta.label}.{field.name}"
        assert ORDER[target] < ORDER[model._meta.app_label], f"{name} points up, to {target}"
        assert field.remote_field.related_name == "+", f'{name}: related_name="+"'
        if isinstance(field, db.ForeignKey):
            kept = field.remote_field.on_delete in (db.PROTECT, db.RESTRICT)
            assert kept, f"{name}: on_delete is PROTECT or RESTRICT"


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_every_model_says_why_it_exists(model):
    written_by_django = f"{model.__name__}("
    assert not model.__doc__.startswith(written_by_django), f"{model._meta.label}: docstring"


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_every_model_gives_its_french_names(model):
    given = model._meta.original_attrs.keys()
    assert {"verbose_name", "verbose_name_plural"} <= given, f"{model._meta.label}: Meta"


@pytest.mark.django_db
def test_migrations_are_complete():
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"makemigrations has something to write:\n{said.getvalue()}")


def test_every_room_with_models_has_migrations():
    for room in ROOMS:
        if list(apps.get_app_config(room.name).get_models()):
            assert (room.folder / "migrations" / "0001_initial.py").exists(), room
