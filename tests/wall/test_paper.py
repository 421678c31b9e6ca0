"""Paper at the desk: what is printed, sent and typed through the pages."""

from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from atelier_local.ground.journal.models import Line
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations, queries
from atelier_local.steps.wall.enums import Channel, ContributionKind
from atelier_local.steps.wall.models import Contribution, Option
from atelier_local.steps.wall.paper.operations import print_pack, type_card
from atelier_local.steps.workshops.models import Cell, Pack, Photograph, Sheet
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper import rules, sheets
from tests.factories.paper import Hall, a_hall_with_paper, send
from tests.factories.wall import a_phone
from tests.factories.workshops import MORNING
from tests.pages import assert_queries
from tests.photographs import Shot, written_on

WRITTEN = {"words": "Un banc devant l’école", "kind": "besoin"}


def a_hall_with_sheets(cast) -> Hall:
    """Two cells of table 1 are written, and card 5, and line 3 of the map; the tally came back."""
    hall = a_hall_with_paper(cast)
    table = [sheets.TABLE.cells[place].written for place in (0, 5)]
    pages = [
        written_on(hall.pages[Hall.TABLE], *table),
        written_on(hall.pages[Hall.CARDS], sheets.CARD.cells[0].written),
        written_on(hall.pages[Hall.MAP], sheets.MAP.cells[3].written),
        hall.pages[Hall.TALLY],
    ]
    for page in pages:
        send(hall, Shot(longest=2600).of(page), cast)
    return hall


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_hall_with_sheets)


@pytest.fixture
def hall(made, db) -> Hall:
    return deepcopy(made)


def url(hall, page, *rest):
    return reverse(f"wall:{page}", args=[hall.workshop.atelier.slug, *rest])


def sheet(kind: str) -> Sheet:
    return Sheet.objects.filter(kind=kind).order_by("number").first()


def cell(kind: str, position: int) -> Cell:
    return Cell.objects.select_related("sheet__pack__workshop__atelier__epci").get(
        sheet=sheet(kind), position=position
    )


def here(hall, kind):
    return url(hall, "sheet", 1, sheet(kind).pk)


def type_in(desk, hall, letter, position, **more):
    given = WRITTEN | {"id": str(cell(letter, position).pk)} | more
    return desk.post(here(hall, letter), given)


def test_who_prepares_prints_and_who_facilitates_types(as_, cast, hall):
    def may(path):
        told = {p: as_(p).get(path).status_code for p in cast.everyone}
        assert {p for p, status in told.items() if status == 404} == {cast.eve, cast.stranger}
        return {p for p, status in told.items() if status == 200}

    assert may(url(hall, "paper", 1)) == {cast.dina, cast.camille}
    assert may(url(hall, "pack", 1, 1)) == {cast.dina, cast.camille}
    for path in (
        here(hall, "T"),
        url(hall, "cell", cell("T", 0).pk),
        url(hall, "photograph", 1, Photograph.objects.first().pk),
    ):
        assert may(path) == {cast.dina}
    assert (
        "Envoyer une photographie"
        not in as_(cast.camille).get(url(hall, "paper", 1)).content.decode()
    )


def test_acts_are_for_who_facilitates(as_, cast, hall):
    paths = [
        url(hall, "send_photograph", 1),
        url(hall, "set_aside", cell("T", 0).pk),
        url(hall, "take_back", cell("T", 0).pk),
        here(hall, "T"),
    ]
    for person in set(cast.everyone) - {cast.dina}:
        assert {as_(person).post(path).status_code for path in paths} <= {403, 404}
    assert not Cell.objects.exclude(set_aside_at=None).exists()


