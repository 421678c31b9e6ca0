"""Mirror mode: said on every page, nothing deposited here, the opening of PLACE written down."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.files.papers import from_json
from atelier_local.ground.journal.rules import canonical_json
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, receipts, rules
from atelier_local.steps.competition.enums import CompetitionState, Mode, NoticeKind, PlaceOutcome
from atelier_local.steps.competition.models import MiniCompetition, Notice, Slot, Tender
from atelier_local.steps.competition.queries import analysing
from atelier_local.steps.competition.rules import PlaceRow
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, BEFORE, DEADLINE, WITHIN, tender
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries
from verify import verify_competition as script


def on_place(cast):
    competition = factory.a_draft(cast)
    plan = factory.a_plan(cast, mode=Mode.PLACE, place_reference="DDT61-2026-07")
    operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    competition.refresh_from_db()
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    for person in (cast.camille, cast.bastien):
        factory.declared(person, competition, at=BEFORE)
    return competition


@pytest.fixture(scope="module")
def made(kept):
    return kept(on_place)


def at(page: str) -> str:
    return reverse(f"competition:{page}", args=[SLUG])


def rows(competition, **said):
    invitations = {one.consortium.letter: one for one in queries.invitations(competition)}
    return [
        PlaceRow(one.pk, one.name, *said.get(letter, (PlaceOutcome.NONE,)))
        for letter, one in invitations.items()
    ]


TWO = {
    "C": (PlaceOutcome.RECEIVED, BEFORE, factory.PRICES["C"]),
    "E": (PlaceOutcome.LATE, DEADLINE, None),
}


def test_every_page_says_where_tenders_go_and_none_is_taken_here(as_, cast, competition):
    clock.advance_to(BEFORE)
    assert "Le dépôt officiel se fait sur PLACE" in (
        as_(cast.camille).get(at("competition")).content.decode()
    )
    dina = as_(cast.dina)
    letter = dina.get(at("letter")).content.decode()
    assert "Le dépôt officiel se fait sur PLACE" in letter
    assert "DDT61-2026-07" in letter
    assert at("my_tender") not in letter
    assert dina.get(at("my_tender")).status_code == 409
    with pytest.raises(Refused, match="PLACE"):
        tender(cast.dina, competition)
    assert not Slot.objects.exists()


def test_the_page_of_the_opening_of_place_asks_few_queries(as_, cast, competition):
    clock.advance_to(AFTER)
    assert_queries(as_(cast.camille), at("place_opening"))


def test_the_opening_of_place_is_written_by_two_parties_after_the_deadline(cast, competition):
    told = rows(competition, **TWO)
    for second, moment, why in (
        (cast.bastien, DEADLINE - timedelta(seconds=1), "n’est pas passée"),
        (cast.hélène, AFTER, "deux parties"),
        (cast.camille, AFTER, "deux parties"),
    ):
        with pytest.raises(Refused, match=why):
            operations.record_opening(competition, second, told, by=cast.camille, at=moment)
    wrong = rows(competition, C=(PlaceOutcome.RECEIVED, DEADLINE, factory.PRICES["C"]))
    with pytest.raises(Refused, match="hors délai"):
        operations.record_opening(competition, cast.bastien, wrong, by=cast.camille, at=AFTER)
    operations.record_opening(competition, cast.bastien, told, by=cast.camille, at=AFTER)
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.OPENED
    (one,) = queries.tenders(competition)
    assert (one.invitation.consortium.letter, one.price_eur) == ("C", factory.PRICES["C"])
    line = competition.stream.lines.get(kind="competition.place_opening_recorded")
    assert (line.payload["tenders"], len(line.payload["rows"])) == (1, 3)


def recorded(cast, competition):
    told = rows(competition, **TWO)
    operations.record_opening(competition, cast.bastien, told, by=cast.camille, at=AFTER)
    competition.refresh_from_db()
    return queries.tenders(competition).get()


def test_what_place_opened_is_reported_and_can_be_counted_elsewhere(cast, competition):
    """Nothing was sealed here; the prices written at the opening are committed to all the same."""
    both = {**TWO, "E": (PlaceOutcome.RECEIVED, BEFORE, factory.PRICES["E"])}
    told = rows(competition, **both, A=(PlaceOutcome.LATE, DEADLINE, None))
    operations.record_opening(competition, cast.bastien, told, by=cast.camille, at=AFTER)
    competition.refresh_from_db()
    factory.carry_through(cast, competition, cast.camille, cast.bastien, cast.olivia)
    report = str(from_json(competition.report.filed.paper))
    late = "'Hors délai, vendredi 3 juillet 2026, 12 h 00 min 00 s'"
    assert f"'Groupement A', 'Non ouvert', {late}" in report
    assert "3 groupements consultés : 2 offres lues, 1 pli non ouvert." in report
    own = factory.invited(competition, "E")
    said = script.check(receipts.signed_file(queries.bundle(competition, own)))
    assert "Classement : lues à l’ouverture, à ces prix : 2 ; écartées ensuite : 0" in said
    Tender.objects.filter(invitation=own).update(price_eur=factory.PRICES["E"] + 1)
    with pytest.raises(script.Fault, match="ceux lus à l’ouverture"):
        script.check(receipts.signed_file(queries.bundle(competition, own)))


def test_a_perfect_tie_on_place_is_drawn_as_published_and_drawn_again_elsewhere(
    cast, competition, monkeypatch
):
    """The line that tells the opening, and what the register keeps of each tender: no envelope was
    sealed here, and the order of the agreement decides nothing."""
    same = (PlaceOutcome.RECEIVED, BEFORE, factory.PRICES["C"])
    told = rows(competition, C=same, E=same)
    operations.record_opening(competition, cast.bastien, told, by=cast.camille, at=AFTER)
    competition.refresh_from_db()
    people = (cast.camille, cast.bastien, cast.olivia)
    factory.grade(competition, *people)
    for number, cell in enumerate(queries.analysis(competition).to_settle, 3):
        operations.settle(
            competition,
            cell.tender.invitation,
            cell.criterion,
            Decimal(7),
            f"Voir p. {number}.",
            by=cast.camille,
            at=AFTER,
        )
    factory.judge_all(cast, competition)
    operations.close_consensus(competition, people, by=cast.camille, at=AFTER)
    line = competition.stream.lines.get(kind="competition.place_opening_recorded")
    hashed = bytes(line.hash).hex()
    assert queries.opening_hash(competition) == hashed
    with monkeypatch.context() as patched:
        firsts = set()
        for opening in map(str, range(16)):
            patched.setattr(analysing, "opening_hash", lambda _, opening=opening: opening)
            firsts.add(queries.analysis(competition).winner)
    assert len(firsts) == 2
    best = queries.analysis(competition).ranked[0]
    assert best.settled_by == rules.BY_DRAW
    letter = best.tender.invitation.consortium.letter
    award = factory.conclude(cast, competition, letter)
    assert "la ligne d’ouverture est celle qui la consigne ici" in str(
        competition.report.filed.paper
    )
    whole = queries.bundle(competition, award.invitation, whole=True)
    script.check(receipts.signed_file(whole))
    lowest = int(factory.PRICES["C"] * 100)
    again = [(script.standing(whole, one, lowest)[-1], one) for one in whole["ranking"]["tenders"]]
    assert len({draw for draw, _ in again}) == 2
    assert min(again, key=lambda one: one[0])[1]["invitation"] == best.tender.pk
    for draw, one in again:
        written = canonical_json(one["read"]).decode()
        assert draw == rules.draw(hashed, sha256(written.encode()).hexdigest())


def test_the_second_person_confirms_what_the_first_wrote_down(cast, competition):
    recorded(cast, competition)
    with pytest.raises(Refused, match="seules les deux personnes"):
        operations.sign_minutes(competition, by=cast.olivia, at=AFTER)
    for person in (cast.camille, cast.bastien):
        operations.sign_minutes(competition, by=person, at=AFTER)
    assert competition.opening.signed
    told = Notice.objects.filter(kind=NoticeKind.MINUTES)
    assert told.count() == 3
    assert "Hors délai" in str(told.get(invitation__consortium__letter="E").filed.paper)


def test_files_of_place_are_brought_after_the_opening_and_read_after_declaring(
    as_, cast, competition
):
    clock.advance_to(AFTER)
    camille = as_(cast.camille)
    assert camille.get(at("place_files")).status_code == 302
    tender = recorded(cast, competition)
    content = b"1. Marcher.\n"
    for name, wanted in (("offre.exe", 422), ("<svg onload>.pdf", 302), ("offre.pdf", 302)):
        body = b"%PDF-1.7\n" + content if name.endswith("pdf") else b"MZ" + content
        sent = {"tender": tender.pk, "upload": SimpleUploadedFile(name, body)}
        assert camille.post(at("place_files"), sent).status_code == wanted, name
    for page in ("place_files", "opening"):
        assert_queries(camille, at(page))
    kept = tender.files.get()  # the same bytes twice are one file
    assert "<" not in kept.name
    shown = camille.get(at("place_files")).content.decode()
    assert kept.name in shown
    path = reverse("competition:place_file", args=[SLUG, tender.pk, kept.pk])
    assert as_(cast.olivia).get(path).status_code == 403
    answer = as_(cast.camille).get(path)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    for who in ("dina", "eve", "stranger"):
        assert as_(getattr(cast, who)).get(path).status_code in (403, 404)
    competition.refresh_from_db()
    MiniCompetition.objects.update(state=CompetitionState.SCORED)
    with pytest.raises(Refused, match="rien ne s’ajoute"):
        operations.bring_file(
            tender, SimpleUploadedFile("x.pdf", b"%PDF-"), by=cast.camille, at=AFTER
        )


HOSTILE = (
    "../../../etc/passwd.pdf", "..\\con.pdf", '<svg onload="alert(1)">.pdf', "=cmd|calc.pdf",
    "offre\u202efdp.exe.pdf", "x" * 240 + ".pdf", "deux\r\nlignes.pdf", "nul\x00.pdf", "'\".pdf",
)  # fmt: skip


def test_the_name_of_a_file_of_place_is_only_a_name(as_, cast, competition):
    tender = recorded(cast, competition)
    for name in HOSTILE:
        upload = ContentFile(b"%PDF-1.7" + name.encode(), name=name)
        operations.bring_file(tender, upload, by=cast.camille, at=AFTER)
    clock.advance_to(AFTER)
    camille, files = as_(cast.camille), list(tender.files.all())
    assert len(files) == len(HOSTILE)
    for file in files:
        path = reverse("competition:place_file", args=[SLUG, tender.pk, file.pk])
        told = camille.get(path)["Content-Disposition"]
        assert told.startswith("attachment")
        assert not set(told) & set("<>\r\n\x00\u202e/\\"), file.name
        assert len(file.name) <= 120


def test_no_tender_on_place_ends_it_and_all_are_told(cast, competition):
    operations.record_opening(
        competition, cast.bastien, rows(competition), by=cast.camille, at=AFTER
    )
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.UNSUCCESSFUL
    assert Notice.objects.filter(kind=NoticeKind.ENDING).count() == 3


def test_recording_through_the_screen(as_, cast, competition):
    clock.advance_to(BEFORE)
    camille = as_(cast.camille)
    assert "aria-disabled" in camille.get(at("place_opening")).content.decode()
    clock.advance_to(AFTER)
    sent = {"second": cast.bastien.pk}
    for row in rows(competition, **TWO):
        sent |= {f"outcome_{row.invitation}": str(row.outcome)}
        if row.price_eur:
            sent |= {
                f"received_{row.invitation}": "23/06/2026 12:00:00",
                f"price_{row.invitation}": "97 800",
            }
    assert camille.post(at("place_opening"), {**sent, "second": ""}).status_code == 422
    assert camille.post(at("place_opening"), sent).status_code == 302
    assert Tender.objects.count() == 1
    opened = camille.get(at("opening"))
    assert opened.status_code == 200
    assert "DDT61-2026-07" in opened.content.decode()
    assert as_(cast.dina).get(at("place_opening")).status_code == 404
    assert as_(cast.paul).get(at("place_opening")).status_code == 403
