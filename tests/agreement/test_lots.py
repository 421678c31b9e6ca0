"""An agreement divided in lots: who holds which, what each has left, what is frozen."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal.operations import programme_stream
from atelier_local.programme.agreement import operations, queries, rules
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.refusal import Refused
from tests.agreement.test_writing import FIELDS
from tests.factories import agreement
from tests.pages import assert_queries

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
TOWNS, RIVERS, COASTS = ("Centres-bourgs", "Rivières", "Littoral")


def lot(number, subject, holders=(), ceiling=None):
    keys = sorted(holder if isinstance(holder, int) else holder.pk for holder in holders)
    return {"number": number, "subject": subject, "ceiling_eur": ceiling, "holders": keys}


def said(why):
    return [reason.label for reason in why]


# --- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], []),
        ([lot(1, TOWNS, [1, 2])], []),
        ([lot(1, TOWNS, [1]), lot(2, RIVERS, [1, 2])], []),
        ([lot(1, TOWNS, [1]), lot(1, RIVERS, [2])], ["deux lots portent le numéro 1"]),
        ([lot(1, " ", [1, 2])], ["écrivez l’objet du lot 1"]),
        ([lot(1, TOWNS, [1])], ["« Groupement B » n’est titulaire d’aucun lot"]),
        ([lot(1, TOWNS, [1, 2, 3])], ["un lot n’est tenu que par un titulaire de l’accord-cadre"]),
        ([lot(1, TOWNS, [1, 2], Decimal(100))], []),
        ([lot(1, TOWNS, [1, 2], Decimal(101))], ["le montant maximal du lot 1 dépasse"]),
    ],
)
def test_how_an_agreement_may_be_divided(rows, why):
    found = said(rules.against_lots(rows, {1: "Groupement A", 2: "Groupement B"}, Decimal(100)))
    assert len(found) == len(why)
    assert all(one.startswith(words) for one, words in zip(found, why, strict=True))


@given(st.sets(st.integers(1, 3)), st.sets(st.integers(1, 3)), st.none() | st.integers(1, 4))
def test_a_lot_is_named_where_there_are_lots_and_only_there(numbers, held, named):
    why = said(rules.against_naming(named, numbers))
    assert (not why) == (named in numbers if numbers or named else True)
    new = said(rules.against_holding(held, numbers))
    assert (not new) == (held <= numbers and bool(held) == bool(numbers))


@given(
    st.decimals(1, 1000, places=2), st.decimals(0, 1000, places=2), st.decimals(1, 500, places=2)
)
def test_a_lot_has_its_own_ceiling_and_says_so(ceiling, committed, amount):
    [*why] = said(rules.commitment(ceiling, committed, amount, of="du lot 2"))
    assert bool(why) == (committed + amount > ceiling)
    assert all(one.startswith("le montant maximal du lot 2 serait dépassé") for one in why)


def test_a_lot_that_fills_up_is_seen_coming():
    assert said(rules.of_a_lot(2, Decimal(100), Decimal(85))) == [
        "lot 2 : 85 % du montant maximal est engagé"
    ]
    assert rules.of_a_lot(2, None, Decimal(85)) == ()


# --- Writing --------------------------------------------------------------------------------------


@pytest.fixture
def divided(db):
    """Three holders and three lots: one held by all, one by two, one by nobody else's firm."""
    framework = agreement.framework(ceiling_eur=Decimal(900_000), valid_to=date(2030, 1, 1))
    a, b, c = (agreement.consortium(framework, letter, (f"Agence {letter}",)) for letter in "ABC")
    rows = [
        lot(1, TOWNS, [a, b, c]),
        lot(2, RIVERS, [b, c], Decimal(200_000)),
        lot(3, COASTS, [c]),
    ]
    divide(framework, rows)
    return framework


def divide(framework, rows):
    weighed = queries.criteria_of(framework)
    operations.amend_framework(framework, {}, weighed, rows, by=None, at=AT)


def test_lots_are_written_then_held_then_frozen(as_, cast):
    agnès = as_(cast.agnès)
    create = reverse("agreement:create")
    assert "Diviser en lots" in agnès.get(create).text
    typed = {"l1-number": "1", "l1-subject": TOWNS, "l2-number": "2", "l2-subject": RIVERS}
    wrong = {"l2-number": "1", "l3-number": "3", "l3-ceiling_eur": "200 000"}
    page = agnès.post(create, FIELDS | typed | wrong)
    assert page.status_code == 422
    assert "Écrivez l’objet de ce lot" in page.text
    page = agnès.post(create, FIELDS | typed | {"l2-number": "1"})
    assert "Deux lots portent le numéro 1." in page.text
    assert agnès.post(create, FIELDS | typed | {"l2-ceiling_eur": "500 000"}).status_code == 302
    framework = FrameworkAgreement.objects.get()
    holder = reverse("agreement:add_consortium", args=[framework.slug])
    named = {"name": "Groupement Haies", "members": "Agence des Haies"}
    assert "Lot 2, Rivières" in agnès.get(holder).text
    assert "Dites de quel lot ce groupement est titulaire." in agnès.post(holder, named).text
    assert agnès.post(holder, named | {"lots": ["2"]}).status_code == 302
    [haies] = framework.consortia.all()
    rows = queries.lots_of(framework)
    assert rows == [lot(1, TOWNS), lot(2, RIVERS, [haies], Decimal(500_000))]
    amend = reverse("agreement:amend", args=[framework.slug])
    both = typed | {"l1-holders": [haies.pk], "l2-holders": [haies.pk], "l2-number": "4"}
    keys = {"c1-key": "methode", "c2-key": "environnement", "c3-key": "prix"}
    assert "Groupement Haies" in agnès.get(amend).text
    assert agnès.post(amend, FIELDS | keys | both).status_code == 302
    assert queries.lots_of(framework) == [lot(1, TOWNS, [haies]), lot(4, RIVERS, [haies])]
    line = programme_stream().lines.order_by("-seq").first()
    assert line.kind == "agreement.framework_amended"
    assert [row["number"] for row in line.payload["lots"]] == [1, 4]
    operations.mark_used(framework, date(2027, 3, 1))
    page = agnès.get(amend).text
    assert "Rivières" in page
    assert "l1-subject" not in page
    assert agnès.post(amend, FIELDS | {"l1-subject": "Autre"}).status_code == 302  # not even read
    with pytest.raises(Refused, match="« lots » ne change plus"):
        divide(framework, [])
    assert len(queries.lots_of(framework)) == 2


