"""Tenders sealed or opened by the first version survive, and still open."""

import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from atelier_local.steps.competition import queries, sealing
from atelier_local.steps.competition.models import Officer, Slot, Tender
from atelier_local.steps.competition.operations import turn_with_passphrase
from tests import databases
from tests.factories import competition as factory
from tests.factories.ateliers import an_epci
from tests.factories.competition import AFTER, BASTIENS, BEFORE, CAMILLES
from tests.factories.people import the_cast

WORDS = {"price_eur": "97431.25", "pitch": "Avant.", "method": "M", "team_note": "T"}

LAST = MigrationLoader(None).graph.leaf_nodes("competition")[0][1]


LAST = ""


def migrate(name: str):
    """To that migration of the room, every other room staying at its last; its models."""
    executor = MigrationExecutor(connection)
    name = name or executor.loader.graph.leaf_nodes("competition")[0][1]
    executor.migrate([("competition", name)])
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] != "competition"]
    state = MigrationExecutor(connection).loader.project_state([("competition", name), *others])
    return state.apps


def a_row(apps, officers: list[Officer], invitation: int, **facts) -> bytes:
    """A tender as the first version kept it."""
    first, second = (one.recipient for one in officers)
    envelope = sealing.legacy_seal(json.dumps(WORDS).encode(), first, second)
    apps.get_model("competition", "Tender").objects.create(
        invitation_id=invitation,
        ciphertext=envelope,
        digest=sealing.digest(envelope),
        size=len(envelope),
        deposited_at=BEFORE,
        deposited_by_id=officers[0].person_id,
        **facts,
    )
    return envelope


@pytest.fixture
def a_database(migrated, tmp_path, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path),
    ):
        yield


def test_sealed_and_opened_tenders_survive(a_database):
    cast = the_cast()
    sealed = factory.a_published(cast)
    where = {"slug": "ailleurs", "epci": an_epci("200072999", "Houlme")}
    done = factory.an_opened(cast, **where)
    Tender.objects.all().delete()
    theirs, others = (list(one.officers.select_related("competition")) for one in (sealed, done))
    recipients = {one.pk: one.recipient for one in theirs}
    hers_then, hers_now, theirs_now = (
        factory.invited(one, letter).pk for one, letter in ((sealed, "C"), (done, "C"), (done, "E"))
    )

    old = migrate("0001_initial")
    envelope = a_row(old, theirs, hers_then)
    opened = a_row(old, others, hers_now, **(WORDS | {"replaced": 3}))
    a_row(old, others, theirs_now)  # altered: it had stayed closed
    migrate(LAST)

    kept = Slot.objects.get(invitation=factory.invited(sealed, "C"))
    assert bytes(kept.legacy) == envelope
    assert not Tender.objects.filter(invitation__competition=sealed).exists()
    assert {one.pk: one.recipient for one in sealed.officers.all()} == recipients
    hers = Tender.objects.get(invitation=factory.invited(done, "C"))
    assert (str(hers.price_eur), hers.pitch, hers.digest) == (
        WORDS["price_eur"],
        "Avant.",
        sealing.digest(opened),
    )
    assert hers.invitation.slot.legacy_facts["replaced"] == 3
    assert Tender.objects.get(invitation=factory.invited(done, "E")).fault
    assert [t.pk for t in queries.tenders(done)] == [hers.pk]

    # what was sealed before opens after, with the keys made before
    turn_with_passphrase(sealed, BASTIENS, by=cast.bastien, at=AFTER)
    turn_with_passphrase(sealed, CAMILLES, by=cast.camille, at=AFTER)
    assert str(queries.tenders(sealed).get().price_eur) == WORDS["price_eur"]
