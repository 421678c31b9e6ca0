"""Tables: what may point where, and that each one says why it exists."""

import io
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db import models as db
from django.db.migrations.recorder import MigrationRecorder

from atelier_local.ground.journal.apps import another_version_wrote
from tests import databases
from tests.house.repository import ROOMS, models

ORDER = {room.name: place for place, room in enumerate(ROOMS)}
MODELS = models()


def relations_to_other_rooms() -> Iterator[tuple[str, db.Field]]:
    """(room.Model.field, field) of every foreign key and many-to-many that leaves its room."""
    for model in MODELS:
        room = model._meta.app_label
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.remote_field and field.remote_field.model._meta.app_label
            if target in ORDER and target != room:
                yield f"{model._meta.label}.{field.name}", field


RELATIONS = dict(relations_to_other_rooms())


def test_keys_to_other_rooms_point_down():
    def place(model: type[db.Model]) -> int:
        return ORDER[model._meta.app_label]

    up = [n for n, f in RELATIONS.items() if place(f.remote_field.model) > place(f.model)]
    assert up == []


def test_keys_to_other_rooms_cannot_be_followed_up():
    assert [n for n, f in RELATIONS.items() if not f.remote_field.hidden] == []


def test_keys_to_other_rooms_protect_what_they_point_at():
    kept = (db.PROTECT, db.RESTRICT)
    keys = {n: f for n, f in RELATIONS.items() if isinstance(f, db.ForeignKey)}
    assert [n for n, f in keys.items() if f.remote_field.on_delete not in kept] == []


def test_every_model_says_why_it_exists():
    """Django writes "Name(field, …)" where there is no docstring."""
    assert [m._meta.label for m in MODELS if m.__doc__.startswith(f"{m.__name__}(")] == []


def test_every_model_gives_its_french_names():
    names = {"verbose_name", "verbose_name_plural"}
    assert [m._meta.label for m in MODELS if not names <= m._meta.original_attrs.keys()] == []


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


def test_a_database_of_another_version_is_refused(django_db_blocker, migrated, tmp_path):
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path):
        assert another_version_wrote(databases=["default"]) == []
        MigrationRecorder(connection).record_applied("journal", "0099_of_another_version")
        [found] = another_version_wrote(databases=["default"])
        assert "journal.0099_of_another_version" in found.msg
        with pytest.raises(SystemCheckError, match="another version"):
            call_command("migrate", verbosity=0, skip_checks=False)
