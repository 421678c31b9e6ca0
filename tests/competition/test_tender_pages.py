"""Writing a tender without script: the server opens the draft with the key, and seals it again."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.people.models import Person
from atelier_local.steps.competition import operations, queries, sealing
from atelier_local.steps.competition.queries.asked import Written, written
from atelier_local.steps.competition.views.tender import COOKIE
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, DEADLINE, side_of
from tests.factories.drafts import some_fields
from tests.pages import assert_queries

PAGES = ["my_tender", "tender_key", "tender_team", "tender_price", "tender_calendar"]
PAGES += ["tender_files"]


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)


def browser(person: Person) -> Client:
    """A browser of one's own: `as_` signs people in on the same one."""
    client = Client()
    client.force_login(person)
    return client


def test_the_team_reads_that_its_group_does_not_change(cast, competition):
    """The row of the law, with its article; a missing speciality comes from a subcontractor."""
    page = browser(cast.dina).get(at("tender_team")).text
    assert "La composition du groupement ne change pas entre la candidature et la signature" in page
    assert "art. R2142-26" in page


def firm_of(cast, competition) -> str:
    return f"m:{side_of(cast.dina, competition).consortium.members.first().pk}"


def with_key(client: Client) -> sealing.Identity:
    """Make the key as the page does; the client keeps its cookie."""
    page = client.post(at("tender_key"), {"act": "new"}).content.decode()
    found = re.search(r"AGE-SECRET-KEY-1\w{58}", page)
    assert found, page
    return sealing.identity_of(found[0])


def draft_of(cast, competition, identity: sealing.Identity) -> Written:
    kept = queries.draft_of(side_of(cast.dina, competition).invitation)
    assert kept
    return written(sealing.open_draft(bytes(kept.body), identity))


def tag_in(client: Client, page: str, *args: object) -> str:
    html = client.get(at(page, *args)).content.decode()
    found = re.search(r'name="tag" value="(\w*)"', html)
    assert found
    return found[1]


def save(client: Client, fields: dict[str, str]) -> None:
    """Everything typed on one page: the server takes any field of a tender from any of them."""
    given = fields | {"tag": tag_in(client, "tender_team")}
    assert client.post(at("tender_team"), given).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_a_side_opens_to_its_consortium_and_to_nobody_else(as_, cast, competition, page):
    statuses = {name: as_(who).get(at(page)).status_code for name, who in vars(cast).items()}
    assert statuses == {name: 200 if name in ("dina", "eve") else 404 for name in vars(cast)}


def test_no_answer_of_these_pages_is_kept_by_a_cache(as_, cast, competition):
    dina = as_(cast.dina)
    for path in [at(page) for page in PAGES] + [at("tender_part", "method")]:
        assert "no-store" in dina.get(path)["Cache-Control"]


def test_only_texts_have_a_page_of_their_own(as_, cast, competition):
    dina = as_(cast.dina)
    assert dina.get(at("tender_part", "outreach")).status_code == 200
    for part in ("team", "price", "nothing"):
        assert dina.get(at("tender_part", part)).status_code == 404


def test_the_key_is_shown_once_and_opens_the_pages(as_, cast, competition):
    dina = as_(cast.dina)
    identity = with_key(dina)
    cookie = dina.cookies[COOKIE]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Strict", at("my_tender"))
    assert not cookie["max-age"]
    for path in [at(page) for page in PAGES]:
        assert str(identity) not in dina.get(path).content.decode()
    assert draft_of(cast, competition, identity) == Written()


def test_a_text_is_kept_sealed_and_shown_again(as_, cast, competition):
    dina = as_(cast.dina)
    identity = with_key(dina)
    words = "Marcher d’abord, écrire ensuite."
    sent = dina.post(
        at("tender_part", "method"),
        {"text_method": words, "tag": tag_in(dina, "tender_part", "method")},
    )
    assert sent.status_code == 302
    assert words in dina.get(sent.url).content.decode()
    assert draft_of(cast, competition, identity).fields == {"text_method": words}
    kept = queries.draft_of(side_of(cast.dina, competition).invitation)
    assert words.encode() not in bytes(kept.body)