def test_a_pack_is_made_and_downloaded(as_, cast, hall):
    desk = as_(cast.camille)
    given = {"activity": hall.activity.pk, "cards": "8", "by_table": "0", "maps": "0"}
    assert desk.post(url(hall, "make_pack", 1), given).status_code == 302
    pack = Pack.objects.get(rank=2)
    assert [one["kind"] for one in pack.contents["sheets"]] == ["C"] * 8
    answer = desk.get(url(hall, "pack", 1, 2))
    assert answer.content.startswith(b"%PDF-")
    assert "collines-atelier-1-paquet-2.pdf" in answer["Content-Disposition"]
    refused = desk.post(url(hall, "make_pack", 1), given | {"cards": "500"})
    assert refused.status_code == 422
    assert 'value="500"' in refused.content.decode()
    nothing = desk.post(url(hall, "make_pack", 1), given | {"cards": "0"})
    assert "demandez au moins une feuille" in nothing.content.decode()


def test_a_photograph_is_sent_and_what_became_of_it_is_said(as_, cast, hall):
    desk, page = as_(cast.dina), url(hall, "send_photograph", 1)

    def said(picture: bytes, name="IMG_1.jpg"):
        upload = SimpleUploadedFile(name, picture, content_type="image/jpeg")
        answer = desk.post(page, {"photo-picture": upload}, follow=True)
        return answer.status_code, answer.content.decode()

    table = hall.pages[Hall.TABLE + 1]
    picture = Shot(seed=4).of(written_on(table, sheets.TABLE.cells[0].written))
    assert said(picture)[0] == 200
    status, told = said(picture)
    assert "n’est comptée qu’une fois" in told
    status, told = said(Shot(blur=30).of(table))
    assert (status, "La photographie est gardée, mais" in told) == (200, True)
    assert "trop floue" in told
    status, told = said(b"Bonjour", name="lisez-moi.jpg")
    assert (status, "pas d’un type accept" in told) == (422, True)
    assert said(b"")[0] == 422


def test_what_is_typed_is_a_card_with_its_receipt_its_table_and_its_proof(as_, cast, hall):
    desk = as_(cast.dina)
    written = cell("T", 0)
    answer = type_in(desk, hall, "T", 0)
    assert answer.status_code == 302
    card = Contribution.objects.get(pk=written.pk)
    assert (card.node.words, card.channel, card.table) == (WRITTEN["words"], Channel.PAPER, 1)
    shown = desk.get(answer.url).content.decode()
    assert f"reçu {card.receipt[:3]} {card.receipt[3:]}" in shown
    assert '<option value="besoin" selected' in shown
    proof = url(hall, "cell", card.pk)
    assert proof in desk.get(url(hall, "contribution", card.pk)).content.decode()
    assert proof not in as_(cast.camille).get(url(hall, "contribution", card.pk)).content.decode()


def test_a_card_has_the_receipt_of_its_stub(as_, cast, hall):
    type_in(as_(cast.dina), hall, "C", 0)
    card = Contribution.objects.get()
    assert card.receipt == rules.receipt(hall.pack.key, sheet("C").number)
    assert queries.by_receipt(hall.workshop.atelier, card.receipt) == card


def test_no_phone_chooses_its_receipt(cast, hall):
    hall.activity.refresh_from_db()
    operations.open_activity(hall.activity, by=cast.dina, at=MORNING)
    [card] = operations.contribute_all(
        hall.activity,
        [
            operations.Said(
                words="Moi", kind=ContributionKind.NEED, by=a_phone(hall.activity), at=MORNING,
                channel=Channel.PAPER, receipt="ABCDEF",
            )
        ],
    )  # fmt: skip
    assert (card.receipt == "ABCDEF", card.channel) == (False, Channel.PHONE)


def test_a_line_of_the_map_takes_the_commune_of_its_square(as_, cast, hall):
    desk = as_(cast.dina)
    assert type_in(desk, hall, "M", 3, square="Z9").status_code == 422
    type_in(desk, hall, "M", 3, square="k 5")
    card, typed = Contribution.objects.get(), cell("M", 3)
    assert (card.place, card.commune.name) == ("Igé", "Igé")
    assert 0.55 < typed.longitude < 0.65
    assert 48.3 < typed.latitude < 48.4


def test_a_click_on_the_map_is_nearer_than_its_square(as_, cast, hall):
    type_in(as_(cast.dina), hall, "M", 3, square="L10", point="0.250000,0.500000")
    typed = cell("M", 3)
    assert Contribution.objects.get().place == "Bellême"
    assert typed.longitude == pytest.approx(0.4994, abs=0.003)
    assert typed.latitude == pytest.approx(48.35, abs=0.003)


