"""From T0 to the third workshop: what one resident says becomes an action with its money."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from atelier_local import clock
from tests.browser.walk.walking import (
    PROJECTOR_AT_ONCE,
    Walk,
    day,
    go,
    said,
    send,
    unfold,
)

NOURS = "Le dernier car passe à 17 h, ma mère ne sort plus le soir."
OTHERS = (
    ("Besoin", "2", "Associations", "Un lieu ouvert le soir, même sans rien acheter."),
    ("Atout", "1", "Élus", "La halle est vide et elle est belle."),
)
TOGETHER = "Le soir, plus rien ne relie les gens"
METHOD = "Écouter d’abord, croiser ensuite, restituer sur place. Trois ateliers, vingt entretiens."
STAGES = {
    "Atelier 1": (70, 71),
    "Inter-atelier 1": (72, 167),
    "Atelier 2": (168, 168),
    "Inter-atelier 2": (169, 265),
    "Atelier 3": (266, 266),
    "Production": (267, 380),
    "Restitution": (395, 395),
    "Suivi": (416, 1500),
}
"""Days after T0: thirteen months from the notification to the feedback."""


def after(walk: Walk, days: int) -> date:
    """So many days after T0."""
    return date.fromisoformat(walk.kept["t0"]) + timedelta(days=days)


# Framing --------------------------------------------------------------------------------


def the_framing_meeting_is_held(walk: Walk) -> None:
    walk.kept["t0"] = clock.today().isoformat()
    walk.on_the_day(after(walk, 15))
    page = walk.visit("camille", "Cadrage")
    go(page, "Consigner la réunion")
    send(
        page,
        "Consigner la réunion",
        says="Réunion de cadrage consignée",
        **{
            "Jour": day(after(walk, 14)),
            "De": "14:00",
            "À": "17:00",
            "Lieu": "Bellême, salle du conseil",
            "Dina Haddad": True,
            "Bastien Leroux": True,
            "Compte rendu": "La question est relue à voix haute ; les dates sont convenues.",
            "Décisions": "Les dates des trois ateliers sont arrêtées.",
        },
    )


def the_calendar_holds_in_thirteen_months(walk: Walk) -> None:
    page = walk.visit("dina", "Cadrage")
    unfold(page, "Écrire la méthode")
    send(page, "Enregistrer la méthode", says="Méthode écrite", **{"Méthode": METHOD})
    go(page, "Dater les étapes")
    dates = {}
    for stage, (start, end) in STAGES.items():
        dates[f"{stage}, début"] = day(after(walk, start))
        dates[f"{stage}, fin"] = day(after(walk, end))
    send(page, "Enregistrer le calendrier", says="Calendrier enregistré", **dates)
    page = walk.visit("camille", "Cadrage")
    walk.shoot(page, "08-cadrage")
    send(page, "Valider le cadrage", says="Le cadrage est validé")


# The first workshop ---------------------------------------------------------------------


def prepare(walk: Walk, ordinal: int, title: str, held_on: date) -> Page:
    page = walk.visit("dina", "Ateliers in situ")
    go(page, f"Préparer l’Atelier {ordinal}")
    send(
        page,
        f"Préparer l’Atelier {ordinal}",
        says=f"L’Atelier {ordinal} est préparé",
        **{
            "Titre": title,
            "Lieu": "Bellême, la halle",
            "Premier jour": day(held_on),
            "Nombre de jours": 2 if ordinal == 1 else 1,
        },
    )
    return page


def enter_workshop(walk: Walk, ordinal: int) -> Page:
    page = walk.visit("dina", "Ateliers in situ")
    page.locator("main").get_by_role("link", name=f"Atelier {ordinal}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Atelier {ordinal}")
    return page


def the_first_workshop_is_prepared(walk: Walk) -> None:
    walk.on_the_day(after(walk, 40))
    page = prepare(walk, 1, "Regarder ensemble", after(walk, 70))
    for number, theme in (("1", "Se déplacer"), ("2", "Se retrouver")):
        unfold(page, "Ajouter une table")
        answers = {"Numéro": number, "Thème": theme}
        send(page, "Ajouter la table", says="Table ajoutée", **answers)
    unfold(page, "Ajouter une séquence")
    send(
        page,
        "Ajouter la séquence",
        says="Séquence ajoutée",
        **{"Heure": "9:30", "Durée en minutes": 45, "Séquence": "Accueil et premières cartes"},
    )
    go(page, "Activités du mur")
    send(
        page,
        "Ajouter l’activité",
        says="Activité ajoutée",
        **{"Question à la salle": "Qu’est-ce qui manque ici, le soir ?"},
    )


def nour_joins_without_an_account(walk: Walk) -> None:
    walk.on_the_day(after(walk, 70), 9, 30)
    page = enter_workshop(walk, 1)
    send(page, "Ouvrir la salle", says="La salle est ouverte")
    code = page.locator(".frise", has_text="Code de la salle").locator("b").inner_text()
    phone = walk.on_a_phone("nour")
    phone.goto("/rejoindre/")
    phone.get_by_label("Il est affiché à l’écran").fill(code.lower())
    phone.get_by_role("button", name="Continuer").click()
    tick_choice(phone, "Habitante, habitant")
    phone.get_by_label("Votre table").select_option(index=1)
    phone.get_by_role("button", name="Entrer dans la salle").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("La question arrive.")


def tick_choice(phone: Page, label: str) -> None:
    phone.locator("label", has_text=label).click()
    expect(phone.get_by_label(label)).to_be_checked()


def nours_words_reach_the_wall(walk: Walk) -> None:
    """Two screens open: what the phone sends is on the wall within a second."""
    console, phone = walk.as_("dina"), walk.as_("nour")
    go(console, "Animer")
    with console.context.expect_page() as opened:
        console.get_by_role("link", name="Ouvrir l’écran").click()
    projector = opened.value
    projector.set_viewport_size({"width": 1920, "height": 1080})
    expect(projector.locator("body")).to_contain_text("Prenez la parole")
    walk.shoot(projector, "09-rejoindre")
    console.get_by_role("button", name="Ouvrir l’écriture").click()
    expect(projector.get_by_role("heading", level=1)).to_contain_text("Qu’est-ce qui manque ici")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Qu’est-ce qui manque ici")
    tick_choice(phone, "Besoin")
    phone.get_by_label("Votre idée").fill(NOURS)
    walk.shoot(phone, "10-telephone")
    phone.get_by_role("button", name="Poser ma carte").click()
    card = projector.locator(".billet", has_text="Le dernier car passe")
    expect(card).to_be_visible(timeout=PROJECTOR_AT_ONCE)
    mine = phone.locator("#mes li", has_text="Le dernier car passe")
    expect(mine).to_contain_text("reçue à")
    receipt = re.search(r"reçu\s+(\w{3}\s\w{3})", mine.locator(".etat").inner_text())
    assert receipt, mine.inner_text()
    walk.kept["receipt"] = receipt[1]
    walk.shoot(projector, "11-mur")
    walk.shoot(phone, "12-recu")
    projector.close()


def a_scribe_writes_for_others(walk: Walk) -> None:
    console = walk.as_("dina")
    console.get_by_text("Écrire pour quelqu’un").click()
    for number, (kind, table, audience, words) in enumerate(OTHERS, 2):
        answers = {"Nature": kind, "Table": table, "Public": audience, "Voie": "Scribe"}
        send(console, "Poser", **answers, **{"Une carte pour quelqu’un": words})
        expect(console.locator("#dernieres li")).to_have_count(number)
    walk.shoot(console, "13-console")
    go(console, "Regrouper les cartes", "aside")
    for words in (NOURS, OTHERS[0][3]):
        console.get_by_label(re.compile(re.escape(words[:20]))).check()
    console.get_by_label("Nouveau groupe").fill(TOGETHER)
    console.get_by_role("button", name="Mettre ensemble").click()
    expect(console.get_by_role("list").filter(has_text=TOGETHER).last).to_be_visible()


def close_workshop(walk: Walk, ordinal: int, says: str = "Le registre est clos") -> Page:
    page = enter_workshop(walk, ordinal)
    go(page, "Clore l’atelier")
    send(
        page,
        "Clore le registre",
        says=says,
        **{
            "Élus": 6,
            "Habitants": 31,
            "Jeunes": 9,
            "Compte rendu": "Chaque table a parlé, puis la salle a rapproché les cartes.",
            "Décisions": "Un groupe relit les constats avant l’atelier suivant.",
        },
    )
    return page


def the_first_register_closes(walk: Walk) -> None:
    walk.on_the_day(after(walk, 71), 17)
    page = close_workshop(walk, 1, "3 cartes, chacune a son numéro")
    walk.shoot(page, "14-atelier-1-clos")
    wall = walk.visit("dina", "Mur")
    row = wall.get_by_role("row").filter(has_text="Le dernier car passe")
    walk.kept["card"] = row.locator("td").first.inner_text().strip()
    assert walk.kept["card"].startswith("C-1-")
    phone = walk.as_("nour")
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("L’atelier est clos")


# Between the first and the second -------------------------------------------------------


def someone_is_read_and_someone_heard(walk: Walk) -> None:
    walk.on_the_day(after(walk, 110))
    page = walk.visit("dina", "Preuves")
    go(page, "Ajouter un document")
    send(
        page,
        "Ajouter le document",
        says="ajouté",
        **{
            "Titre": "Enquête mobilité du Perche",
            "Auteur": "Département de l’Orne",
            "Nature": "Enquête",
            "Année": 2025,
            "Note de lecture": "Peu de questions sur le soir.",
        },
    )
    page = walk.visit("dina", "Preuves")
    go(page, "Ajouter un entretien")
    send(
        page,
        "Ajouter l’entretien",
        says="ajouté",
        **{
            "Fonction": "Infirmière libérale à Bellême",
            "Public": "Habitants",
            "Mené le": day(after(walk, 100)),
            "Durée en minutes": 50,
            "Synthèse": "Elle voit des gens qui ne parlent à personne de la journée.",
            "Ce que la personne accepte": "Citable sans son nom",
        },
    )
    page.get_by_role("button", name="Noter l’accord de la personne").click()
    expect(page.locator("main")).to_contain_text("ses mots peuvent être cités")
    send(
        page,
        "Enregistrer l’extrait",
        says="Extrait",
        Extrait="Après dix-huit heures, mes patients n’ouvrent plus qu’à moi.",
    )
    walk.kept["excerpt"] = said(page, r"Extrait (\S+) enregistré")


def a_finding_crosses_both(walk: Walk) -> None:
    page = walk.visit("dina", "Preuves")
    go(page, "Écrire un constat")
    card, excerpt = walk.kept["card"], walk.kept["excerpt"]
    send(
        page,
        "Enregistrer le constat",
        says="enregistré",
        **{
            "Constat": "Le soir, l’isolement tient au transport autant qu’à l’absence de lieu.",
            "Explication": f"Une habitante le dit [[{card}]], une infirmière le voit.",
            "Sur quoi cela s’appuie": f"{card} : le dit de l’intérieur\n{excerpt} : le voit",
        },
    )
    walk.kept["finding"] = said(page, r"Constat (\S+) enregistré")
    expect(page.locator("main")).to_contain_text("Le dernier car passe")
    walk.shoot(page, "15-constat")
    end_interim(walk)


def end_interim(walk: Walk) -> None:
    page = walk.visit("dina", "Preuves")
    send(page, "Clore l’approfondissement", says="L’approfondissement est clos")


# The second and the third ---------------------------------------------------------------
