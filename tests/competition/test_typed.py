"""What people type in a tender: figures read, rows kept, sums to the cent, what is missing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.rules import body, typed
from tests.factories.drafts import some_fields

SALT = {"salt": "0" * 32}


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (typed.cents, "12 400,50 €", 1_240_050),
        (typed.cents, "5\u202f650", 565_000),
        (typed.cents, "7.5", 750),
        (typed.cents, "0", 0),
        (typed.cents, "-3", None),
        (typed.cents, "1e3", None),
        (typed.cents, "12,345", None),
        (typed.cents, "٣", None),
        (typed.halves, "2,5", 5),
        (typed.halves, "2.50", 5),
        (typed.halves, "4", 8),
        (typed.halves, "2,25", None),
        (typed.tenths, "12,5", 125),
        (typed.tenths, "12", 120),
        (typed.tenths, "douze", None),
    ],
)
def test_figures(read, text, value):
    assert read(text) == value


def test_only_the_fields_of_a_tender_are_kept():
    typed_in = [
        ("text_method", "un\r\ndeux"),
        ("person_3_workshop_1", "2"),
        ("price_m:12_framing", "5"),
        ("why_eau-risques", "Pas ici."),
        ("csrfmiddlewaretoken", "x"),
        ("person_0_name", "x"),
        ("text_other", "x"),
        ("price_x:1_framing", "x"),
        ("__proto__", "x"),
    ]
    known = typed.known(typed_in)
    assert list(known) == [name for name, _ in typed_in[:4]]
    assert known["text_method"] == "un\ndeux"


def test_an_emptied_field_is_forgotten():
    assert typed.merged({"months": "12", "text_method": "a"}, {"months": " "}) == {
        "text_method": "a"
    }


def test_a_whole_draft_is_a_tender():
    said, faults = typed.core(some_fields("m:12", ("water", "land")), [], "flux")
    read = body.parse(json.dumps(said | SALT).encode(), "flux")
    assert faults == []
    assert read.total_cents == 7 * 100_050
    assert [read.days(one) for one in read.people] == [14, 14]
    assert read.months_tenths == 125
    assert not body.unbalanced(read)


def test_what_cannot_be_read_is_named_and_counts_for_nothing():
    fields = some_fields("m:12") | {
        "price_m:12_framing": "beaucoup",
        "person_1_firm": "",
        "person_1_framing": "2,3",
        "months": "un an",
        "sub_1_name": "Bureau des eaux",
        "sub_1_siren": "12",
    }
    said, faults = typed.core(fields, [], "flux")
    assert {fault.name for fault in faults} == {
        "price_m:12_framing",
        "person_1_firm",
        "person_1_framing",
        "months",
        "sub_1_siren",
    }
    assert typed.sums(said).total == 6 * 100_050


def test_a_subcontractor_keeps_its_rank_and_is_paid_what_its_phases_say():
    fields = {"sub_2_name": "Bureau des eaux", "price_s:2_framing": "500", "sub_1_name": ""}
    said, _ = typed.core(fields, [], "flux")
    assert [sub["name"] for sub in said["subs"]] == ["", "Bureau des eaux"]
    assert said["subs"][1]["amount_cents"] == 50_000
    body.parse(json.dumps(said | SALT).encode(), "flux")


ASKED = typed.Asked(("understanding", "method"), ("water", "land"), (100, 150))
SAMPLES = [{"part": "samples", "size": 1}] * 2


def missing(fields: dict[str, str], files=SAMPLES) -> set[str]:
    said, _ = typed.core(fields, files, "flux")
    return {name for name, done in typed.points(said, ASKED).items() if not done}


def test_nothing_is_missing_in_a_whole_draft():
    assert missing(some_fields("m:12", ("water", "land"))) == set()


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"text_method": ""}, {"text_method"}),
        ({"text_method": "", "why_method": "Voir le fichier."}, set()),
        ({"person_2_name": ""}, {"need_land"}),
        ({"person_2_name": "", "why_land": "Pas de friche."}, set()),
        ({"months": "16"}, {"calendar"}),
        ({"months": ""}, {"calendar"}),
        ({"price_m:7_framing": "10"}, {"balance"}),
        ({"person_1_firm": "m:7"}, {"balance"}),
    ],
)
def test_what_is_missing(change, points):
    assert missing(some_fields("m:12", ("water", "land")) | change) == points


def test_an_empty_draft_lacks_everything():
    names = {"text_understanding", "text_method", "need_water", "need_land"}
    assert missing({}, []) == names | {"team", "calendar", "price", "balance", "samples"}


CELLS = st.dictionaries(
    st.sampled_from(
        [f"{stem}_{p}" for stem in ("price_m:1", "price_m:22", "expense") for p in Phase]
    ),
    st.from_regex(r"[0-9]{1,7}([.,][0-9]{1,2})?", fullmatch=True),
)


@given(CELLS)
def test_sums_reconcile_to_the_cent(fields):
    said, faults = typed.core(fields, [], "flux")
    sums = typed.sums(said)
    assert faults == []
    assert sums.total == sum(sums.by_phase.values())
    assert sums.total == sum(sums.by_firm.values()) + sum(said["expenses"].values())
    assert sums.total == sum(typed.cents(text) or 0 for text in fields.values())


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=30)))
def test_whatever_is_typed_never_breaks(fields):
    said, _ = typed.core(typed.known(fields.items()), [], "flux")
    typed.points(said, ASKED)
    assert set(said["parts"]) <= set(map(str, TenderPart))
