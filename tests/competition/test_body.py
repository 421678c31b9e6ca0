"""What a tender says: its sums, what it lacks, and everything that is not a tender."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.rules import body as bodies
from atelier_local.steps.competition.rules.body import Body, FileEntry, Someone, Sub
from atelier_local.steps.competition.rules.reading_json import Malformed

HERE = "stream-1"
_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=40)
_cents = st.dictionaries(st.sampled_from(list(Phase)), st.integers(1, 10**8))
_days = st.dictionaries(st.sampled_from(list(Phase)), st.integers(1, 40))
_people = st.builds(
    Someone, name=_words, firm=st.sampled_from(["m:1", "m:12", "s:1"]), half_days=_days
)
_files = st.builds(
    FileEntry,
    part=st.sampled_from(list(TenderPart)),
    name=_words,
    size=st.integers(0, 10**8),
    sha256=st.just("a" * 64),
    media_type=st.just("application/pdf"),
    key=st.just("AGE-SECRET-KEY-1" + "Q" * 58),
    pieces=st.lists(st.just("b" * 32), max_size=3).map(tuple),
)
tenders = st.builds(
    Body,
    competition=st.just(HERE),
    salt=st.just("0" * 32),
    parts=st.dictionaries(st.sampled_from(list(TenderPart)), _words.filter(bool)),
    people=st.lists(_people, max_size=5).map(tuple),
    subs=st.just((Sub("Hydro", "", "L’eau", 4_500_00),)),
    prices=st.dictionaries(st.sampled_from(["m:1", "m:12", "s:1"]), _cents),
    expenses=_cents,
    months_tenths=st.integers(0, 200),
    files=st.lists(_files, max_size=3).map(tuple),
    missing=st.dictionaries(st.sampled_from(["samples", "hydrologie", "2.1"]), _words.filter(bool)),
)


@given(tenders)
def test_what_is_written_is_what_is_read(body):
    assert bodies.parse(bodies.dump(body), HERE) == body


@given(tenders)
def test_totals_reconcile_to_the_cent(body):
    cells = sum(sum(row.values()) for row in body.prices.values()) + sum(body.expenses.values())
    assert body.total_cents == cells
    assert sum(body.by_phase().values()) == cells
    assert sum(body.by_firm().values()) + sum(body.expenses.values()) == cells


@given(st.binary(max_size=200))
def test_bytes_that_are_no_tender_are_refused_with_a_reason(core):
    with pytest.raises(Malformed) as refused:
        bodies.parse(core, HERE)
    assert refused.value.reasons


def told(**changes) -> bytes:
    plain = json.loads(bodies.dump(Body(competition=HERE, salt="0" * 32)))
    return json.dumps(plain | changes).encode()


def test_a_bare_tender_is_read():
    assert bodies.parse(told(), HERE).total_cents == 0


@pytest.mark.parametrize(
    "core",
    [
        b"[" * 100_000,
        b'{"v":' * 20_000 + b"1" + b"}" * 20_000,
        b"\xff\xfe{}",
        b'{"v":1,"v":1}',
        told().replace(b'"months_tenths": 0', b'"months_tenths": NaN'),
        told().replace(b'"months_tenths": 0', b'"months_tenths": 1e309'),
        told().replace(b'"months_tenths": 0', b'"months_tenths": 12.5'),
        told(months_tenths="1"),
        told(months_tenths=True),
        told(months_tenths=[]),
        told(months_tenths=-1),
        told(expenses={"framing": -100}),
        told(expenses={"framing": 10**12}),
        told(expenses={"elsewhere": 1}),
        told(prices={"x:1": {}}),
        told(prices={"s:1": {"framing": 1}}),
        told(prices=[]),
        told(parts={"pitch": "?"}),
        told(parts={"method": "a" * 40_001}),
        told(parts={"method": "un\x00deux"}),
        told(parts={"method": "\ud800"}),
        told(people=[{}] * 101),
        told(people=[{"name": "x", "firm": "m:1", "speciality": "", "half_days": {}, "admin": 1}]),
        told(files=[{"part": "samples"}]),
        told(salt="xyz"),
        told(v=2),
        told(is_admin=True),
        told(competition="stream-2"),
        told().replace(b'"months_tenths": 0', b'"months_tenths": ' + b"9" * 5_000),
    ],
)
def test_hostile_json_is_refused(core):
    with pytest.raises(Malformed):
        bodies.parse(core, HERE)


def test_another_competition_is_said():
    with pytest.raises(Malformed, match="autre consultation"):
        bodies.parse(told(), "stream-2")


def whole() -> Body:
    return Body(
        competition=HERE,
        salt="0" * 32,
        parts={part: "Oui." for part in TenderPart if part.kind == "text"},
        people=(Someone("Dina", "m:1", "paysage", {Phase.FRAMING: 4}),),
        prices={"m:1": {Phase.FRAMING: 5_000_00}},
        months_tenths=120,
        files=tuple(
            FileEntry(TenderPart.SAMPLES, n, 1, "a" * 64, "application/pdf", "K", ())
            for n in ("a.pdf", "b.pdf")
        ),
    )


def test_a_whole_tender_lacks_nothing():
    assert not bodies.incomplete(whole(), {}, {"paysage": "Paysage"}, months=(10, 15))
    assert not bodies.unbalanced(whole())


def test_what_is_missing_is_said_unless_it_is_explained():
    empty = Body(competition=HERE)
    expected = {TenderPart.METHOD: ["2.1"]}
    said = [str(r) for r in bodies.incomplete(empty, expected, {"eau": "Hydrologie"})]
    assert "« Méthode, phase par phase » est vide (§ 2.1)" in said
    assert "personne ne couvre « Hydrologie »" in said
    explained = Body(
        competition=HERE, missing={"2.1": "Sans objet", "eau": "Déjà fait", "samples": "Jeunes"}
    )
    said = [str(r) for r in bodies.incomplete(explained, expected, {"eau": "Hydrologie"})]
    assert not [one for one in said if "Hydrologie" in one or "§ 2.1" in one or "extraits" in one]


def test_a_length_outside_the_agreement_is_said():
    assert not bodies.incomplete(whole(), {}, {}, months=(12, 12))
    assert bodies.incomplete(whole(), {}, {}, months=(13, 15))


def test_days_prices_and_subcontracts_must_agree():
    body = Body(
        competition=HERE,
        people=(Someone("Dina", "m:1", "", {Phase.FRAMING: 4}),),
        subs=(Sub("Hydro", "", "", 100),),
        prices={"m:2": {Phase.FRAMING: 5}, "s:1": {Phase.FRAMING: 99}},
    )
    said = [str(reason) for reason in bodies.unbalanced(body, {"m:1": "Les Passeurs"})]
    assert said == [
        "Hydro : le montant sous-traité n’est pas la somme de ses phases",
        "Les Passeurs a des journées et pas de prix",
        "m:2 a un prix et pas de journées",
        "Hydro a un prix et pas de journées",
    ]