def test_the_page_of_a_part_shows_what_the_specification_asks(as_, cast, competition):
    page = as_(cast.dina).get(at("tender_part", "understanding")).content.decode()
    assert "§ 1. Porteurs" in page
    assert "§ 6. Dynamiques du territoire" in page


def test_without_the_key_nothing_is_kept_and_the_text_comes_back(as_, cast, competition):
    refused = as_(cast.dina).post(at("tender_part", "method"), {"text_method": "Marcher."})
    assert refused.status_code == 422
    assert "avec la clé de votre groupement" in refused.content.decode()
    assert "Marcher." in refused.content.decode()
    assert queries.draft_of(side_of(cast.dina, competition).invitation) is None


def test_a_wrong_key_opens_nothing(as_, cast, competition):
    with_key(browser(cast.dina))
    other = browser(cast.dina)
    refused = other.post(at("tender_key"), {"act": "use", "key": str(sealing.new_key())})
    assert refused.status_code == 422
    assert "ouvre pas le brouillon" in refused.content.decode()
    assert other.post(at("tender_key"), {"act": "use", "key": "AGE-"}).status_code == 422


def test_a_colleague_opens_with_the_key_and_an_old_page_does_not_erase(as_, cast, competition):
    dina, colleague = browser(cast.dina), browser(cast.dina)
    identity = with_key(dina)
    assert colleague.post(at("tender_key"), {"act": "use", "key": str(identity)}).status_code == 302
    old = tag_in(colleague, "tender_part", "method")
    save(dina, {"text_method": "Le texte de Dina."})
    given = {"text_method": "Celui de Paul.", "tag": old}
    overtaken = colleague.post(at("tender_part", "method"), given)
    assert overtaken.status_code == 409
    assert "Celui de Paul." in overtaken.content.decode()
    assert draft_of(cast, competition, identity).fields == {"text_method": "Le texte de Dina."}
    again = re.search(r'name="tag" value="(\w*)"', overtaken.content.decode())
    assert again
    colleague.post(at("tender_part", "method"), given | {"tag": again[1]})
    assert draft_of(cast, competition, identity).fields == {"text_method": "Celui de Paul."}


