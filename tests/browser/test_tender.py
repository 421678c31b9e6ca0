"""A tender written in the browser: two screens of one side, a key lost, files, the seal."""

import hashlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from atelier_local.steps.competition import sealing
from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.competition.models import Draft
from tests.browser.screens import assert_accessible, assert_no_sideways_scroll, reach

HERE = "/ateliers/lyons-andelle/consultation/mon-offre/"
PARTS = ("cle/", "", "partie/method/", "equipe/", "prix/", "calendrier/", "fichiers/")


def begin(page: Page) -> str:
    """Make the key of the consortium, and come to the tender; the key."""
    page.goto(HERE)
    page.get_by_role("link", name="Créer la clé du groupement").click()
    page.get_by_role("button", name="Créer la clé du groupement").click()
    shown = page.locator("[data-identity]")
    expect(shown).to_contain_text("AGE-SECRET-KEY-1")
    secret = shown.inner_text()
    expect(page.get_by_text("Aucun brouillon encore")).to_be_hidden()
    page.get_by_role("link", name="Écrire l’offre").click()
    expect(page.get_by_role("heading", name="Sceller et déposer")).to_be_visible()
    return secret


def nothing_is_made_before_the_script_is_there(page: Page) -> None:
    """Pressed too early, the button would have the server make the key."""
    held: list[Route] = []
    page.route(re.compile(r"/competition/key\b.*js"), lambda route: held.append(route), times=1)
    page.goto(f"{HERE}cle/", wait_until="commit")
    button = page.get_by_role("button", name="Créer la clé du groupement")
    expect(button).to_be_disabled()
    assert not Draft.objects.exists()
    held[-1].continue_()
    expect(button).to_be_enabled()


def open_with(page: Page, secret: str) -> None:
    page.goto(f"{HERE}cle/")
    page.get_by_label("Clé du groupement").fill(secret)
    page.get_by_role("button", name="Ouvrir avec cette clé").click()
    page.wait_for_url(f"**{HERE}")


def write(page: Page, part: str, words: str) -> None:
    page.goto(f"{HERE}partie/{part}/")
    page.locator(f"[name=text_{part}]").fill(words)
    save(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"^enregistré à \d\d h \d\d"))


def fill_prices(page: Page, euros: str) -> None:
    page.goto(f"{HERE}prix/")
    row = page.locator("tbody tr").first
    for phase in Phase:
        row.locator(f"[name$=_{phase}]").fill(euros)
    save(page)


def test_a_tender_is_written_summed_sealed_and_no_word_of_it_leaves_in_clear(screen, server):
    eve = screen("eve")
    sent: list[bytes] = []
    eve.on("request", lambda asked: sent.append(asked.post_data_buffer or b""))
    secret = begin(eve)
    write(eve, "method", "Marcher d’abord, écrire ensuite.")
    fill_prices(eve, "1 000,50")
    expect(eve.locator('[data-sum="total"]')).to_have_text("7\u202f003,50")
    eve.goto(f"{HERE}equipe/")
    row = eve.locator('[data-row-of="person:1"]')
    row.locator("[name=person_1_name]").fill("Ève Martin")
    row.locator("[name=person_1_firm]").select_option(index=1)
    row.locator("[name=person_1_speciality]").select_option(index=1)
    row.locator("[name=person_1_framing]").fill("2,5")
    expect(eve.locator('[data-sum="person:1"]')).to_have_text("2,5")
    save(eve)
    eve.get_by_role("link", name="Revenir à l’offre").click()
    expect(eve.locator('[data-state="method"]')).to_have_text("écrite")
    expect(eve.locator("[data-matrix]")).to_contain_text("Ève Martin")
    expect(eve.locator('[data-volume="price"]')).to_have_text("7\u202f003,50 €")
    seal = eve.get_by_role("button", name="Sceller et déposer")
    eve.get_by_label("Pour confirmer").fill("7 004")
    seal.click()
    expect(eve.locator("[data-told]")).to_contain_text("7\u202f003 €, sans les centimes")
    eve.get_by_label("Pour confirmer").fill("7 003")
    seal.click()
    expect(eve.locator("[data-deposited]")).to_contain_text("scellé et déposé")
    expect(eve.locator("[data-receipt-digest]")).to_have_text(re.compile(r"^(\w{4} ){15}\w{4}$"))
    digest = eve.locator("[data-receipt-digest]").inner_text()
    eve.reload()
    expect(eve.locator("[data-receipt-digest]")).to_have_text(digest)
    leaked = ("Marcher", "1 000,50", "100050", "Martin", secret)
    assert [word for word in leaked for body in sent if word.encode() in body] == []


