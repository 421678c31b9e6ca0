"""A file rewritten and signed again by whoever holds the key: each part contradicts another."""

from copy import deepcopy

import pytest

from atelier_local import clock
from atelier_local.steps.competition import queries, receipts
from atelier_local.steps.competition.models import Tender
from tests.factories import competition as factory
from tests.factories.competition import AFTER, BEFORE, invited
from verify import verify_competition as script


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_concluded)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def told(competition, letter="E"):
    return queries.bundle(competition, invited(competition, letter))


def _line(bundle, kind):
    return next(line for line in bundle["stream"] if line.get("kind") == f"competition.{kind}")


def _set(name, value, *path):
    def change(bundle):
        for step in path:
            bundle = bundle[step]
        bundle[name] = value(bundle[name]) if callable(value) else value

    return change


def _payload(kind, **values):
    return lambda bundle: _line(bundle, kind)["payload"].update(values)


def _retotalled(bundle):
    """A mark changed and its total with it: only the register contradicts it."""
    mine = next(one for one in bundle["ranking"]["tenders"] if one["name"] == "Groupement E")
    criterion = next(one for one in bundle["frozen"]["criteria"] if not one["price"])
    mine["judged"]["marks"][criterion["key"]]["halves"] -= 2
    mine["judged"]["total"] -= criterion["weight"] * 10


def _other_formula(bundle):
    bundle["frozen"]["formula"] = "linear"


def _dropped(bundle):
    del bundle["stream"][3]


_FIRST = ("ranking", "tenders", 0)
_ASIDE = {"ranks": False, "label": "Irrégulière", "judged": {"reason": "Sans prix."}}


def _another(bundle):
    return deepcopy(bundle["ranking"]["tenders"][0]) | {"name": "Groupement Z", "read_salt": "0"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_set("core", lambda core: core.replace("a", "e", 1), "own"), "celui que vous aviez"),
        (_set("deposited_at", BEFORE.isoformat()[:-6] + ".000001+00:00", "own"), "dit le registre"),
        (_set("deadline", "2000-01-01T00:00:00+00:00", "competition"), "après la date limite"),
        (_dropped, "ne suit pas la précédente"),
        (lambda b: b["stream"].pop(), "la fin du registre manque"),
        (_set("head", "00" * 32, "letter"), "l’empreinte de votre lettre n’est pas"),
        (_payload("key_turned", party="operator"), "a changé"),
        (lambda b: _line(b, "key_turned").pop("payload"), "deux clés n’ont pas été tournées"),
        (lambda b: _line(b, "opened").update(at="2000-01-01T00:00:00+00:00"), "ne suit pas"),
        (_other_formula, r"publié \(formula\)"),
        (_set("weight", 1, "frozen", "criteria", 0), r"publié \(weights\)"),
        (_retotalled, "n’est pas celle du registre"),
        (_set("total", 1, *_FIRST, "judged"), "total recalculé"),
        (_set("price_cents", lambda cents: cents + 1, *_FIRST, "read"), "ceux lus à l’ouverture"),
        (_set("digest", "0" * 64, *_FIRST, "read"), "ceux lus à l’ouverture"),
        (_set("winner", 0, "ranking"), "n’est pas la première"),
        (_set("rank", 9, *_FIRST, "judged"), "classement"),
        (lambda b: b["ranking"]["tenders"].pop(), "ceux lus à l’ouverture"),
        (lambda b: b["ranking"]["tenders"].append(_another(b)), "ceux lus à l’ouverture"),
        (lambda b: b["ranking"]["tenders"].append(b["ranking"]["tenders"][0]), "ceux lus à l’ouv"),
        (_set("ranks", False, *_FIRST), "reason"),
        (lambda b: b["ranking"]["tenders"][0].update(_ASIDE), "absent du registre"),
        (lambda b: b["ranking"]["tenders"][0].update(_ASIDE | {"judged": {"reason": ""}}), "sans"),
    ],
)
def test_what_is_rewritten_and_signed_again_contradicts_itself(competition, change, fault):
    """Signing again is not enough: each part is contradicted by another."""
    bundle = deepcopy(told(competition))
    change(bundle)
    with pytest.raises((script.Fault, KeyError), match=fault):
        script.check(receipts.signed_file(bundle))


@pytest.mark.parametrize("letter", "CE")
def test_a_price_changed_since_the_opening_is_seen_by_each(competition, letter):
    Tender.objects.filter(invitation=invited(competition, "C")).update(price_eur=97_799)
    with pytest.raises(script.Fault, match="ceux lus à l’ouverture"):
        script.check(receipts.signed_file(told(competition, letter)))


def test_a_price_read_wrong_at_the_opening_is_not_the_one_that_was_sealed(competition):
    """The register would say it too: the words of the loser’s own tender contradict both."""
    bundle = told(competition)
    tenders = bundle["ranking"]["tenders"]
    mine = next(one for one in tenders if one["name"] == "Groupement E")
    mine["read"]["price_cents"] -= 100
    read = sorted(script.committed(one["read_salt"], one["read"]) for one in tenders)
    _line(bundle, "tenders_read")["payload"]["tenders"] = read
    with pytest.raises(script.Fault, match="celui de votre pli"):
        list(script.check_read(bundle, tenders))


def test_the_opening_and_what_it_read_count_alike(competition):
    bundle = told(competition)
    _line(bundle, "opened")["payload"]["tenders"] += 1
    with pytest.raises(script.Fault, match="ceux lus à l’ouverture"):
        list(script.check_read(bundle, bundle["ranking"]["tenders"]))