@pytest.mark.parametrize(
    "point", ["0.1", "a,b", "9,9", "0.5,0.5,0.5", "1e9,0.1", "0.1,nan", "0.٣,0.1"]
)
def test_a_point_that_no_map_gives_is_refused(as_, cast, hall, point):
    assert type_in(as_(cast.dina), hall, "M", 3, point=point).status_code == 422
    assert not Contribution.objects.exists()


def test_what_was_written_in_time_is_typed_once_the_activity_is_closed(as_, cast, hall):
    hall.activity.refresh_from_db()
    assert hall.activity.state == "closed"  # the vote was opened after it
    with pytest.raises(Refused, match="close"):
        operations.contribute(
            hall.activity, "Trop tard", kind=ContributionKind.NEED, by=cast.dina, at=MORNING
        )
    assert type_in(as_(cast.dina), hall, "T", 0).status_code == 302


def test_a_kind_the_question_does_not_offer_is_refused(as_, cast, hall):
    refused = type_in(as_(cast.dina), hall, "T", 0, kind="tension")
    assert refused.status_code == 422
    assert WRITTEN["words"] in refused.content.decode()
    with pytest.raises(Refused, match="natures"):
        type_card(
            cell("T", 0), hall.activity, "Oui", kind=ContributionKind.TENSION,
            by=cast.dina, at=MORNING,
        )  # fmt: skip
    assert cell("T", 0).typed_at is None


def test_a_sheet_partly_typed_is_resumed_and_the_next_one_offered(as_, cast, hall):
    desk = as_(cast.dina)
    assert desk.get(here(hall, "T")).context["cell"] == cell("T", 0)
    type_in(desk, hall, "T", 0)
    assert desk.get(here(hall, "T")).context["cell"] == cell("T", 5)
    assert desk.get(f"{here(hall, 'T')}?case=abc").context["cell"] == cell("T", 5)
    type_in(desk, hall, "T", 5)
    done = desk.get(here(hall, "T"))
    assert "Tout est tapé" in done.content.decode()
    assert done.context["following"].kind == "C"


def test_a_cell_is_typed_once(as_, cast, hall):
    desk = as_(cast.dina)
    type_in(desk, hall, "T", 0)
    again = type_in(desk, hall, "T", 0, words="Autre chose")
    assert again.status_code == 422
    assert "déjà tapée" in again.content.decode()
    assert Contribution.objects.count() == 1
    assert Line.objects.filter(kind="wall.contributed").count() == 1


def test_a_cell_is_set_aside_and_taken_back(as_, cast, hall):
    desk, path = as_(cast.dina), here(hall, "T")
    desk.post(url(hall, "set_aside", cell("T", 0).pk))
    assert desk.get(path).context["cell"] == cell("T", 5)
    with pytest.raises(Refused, match="écartée"):
        paper.typed(cell("T", 0), at=MORNING)
    desk.post(url(hall, "take_back", cell("T", 0).pk))
    assert desk.get(path).context["cell"] == cell("T", 0)
    blank = cell("T", 7)
    desk.post(url(hall, "take_back", blank.pk))
    assert desk.get(f"{path}?case=7").context["cell"] == blank
    type_in(desk, hall, "T", 0)
    answer = desk.post(url(hall, "set_aside", cell("T", 0).pk), follow=True)
    assert "déjà tapée" in answer.content.decode()


