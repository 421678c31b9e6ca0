"""A lead hands its contract over, then an accepted subcontractor is changed: by clicking."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from benchmarks.pages import DONE, UNDER_WAY
from tests.browser.screens import (
    WIDTHS,
    assert_accessible,
    assert_no_sideways_scroll,
    set_width,
    shoot,
)

NEW = "Estuaire et Bocage"


def looked_at(page: Page, name: str) -> None:
    """No barrier, no sideways scroll; pictures in var/shots."""
    for width in (320, *WIDTHS):
        set_width(page, width)
        assert_no_sideways_scroll(page)
    shoot(page, f"contract-{name}", (320, *WIDTHS))
    assert_accessible(page)


def tick(page: Page, words: str) -> None:
    """The label is what is drawn, and what a finger finds."""
    page.locator("label", has_text=words).first.click()


def test_a_lead_merges_and_its_people_go_on(screen: Callable[..., Page]) -> None:
    page = screen("manche")
    here = f"/ateliers/{UNDER_WAY}/consultation/marche/"
    page.goto(here)
    page.get_by_role("link", name="Modifications").click()
    page.get_by_role("link", name="Proposer une modification").click()
    page.get_by_label("Objet").fill(f"Fusion : {NEW} succède au mandataire")
    tick(page, "Avenant, signé par")
    tick(page, "Nouveau titulaire ou nouveau cotraitant")
    page.get_by_label("Justification").fill("Fusion-absorption publiée au Bodacc ; mêmes moyens.")
    lead = page.locator("text=Aujourd’hui :").first.inner_text()
    lead = lead.split("Aujourd’hui\xa0: ")[1].split(". Le nouveau")[0]
    page.get_by_label("Membre sortant").select_option(label=lead)
    page.get_by_label("Qui prend sa suite").fill(NEW)
    page.get_by_label("SIRET de l’entrant").fill("000 000 700 00017")
    looked_at(page, "modify")
    page.get_by_role("button", name="Proposer la modification").click()
    expect(page.get_by_text("dites qui le devient").first).to_be_visible()
    looked_at(page, "modify-refused")
    page.get_by_label("Nouveau mandataire").select_option(label="qui prend la suite du sortant")
    followers = page.locator("label[for^=id_followers]", has_text=lead)
    for place in range(followers.count()):
        followers.nth(place).click()
    page.get_by_role("button", name="Proposer la modification").click()
    expect(page.get_by_role("heading", name="Le jour de la notification")).to_be_visible()
    looked_at(page, "modification")
    for _ in range(page.get_by_role("button", name="Enregistrer la signature").count()):
        page.get_by_role("button", name="Enregistrer la signature").first.click()
    page.get_by_role("button", name="Notifier la modification").click()
    expect(page.get_by_text("en vigueur").first).to_be_visible()
    page.goto(here)
    expect(page.get_by_text(NEW).first).to_be_visible()
    looked_at(page, "contract")
    page.goto(f"{here}equipe/")
    looked_at(page, "team")
    page.get_by_role("link", name="Faire entrer une personne").click()
    looked_at(page, "join")


def test_what_an_accepted_subcontractor_became(screen: Callable[..., Page]) -> None:
    page = screen("camille")
    page.goto(f"/ateliers/{DONE}/consultation/marche/equipe/")
    page.get_by_role("link", name="Hydrolis").click()
    expect(page.get_by_role("heading", name="D’acte en acte")).to_be_visible()
    looked_at(page, "subcontracting")
    expect(page.get_by_role("link", name="Modifier la déclaration")).to_have_count(0)
    page.goto(f"{page.url}modifier/")
    looked_at(page, "amend")
    expect(page.get_by_text("rien n’est plus à admettre").first).to_be_visible()
    expect(page.get_by_label("Pourquoi")).to_have_count(0)
