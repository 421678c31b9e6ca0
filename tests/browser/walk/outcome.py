"""From the last workshop to the public page: everyone answered, five documents, one fate."""

import re

from playwright.sync_api import Page, expect

from atelier_local.programme.governance.enums import College
from tests.browser.walk.beginnings import EPCI
from tests.browser.walk.walking import Walk, day, go, send, unfold
from tests.browser.walk.workshops import NOURS, OTHERS, after

ANSWER = "La halle ouvrira deux soirs par semaine, et un car ramènera chacun."
RESERVATION = "Sous réserve du vote du budget de l’an prochain."
DOCUMENTS = {
    "Note de cadrage": ("La méthode", "Écouter, croiser, restituer", "finding"),
    "Carnet de suivi": ("Atelier 1", "Ce qui s’est dit à la halle", "card"),
    "Rapport final": ("L’essentiel", "Le soir, plus rien ne relie les gens", "finding"),
    "Feuille de route": ("Les cent premiers jours", "Compter, puis ouvrir", "finding"),
    "Livret de capitalisation": ("Préface", "Un soir à Bellême", "card"),
}
"""Where a section stands in each document, its title, what it rests on."""
SPEAKS_FOR = {
    "bastien": College.LOCAL_AUTHORITY,
    "camille": College.STATE,
    "paul": College.PARTNERS,
}


def everyone_is_answered(walk: Walk) -> None:
    walk.on_the_day(after(walk, 280))
    for words in (NOURS, *(words for *_, words in OTHERS)):
        page = walk.visit("bastien", "Mur")
        page.get_by_role("link", name=re.compile(re.escape(words[:20]))).click()
        unfold(page, "Répondre")
        send(
            page,
            "Envoyer la réponse",
            says="La réponse est écrite",
            **{"Suite donnée": "Retenue", "Pourquoi": ANSWER},
        )


def one_action_leads_back_to_one_person(walk: Walk) -> None:
    """From the action to the words it comes from, and back, in three clicks at most."""
    page = walk.as_("camille")
    page.goto(walk.kept["action"])
    go(page, walk.kept["finding"])
    go(page, walk.kept["card"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Le dernier car passe")
    walk.shoot(page, "18-contribution")
    go(page, "Ouvrir la halle le soir, avec un car pour rentrer")
    assert page.url == walk.kept["action"]


def enter_document(walk: Walk, who: str, title: str) -> Page:
    page = walk.visit(who, "Livrables")
    go(page, title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page


def five_documents_are_written(walk: Walk) -> None:
    """One section each; the register, the figures and the actions come of themselves."""
    for title, (place, heading, rests_on) in DOCUMENTS.items():
        page = enter_document(walk, "dina", title)
        go(page, "Écrire une section")
        send(
            page,
            "Enregistrer la section",
            says="Section enregistrée",
            **{
                "Où elle se place": place,
                "Titre": heading,
                "Texte": "Ce que nous avons vu, entendu et décidé ensemble.",
                "Sur quoi cela s’appuie": f"{walk.kept[rests_on]} : tout part de là",
            },
        )
        page = enter_document(walk, "dina", title)
        assert_pdf(page, page.get_by_role("link", name="Lire le PDF").get_attribute("href"))
        answers = {"Avis attendus avant le": day(after(walk, 330))}
        send(page, "Soumettre", says="soumis aux trois collèges", **answers)


def assert_pdf(page: Page, address: str | None) -> None:
    """What the link gives, asked as this person."""
    assert address
    answer = page.context.request.get(address)
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")


def three_colleges_approve(walk: Walk) -> None:
    """Silence is not consent: each says so in writing, one of them with a reservation."""
    walk.on_the_day(after(walk, 320))
    for title in DOCUMENTS:
        for who, college in SPEAKS_FOR.items():
            page = enter_document(walk, who, title)
            wary = who == "paul" and title == "Feuille de route"
            opinion = (
                {"favorable avec réserve": True, "Réserve ou motif": RESERVATION}
                if wary
                else {"favorable": True}
            )
            button = f"Valider au titre de : {college.label}"
            send(page, button, says="Votre avis est enregistré", **opinion)
    page = enter_document(walk, "camille", "Feuille de route")
    expect(page.locator("#avis")).to_contain_text("Sous réserve du vote du budget")
    walk.shoot(page, "19-livrable-partage")


def documents_are_frozen_and_published(walk: Walk) -> None:
    walk.on_the_day(after(walk, 350))
    for title in DOCUMENTS:
        page = enter_document(walk, "camille", title)
        go(page, "Figer")
        send(page, "Figer le document", says="C’est fait", **confirm(title))
        go(page, "Publier")
        send(page, "Publier le document", says="C’est fait", **confirm(title))


def confirm(fact: str) -> dict[str, object]:
    return {f"Pour confirmer, écrivez « {fact} »": fact}


def the_atelier_closes(walk: Walk) -> None:
    walk.on_the_day(after(walk, 381))
    page = walk.visit("camille", "Livrables")
    go(page, "Passer à la restitution")
    send(page, "Passer à la restitution", says="C’est fait", **confirm("restitution"))
    walk.on_the_day(after(walk, 396))
    page = walk.visit("camille", "Livrables")
    walk.shoot(page, "20-livrables")
    every_item_is_met(page)
    page = walk.visit("camille", "Livrables")
    go(page, "Clore l’Atelier")
    send(page, "Clore et rendre public", says="C’est fait", **confirm(EPCI))


def every_item_is_met(page: Page) -> None:
    """What the specification asked finds an answer, or is put aside with a reason."""
    page.goto(page.url.split("/livrables/")[0] + "/livrables/conformite/")
    items = page.locator("main tbody th a")
    for path in [items.nth(n).get_attribute("href") for n in range(items.count())]:
        page.goto(path)
        send(
            page,
            "Écarter avec ce motif",
            **{"Pourquoi cet article est écarté": "Traité dans l’ensemble des cinq documents."},
        )


# Seen by all ----------------------------------------------------------------------------


def anyone_reads_the_atelier(walk: Walk) -> None:
    page = walk.as_("a stranger")
    page.goto("/")
    go(page, EPCI)
    main = page.locator("main")
    expect(main).to_contain_text("Ouvrir la halle le soir")
    walk.shoot(page, "21-page-publique")
    for title in DOCUMENTS:
        assert_pdf(page, page.get_by_role("link", name=title).get_attribute("href"))
    go(page, "1 parole")
    go(page, walk.kept["finding"])
    go(page, walk.kept["card"])
    expect(main).to_contain_text("Le dernier car passe")
    expect(main).to_contain_text(ANSWER)
    assert page.goto(walk.kept["action"]).ok
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def nour_learns_what_became_of_her_words(walk: Walk) -> None:
    phone = walk.as_("nour")
    phone.goto("/")
    send(phone, "Suivre ma carte", **{"Atelier": EPCI, "Code du reçu": walk.kept["receipt"]})
    main = phone.locator("main")
    expect(main).to_contain_text("Le dernier car passe")
    expect(main).to_contain_text("Retenue.")
    expect(main).to_contain_text(ANSWER)
    expect(main).to_contain_text("Ouvrir la halle le soir, avec un car pour rentrer")
    expect(main).to_contain_text(f"portée par {EPCI}")
    walk.shoot(phone, "22-ce-que-c-est-devenu")