def test_totals_of_paper_are_told_apart(as_, cast, hall):
    desk, options = as_(cast.dina), list(Option.objects.order_by("position"))
    page = desk.get(here(hall, "V")).content.decode()
    assert all(option.words in page for option in options)
    given = {f"total-{options[0].pk}": "12", f"total-{options[1].pk}": "", "x": "9"}
    assert desk.post(here(hall, "V"), given).status_code == 302
    assert list(Option.objects.order_by("position").values_list("by_hand", flat=True)) == [
        12, None, None,
    ]  # fmt: skip
    assert Cell.objects.filter(sheet=sheet("V")).exclude(typed_at=None).count() == 1
    desk.post(here(hall, "V"), given)
    assert Line.objects.filter(kind="wall.counted").count() == 1
    assert desk.post(here(hall, "V"), {f"total-{options[0].pk}": "-1"}).status_code == 422
    operations.close_activity(hall.vote, by=cast.dina, at=MORNING)
    operations.reveal_activity(hall.vote, by=cast.dina, at=MORNING)
    vote = queries.vote_of(hall.vote)
    assert [chosen.result.total for chosen in vote.options] == [0, 0, 0]


def test_another_ateliers_paper_does_not_exist_here(as_, cast, hall):
    desk, other = as_(cast.dina), url(hall, "sheet", 2, sheet("T").pk)
    assert desk.get(other).status_code == 404
    assert desk.get(url(hall, "sheet", 1, cell("T", 0).pk)).status_code == 404
    assert desk.get(url(hall, "pack", 1, 9)).status_code == 404


def test_closing_says_what_waits_to_be_typed(as_, cast, hall):
    page = as_(cast.dina).get(url(hall, "close", 1)).content.decode()
    assert "4 cases de papier attendent d’être tapées" in page


def test_once_the_register_is_closed_paper_is_read_and_nothing_is_typed(as_, cast, hall):
    desk, ended = as_(cast.dina), MORNING.replace(day=9)
    type_in(desk, hall, "T", 0)
    hall.workshop.refresh_from_db()
    operations.close_workshop(hall.workshop, attendance={}, minutes="x", by=cast.dina, at=ended)
    page = desk.get(here(hall, "T")).content.decode()
    assert "Le registre est clos" in page
    assert "1 case est restée sans être tapée" in page
    assert "<textarea" not in page
    assert "Taper la case" not in page
    assert "plus rien ne s’y ajoute" in desk.get(url(hall, "paper", 1)).content.decode()
    for act in (paper.set_aside, paper.take_back):
        with pytest.raises(Refused, match="clos"):
            act(cell("T", 5), by=cast.dina, at=ended)
    with pytest.raises(Refused, match="pas ouvert"):
        type_card(
            cell("T", 5), hall.activity, "Non", kind=ContributionKind.NEED,
            by=cast.dina, at=ended,
        )  # fmt: skip
    total = {f"total-{Option.objects.first().pk}": "3"}
    assert desk.post(here(hall, "V"), total).status_code == 422
    assert desk.get(url(hall, "pack", 1, 1)).status_code == 200


def test_a_workshop_without_activity_prints_its_poster(as_, cast, hall):
    hall.pack.sheets.all().delete()
    pack = print_pack(hall.workshop, None, poster=True, by=cast.dina, at=MORNING)
    path = url(hall, "pack", 1, pack.rank)
    assert as_(cast.dina).get(path).content.startswith(b"%PDF-")


def test_a_pack_that_cannot_be_composed_says_so_and_stays(as_, cast, hall, monkeypatch, tmp_path):
    path = url(hall, "pack", 1, 1)
    monkeypatch.setattr("atelier_local.steps.workshops.paper.press.TEMPLATES", tmp_path)
    failed = as_(cast.dina).get(path)
    assert failed.status_code == 503
    assert "n’a pas pu être composé" in failed.text
    assert f'href="{path}"' in failed.text


def test_pages_ask_as_much_with_one_sheet_and_several(as_, cast, hall):
    desk = as_(cast.dina)
    paths = [url(hall, "paper", 1), here(hall, "T"), here(hall, "M"), here(hall, "V")]
    before = [assert_queries(desk, path) for path in paths]
    page = written_on(
        hall.pages[Hall.TABLE + 1], *(place.written for place in sheets.TABLE.cells[:3])
    )
    send(hall, Shot(seed=9).of(page), cast)
    send(hall, Shot(seed=9).of(hall.pages[Hall.CARDS + 1]), cast)
    print_pack(hall.workshop, hall.activity, cards=4, by=cast.dina, at=MORNING)
    assert [assert_queries(desk, path) for path in paths] == before