def press(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def type_in(page: Page, wanted: Locator, words: str) -> None:
    reach(page, wanted)
    page.keyboard.type(words)


def test_by_the_keyboard_alone_and_saves_look_like_deposits_on_the_way(screen):
    """Key, text, price and seal without a mouse; what leaves is of one size, whatever it is."""
    eve = screen("eve")
    eve.goto(HERE)
    press(eve, eve.get_by_role("link", name="Créer la clé du groupement"))
    press(eve, eve.get_by_role("button", name="Créer la clé du groupement"))
    expect(eve.locator("[data-identity]")).to_contain_text("AGE-SECRET-KEY-1")
    press(eve, eve.get_by_role("link", name="Écrire l’offre"))
    expect(eve.get_by_role("heading", name="Sceller et déposer")).to_be_visible()
    sizes: list[int] = []
    eve.on(
        "request",
        lambda r: sizes.append(len(r.post_data_buffer or b"")) if r.method == "POST" else None,
    )
    press(eve, eve.get_by_role("link", name="Méthode, phase par phase").first)
    type_in(eve, eve.locator("[name=text_method]"), "Marcher d’abord.")
    press(eve, eve.get_by_role("button", name="Enregistrer"))
    expect(eve.locator("[data-saved]")).to_contain_text("enregistré à")
    press(eve, eve.get_by_role("link", name="Revenir à l’offre"))
    press(eve, eve.get_by_role("link", name="Modifier les prix"))
    type_in(eve, eve.locator("tbody tr [name$=_framing]").first, "80")
    press(eve, eve.get_by_role("button", name="Enregistrer"))
    expect(eve.locator("[data-saved]")).to_contain_text("enregistré à")
    press(eve, eve.get_by_role("link", name="Revenir à l’offre"))
    expect(eve.locator("[data-state=method]")).to_have_text("écrite")
    type_in(eve, eve.get_by_label("Pour confirmer"), "80")
    press(eve, eve.get_by_role("button", name="Sceller et déposer"))
    expect(eve.locator("[data-deposited]")).to_contain_text("scellé et déposé")
    assert len(sizes) >= 3  # and a saving of its own, on a slow machine
    assert len(set(sizes)) == 1


def test_two_screens_of_one_side_lose_nothing(screen):
    here, there = screen("eve"), screen("eve")
    secret = begin(here)
    open_with(there, secret)
    for page in (here, there):
        page.goto(f"{HERE}partie/method/")
        expect(page.locator("[data-when=ouvert]")).to_be_visible()
    there.goto(f"{HERE}partie/outreach/")
    expect(there.locator("[data-when=ouvert]")).to_be_visible()
    here.locator("[name=text_method]").fill("La méthode, de l’une.")
    save(here)
    there.locator("[name=text_outreach]").fill("Les habitants, de l’autre.")
    save(there)
    here.locator("[name=text_method]").fill("La méthode, de l’une, revue.")
    save(here)
    there.goto(f"{HERE}partie/method/")
    expect(there.locator("[name=text_method]")).to_have_value("La méthode, de l’une, revue.")
    here.locator("[name=text_method]").fill("Celle de l’une.")
    save(here)
    there.locator("[name=text_method]").fill("Celle de l’autre.")
    save(there)
    expect(there.locator("[data-told]")).to_contain_text("disait : Celle de l’une.")
    expect(there.locator("[name=text_method]")).to_have_value("Celle de l’autre.")
    here.goto(f"{HERE}partie/outreach/")
    expect(here.locator("[name=text_outreach]")).to_have_value("Les habitants, de l’autre.")


def test_a_lost_key_means_a_fresh_draft_only_when_said(screen):
    first, again = screen("eve"), screen("eve")
    nothing_is_made_before_the_script_is_there(first)
    secret = begin(first)
    write(first, "method", "Perdu.")
    again.goto(HERE)
    again.get_by_role("link", name="Ouvrir avec la clé du groupement").click()
    again.get_by_label("Clé du groupement").fill(str(sealing.new_key()))
    again.get_by_role("button", name="Ouvrir avec cette clé").click()
    expect(again.locator("[data-told]")).to_contain_text("n’ouvre pas le brouillon")
    again.get_by_role("button", name="Créer une nouvelle clé").click()
    expect(again.locator("[data-told]")).to_contain_text("cochez la case")
    again.get_by_text("Perdre le brouillon actuel").click()
    again.get_by_role("button", name="Créer une nouvelle clé").click()
    expect(again.locator("[data-identity]")).to_contain_text("AGE-SECRET-KEY-1")
    first.goto(HERE)
    expect(first.get_by_text("Le brouillon attend sa clé")).to_be_visible()
    with pytest.raises(sealing.Unreadable):
        sealing.open_draft(bytes(Draft.objects.get().body), sealing.identity_of(secret))


def test_a_refusal_leads_to_its_field_from_this_page_or_another(screen):
    eve = screen("eve")
    begin(eve)
    eve.goto(f"{HERE}equipe/")
    row = eve.locator('[data-row-of="person:3"]')
    expect(row.locator("label").first).to_have_text("Nom de la personne, ligne 3")
    row.locator("[name=person_3_name]").fill("Ève Martin")
    row.locator("[name=person_3_framing]").fill("trois")
    eve.get_by_role("button", name="Enregistrer").click()
    why = "Équipe, ligne 3, Cadrage : « trois » n’est pas lisible, il faut des jours"
    link = eve.locator("[data-told] a").filter(has_text=why)
    link.click()
    expect(eve.locator("[name=person_3_framing]")).to_be_focused()
    eve.goto(HERE)
    eve.get_by_label("Pour confirmer").fill("0")
    eve.get_by_role("button", name="Sceller et déposer").click()
    link.click()
    eve.wait_for_url("**/equipe/#person_3_framing")
    expect(eve.locator("[name=person_3_framing]")).to_be_focused()


def test_a_file_goes_in_sealed_pieces_and_comes_back_the_same(screen, tmp_path):
    eve = screen("eve")
    begin(eve)
    content = bytes(range(256)) * 20_000  # 5 MB: three pieces
    path = tmp_path / "carnet d’arpentage.pdf"
    path.write_bytes(content)
    eve.goto(f"{HERE}fichiers/")
    expect(eve.get_by_text("Aucun fichier encore")).to_be_visible()
    eve.locator("[name=upload]").set_input_files(path)
    eve.get_by_role("button", name="Joindre").click()
    expect(eve.locator("[data-progress]")).to_contain_text("est joint")
    eve.reload()
    expect(eve.locator("[data-list]")).to_contain_text("carnet d’arpentage.pdf")
    with eve.expect_download() as download:
        eve.get_by_role("button", name="Relire").click()
    back = download.value.path().read_bytes()
    assert hashlib.sha256(back).digest() == hashlib.sha256(content).digest()
    eve.get_by_role("button", name="Retirer carnet d’arpentage.pdf").click()
    expect(eve.get_by_text("Aucun fichier encore")).to_be_visible()
    expect(eve.locator("[data-progress]")).to_have_text("« carnet d’arpentage.pdf » est retiré.")
    expect(eve.locator("[name=upload]")).to_be_focused()


def test_a_file_of_two_gigabytes_is_refused_from_its_size(screen):
    eve = screen("eve")
    begin(eve)
    eve.goto(f"{HERE}fichiers/")
    expect(eve.locator("[data-when=ouvert]")).to_be_visible()
    eve.evaluate(
        """() => {
          const file = new File(["x"], "film.mp4");
          Object.defineProperty(file, "size", { value: 2e9 });
          const input = document.querySelector("[name=upload]");
          Object.defineProperty(input, "files", { value: [file] });
        }"""
    )
    eve.get_by_role("button", name="Joindre").click()
    expect(eve.locator("[data-told]")).to_contain_text("« film.mp4 » fait 2\u202f000\u202fMo")


def test_without_script_the_server_does_it(screen):
    eve = screen("eve", java_script_enabled=False)
    eve.goto(HERE)
    eve.get_by_role("link", name="Clé du groupement").first.click()
    eve.get_by_role("button", name="Créer la clé du groupement sur le serveur").click()
    assert "AGE-SECRET-KEY-1" in eve.locator("[data-identity]").inner_text()
    eve.get_by_role("link", name="Écrire l’offre").click()
    eve.get_by_role("link", name="Méthode, phase par phase").first.click()
    eve.locator("[name=text_method]").fill("Marcher d’abord.")
    eve.get_by_role("button", name="Enregistrer").click()
    expect(eve.locator("[name=text_method]")).to_have_value("Marcher d’abord.")
    eve.goto(f"{HERE}prix/")
    eve.locator("tbody tr [name$=_framing]").first.fill("100")
    eve.get_by_role("button", name="Enregistrer").click()
    eve.goto(HERE)
    eve.get_by_label("Pour confirmer").fill("100")
    eve.get_by_role("button", name="Sceller et déposer").click()
    expect(eve.get_by_role("heading", name="Reçu de dépôt")).to_be_visible()
    expect(eve.locator("main")).to_contain_text("Signature Ed25519")


@pytest.mark.parametrize("scripted", [True, False])
def test_pages_are_accessible_and_fit_a_narrow_screen(screen: Callable[..., Page], scripted):
    eve = screen("eve", {"viewport": {"width": 320, "height": 700}}, java_script_enabled=scripted)
    if scripted:
        begin(eve)
    for part in PARTS:
        eve.goto(f"{HERE}{part}")
        if scripted:
            if part != "cle/":
                expect(eve.locator("[data-when=ouvert]")).to_be_visible()
            assert_accessible(eve)
        assert_no_sideways_scroll(eve)