def test_a_figure_that_is_none_is_kept_as_typed_and_said(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    name = f"price_{firm_of(cast, competition)}_framing"
    said = dina.post(at("tender_price"), {name: "beaucoup", "tag": tag_in(dina, "tender_price")})
    assert said.status_code == 422
    text = said.content.decode()
    assert "Cadrage : « beaucoup » n’est pas lisible, il faut un montant en euros" in text.replace(
        "\u00a0", " "
    ).replace("\u202f", " ")
    assert f'<a href="{at("tender_price")}#{name}">' in text
    assert f'id="{name}"' in text
    assert 'value="beaucoup"' in dina.get(at("tender_price")).content.decode()


def test_a_deposit_that_is_refused_leads_to_each_field(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    wrong = {
        "person_2_name": "Une",
        "person_2_firm": "",
        "sub_1_name": "Bief et Cie",
        "sub_1_siren": "12",
        "months": "douze",
        "expense_production": "x",
        f"price_{firm_of(cast, competition)}_framing": "10",
    }
    dina.post(at("tender_team"), wrong | {"tag": tag_in(dina, "tender_team")})
    text = dina.post(at("my_tender"), {"price_again": "10"}).content.decode()
    places = (
        ("tender_team", "person_2_firm", "Équipe, ligne 2, pour qui"),
        ("tender_team", "sub_1_siren", "Sous-traitant 1, SIREN"),
        ("tender_calendar", "months", "Durée"),
        ("tender_price", "expense_production", "Production et restitution"),
    )
    for page, name, where in places:
        link = re.search(rf'<a href="{at(page)}#{name}">([^<]+)</a>', text)
        assert link, name
        assert where in link[1]
        assert f'id="{name}"' in dina.get(at(page)).content.decode()


def test_before_its_key_the_tender_says_what_it_will_answer(cast, competition):
    page = browser(cast.dina).get(at("my_tender")).text.partition('data-when="ouvert"')[0]
    assert "La trame suit le cahier des charges" in page
    assert page.count("§ ") >= 4
    assert "Prix par phase et par membre" in page  # a part that answers no item says what it gives
    assert "data-volume" not in page  # nothing of a draft that is not open


def test_the_page_of_the_key_says_one_thing_at_a_time(as_, cast, competition):
    dina = as_(cast.dina)
    before = dina.get(at("tender_key")).content.decode()
    assert "Aucun brouillon encore" in before
    by_script = re.sub(r"(?s)<noscript>.*?</noscript>", "", before)
    assert 'value="new"' in before
    assert 'name="act" value="new"' not in by_script  # pressed too early, it makes nothing
    made = dina.post(at("tender_key"), {"act": "new"}).content.decode()
    assert "Voici la clé" in made
    assert "data-key-new" not in made
    after = dina.get(at("tender_key")).content.decode()
    assert "Sa clé est déjà sur ce poste" in after
    assert "Aucun brouillon encore" not in after


def test_past_the_deadline_no_key_is_offered(as_, cast, competition):
    with_key(browser(cast.dina))
    clock.advance_to(DEADLINE)
    for who, reads in ((cast.dina, True), (cast.eve, False)):
        page = browser(who).get(at("tender_key")).content.decode()
        assert "la date limite est passée" in page
        assert "data-key-new" not in page
        assert ("data-key-use" in page) is reads
        offer = browser(who).get(at("my_tender")).text
        assert ("Le brouillon attend sa clé" in offer) is reads
        assert "Créer la clé" not in offer


def test_past_the_deadline_the_draft_is_read_and_nothing_is_offered_to_save(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    save(dina, some_fields(firm_of(cast, competition)))
    pages = [at("tender_team"), at("tender_price"), at("tender_part", "method")]
    assert all(">Enregistrer</button>" in dina.get(page).text for page in pages)
    clock.advance_to(DEADLINE)
    for page in pages:
        assert ">Enregistrer</button>" not in dina.get(page).text
        assert "la date limite est passée" in dina.get(page).text
    assert "data-join hidden" in dina.get(at("tender_files")).text


def test_the_whole_tender_is_drawn_and_summed(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    save(dina, some_fields(firm_of(cast, competition)) | {"expense_framing": "0,50"})
    page = dina.get(at("my_tender")).content.decode()
    assert "7\u202f004" in page
    assert "Personne 1" in page
    assert "12,5 mois" in page
    assert "dans les bornes" in page


def test_losing_the_key_starts_afresh_only_when_said(as_, cast, competition):
    lost = with_key(browser(cast.dina))
    again = browser(cast.dina)
    assert again.post(at("tender_key"), {"act": "new"}).status_code == 422
    assert draft_of(cast, competition, lost) == Written()
    page = again.post(at("tender_key"), {"act": "new", "afresh": "oui"}).content.decode()
    assert "AGE-SECRET-KEY-1" in page
    with pytest.raises(sealing.Unreadable):
        draft_of(cast, competition, lost)


def test_the_key_of_another_consortium_serves_nothing(as_, cast, competition):
    """Two people of two consortia on one computer, one after the other."""
    with_key(as_(cast.dina))
    assert 'data-served="non"' in as_(cast.eve).get(at("my_tender")).content.decode()
    refused = as_(cast.eve).post(at("tender_team"), {"months": "12"})
    assert refused.status_code == 422
    assert queries.draft_of(side_of(cast.eve, competition).invitation) is None


def test_forgetting_the_key_closes_the_pages(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    dina.post(at("tender_key"), {"act": "forget"})
    assert 'data-served="non"' in dina.get(at("my_tender")).content.decode()


def test_depositing_gives_a_receipt_kept_in_the_draft_alone(as_, cast, competition):
    dina = as_(cast.dina)
    identity = with_key(dina)
    save(dina, some_fields(firm_of(cast, competition)))
    wrong = dina.post(at("my_tender"), {"price_again": "7001"})
    assert wrong.status_code == 422
    assert "La somme des prix est de 7\u202f003" in wrong.content.decode()
    page = dina.post(at("my_tender"), {"price_again": "7 003"}).content.decode()
    (receipt,) = draft_of(cast, competition, identity).receipts
    assert receipt["digest"] in page
    assert receipt["digest"] in dina.get(at("my_tender")).content.decode()


def test_an_incomplete_tender_leaves_all_the_same(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    save(dina, {f"price_{firm_of(cast, competition)}_framing": "10"})
    assert (
        "Gardez ce reçu hors d’ici"
        in dina.post(at("my_tender"), {"price_again": "10"}).content.decode()
    )


def test_at_the_deadline_nothing_is_saved_and_the_text_comes_back(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    tag = tag_in(dina, "tender_part", "method")
    clock.advance_to(DEADLINE)
    refused = dina.post(at("tender_part", "method"), {"text_method": "Marcher.", "tag": tag})
    assert refused.status_code == 422
    assert "la date limite est passée" in refused.content.decode()
    assert "Marcher." in refused.content.decode()


def test_a_deposit_after_the_deadline_is_kept_closed_and_said_late(as_, cast, competition):
    """The page was open before; what it sent came after."""
    dina = as_(cast.dina)
    identity = with_key(dina)
    save(dina, some_fields(firm_of(cast, competition)))
    clock.advance_to(DEADLINE)
    page = dina.post(at("my_tender"), {"price_again": "7003"}).content.decode()
    assert "Ce pli est arrivé après la date limite" in page
    assert draft_of(cast, competition, identity).receipts == []


def test_a_small_file_is_sealed_read_back_and_taken_out(as_, cast, competition):
    dina = as_(cast.dina)
    identity = with_key(dina)
    content = b"%PDF-1.7 un livrable" + bytes(1000)
    upload = SimpleUploadedFile("carnet d’arpentage.pdf", content)
    given = {"part": "samples", "upload": upload, "tag": tag_in(dina, "tender_files")}
    assert dina.post(at("tender_files"), given).status_code == 302
    (file,) = draft_of(cast, competition, identity).files
    piece = operations.read_piece(competition, file["pieces"][0])
    assert content not in piece
    answer = dina.get(at("tender_file", 1))
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert dina.get(at("tender_file", 2)).status_code == 404
    assert browser(cast.eve).get(at("tender_file", 1)).status_code == 404
    dina.post(at("tender_files"), {"remove": file["key"], "tag": tag_in(dina, "tender_files")})
    assert draft_of(cast, competition, identity).files == []


def test_a_big_file_needs_a_browser_that_seals(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    upload = SimpleUploadedFile("film.mp4", bytes(2_000_001))
    given = {"part": "samples", "upload": upload, "tag": tag_in(dina, "tender_files")}
    refused = dina.post(at("tender_files"), given)
    assert refused.status_code == 422
    assert "tient dans 2\u202fMo" in refused.content.decode()


def test_files_that_weigh_too_much_are_refused_on_the_page_and_at_the_deposit(
    as_, cast, competition, settings
):
    dina = as_(cast.dina)
    with_key(dina)
    save(dina, some_fields(firm_of(cast, competition)))
    upload = SimpleUploadedFile("plan.pdf", bytes(1_450_000))
    given = {"part": "samples", "upload": upload, "tag": tag_in(dina, "tender_files")}
    assert dina.post(at("tender_files"), given).status_code == 302
    settings.TENDER_TOTAL_MB = 1
    again = SimpleUploadedFile("plan.pdf", b"de plus")
    given |= {"upload": again, "tag": tag_in(dina, "tender_files")}
    for page, sent in (("tender_files", given), ("my_tender", {"price_again": "7003"})):
        refused = dina.post(at(page), sent)
        assert refused.status_code == 422
        said = "les fichiers du pli font 1,5\u202fMo, il en tient 1\u202fMo"
        assert said in refused.content.decode()


def test_queries_do_not_grow_with_people_and_prices(as_, cast, competition):
    dina = as_(cast.dina)
    with_key(dina)
    paths = [at(page) for page in PAGES] + [at("tender_part", "method")]
    few = [assert_queries(dina, path) for path in paths]
    firm = firm_of(cast, competition)
    save(dina, some_fields(firm) | {f"person_{row}_name": "Une" for row in (2, 3, 9)})
    assert [assert_queries(dina, path) for path in paths] == few