def test_a_holder_left_without_a_lot_and_a_ceiling_under_that_of_a_lot_are_refused(divided):
    rows = queries.lots_of(divided)
    with pytest.raises(Refused, match="« Groupement A » n’est titulaire d’aucun lot"):
        divide(divided, [rows[1]])
    other = agreement.consortium(agreement.framework("autre"), "Z")
    with pytest.raises(Refused, match="que par un titulaire de l’accord-cadre"):
        divide(divided, [rows[0] | {"holders": [*rows[0]["holders"], other.pk]}])
    weighed, less = queries.criteria_of(divided), {"ceiling_eur": Decimal(199_999)}
    with pytest.raises(Refused, match="lot 2 dépasse celui de l’accord-cadre"):
        operations.amend_framework(divided, less, weighed, by=None, at=AT)
    divide(divided, [])
    assert not divided.lots.exists()


# --- Ceilings -------------------------------------------------------------------------------------


def test_an_amount_is_taken_off_its_lot_and_off_the_agreement(divided):
    towns, rivers, _ = divided.lots.order_by("number")

    def commit(reference, amount, of):
        return operations.commit(
            divided, reference=reference, amount=Decimal(amount), lot=of, by=None, at=AT
        )

    with pytest.raises(Refused, match="divisé en lots"):
        commit("MS-1", 1, None)
    with pytest.raises(Refused, match="pas de cet accord-cadre"):
        operations.commit(
            agreement.framework("autre"),
            reference="X",
            amount=Decimal(1),
            lot=towns,
            by=None,
            at=AT,
        )
    commit("MS-1", 150_000, rivers)
    with pytest.raises(Refused, match="du lot 2 serait dépassé"):
        commit("MS-2", 50_001, rivers)
    assert queries.left(divided, rivers) == 50_000
    commit("MS-2", 740_000, towns)
    assert queries.left(divided, rivers) == 10_000  # what the agreement has left
    with pytest.raises(Refused, match="de l’accord-cadre serait dépassé"):
        commit("MS-3", 10_001, rivers)
    with pytest.raises(Refused, match="le lot 2 n’a pas engagé autant"):
        operations.release(
            divided, reference="MS-2 fin", amount=Decimal(150_001), lot=rivers, by=None, at=AT
        )
    operations.release(
        divided, reference="MS-1 fin", amount=Decimal(40_000), lot=rivers, by=None, at=AT
    )
    assert [one.committed for one in queries.consumptions(divided, rivers)] == [850_000, 110_000]
    assert queries.left(divided, rivers) == 50_000


# --- Pages ----------------------------------------------------------------------------------------


def test_pages_say_no_lot_one_or_three_within_their_queries(as_, cast, client):
    framework = agreement.framework(ceiling_eur=Decimal(900_000))
    a, b = (agreement.consortium(framework, letter, (f"Agence {letter}",)) for letter in "AB")
    public = f"{reverse('agreement:framework')}?cadre={framework.slug}"
    watched = reverse("home:agreement", args=[framework.slug])
    holder = reverse("agreement:consortium", args=[a.slug])
    amend = reverse("agreement:amend", args=[framework.slug])
    seen = {public: client, watched: as_(cast.agnès), holder: client, amend: as_(cast.agnès)}

    def counted():
        return {path: assert_queries(person, path) for path, person in seen.items()}

    counted()
    for path in (public, watched, holder):
        assert "lot" not in seen[path].get(path).text.split("<main", 1)[1]
    divide(framework, [lot(1, TOWNS, [a, b], Decimal(100_000))])
    one = counted()
    assert "Titulaire du lot 1 (Centres-bourgs)" in " ".join(client.get(holder).text.split())
    operations.commit(
        framework,
        reference="MS-1",
        amount=Decimal(90_000),
        lot=framework.lots.get(),
        by=None,
        at=AT,
    )
    page = as_(cast.agnès).get(watched).text
    assert "1 lot " in page
    assert "Lot 1 : 90" in page.replace("\u00a0", " ").replace("\u202f", " ")
    framework.commitments.all().delete()
    divide(
        framework,
        [lot(1, TOWNS, [a, b]), lot(2, RIVERS, [a]), lot(3, COASTS, [a], Decimal(500_000))],
    )
    assert counted() == one
    assert "Titulaire des lots" in client.get(holder).text
    assert "3 lots" in client.get(public).text
