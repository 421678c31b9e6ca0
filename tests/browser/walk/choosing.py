"""The sealed competition, up to T0: consulting, tendering, opening, marking, notifying."""

from datetime import datetime, time, timedelta

from playwright.sync_api import Page, expect

from atelier_local import clock
from atelier_local.steps.competition.enums import Perimeter
from tests.browser.walk.beginnings import (
    CRITERIA,
    EPCI,
    FIRMS,
    MARKS,
    MENU,
    PHRASES,
    PRICES,
    SERVICE,
    address,
)
from tests.browser.walk.walking import Walk, go, send


def consortia_are_consulted(walk: Walk) -> None:
    """What the letter says, two keys of two parties; then every holder of the agreement is told."""
    page = walk.as_("camille")
    page.goto(base(walk) + "candidature/cahier/")
    send(page, "En faire le cahier des charges")
    page = walk.visit("camille", "Consultation")
    go(page, "Préparer la consultation")
    deadline = datetime.combine(clock.today() + timedelta(days=30), time(12), clock.PARIS)
    walk.kept["deadline"] = deadline.isoformat()
    weights = dict(CRITERIA.values())
    letter = {
        "Date limite": f"{deadline:%d/%m/%Y %H:%M}",
        "Questions jusqu’au": f"{deadline - timedelta(days=10):%d/%m/%Y %H:%M}",
        "Grilles d’analyse attendues le": f"{deadline + timedelta(days=20):%d/%m/%Y}",
        "Tribunal compétent": "Tribunal administratif de Caen",
        "Entendre les groupements avant de noter": True,
        "Durée de l’audition, en minutes": "30",
    }
    send(page, "Enregistrer", **weights, **letter)
    go(page, "Nommer")
    both = (f"Camille Roussel, {SERVICE}", f"Bastien Leroux, {EPCI}")
    send(page, "Nommer", says="fait maintenant sa clé", **dict.fromkeys(both, True))
    for who in PHRASES:
        makes_their_key(walk, who)
    page = walk.visit("camille", "Consultation")
    go(page, "Lancer la consultation")
    send(
        page,
        "Consulter les groupements",
        says="Les groupements sont consultés",
        **dict.fromkeys(map(str, Perimeter.labels), True),
        **{"Pour confirmer": EPCI},
    )
    for who in FIRMS:
        assert "consult" in walk.last_mail_to(address(who)).lower()


def makes_their_key(walk: Walk, who: str) -> None:
    """From one's own account: a passphrase, the sheet shown once, its number typed again."""
    page = walk.as_(who)
    page.goto(base(walk) + "consultation/ouverture/ma-cle/")
    phrase = PHRASES[who]
    words = {"Votre phrase secrète": phrase, "La même, encore une fois": phrase}
    send(page, "Faire ma clé", **words)
    expect(page.locator("[data-identity]")).to_contain_text("AGE-")
    number = page.locator("[data-sheet] .chiffre").inner_text()
    walk.shoot(page, f"02-cle-{who}")
    page.get_by_role("button", name="J’ai imprimé la feuille").click()
    send(
        page,
        "Vérifier",
        says="Votre clé est prête",
        **{"Numéro de votre feuille de secours": number},
    )


def holders_tender_under_seal(walk: Walk) -> None:
    """One asks and all read the answer; four tender, one declines, one says nothing."""
    walk.later(days=5)
    for who in (*PRICES, "alice"):
        page = walk.as_(who)
        page.goto("/consultations/")
        go(page, EPCI)
    dina, camille, alice, eve = (walk.as_(who) for who in ("dina", "camille", "alice", "eve"))
    go(dina, "Questions, réponses", MENU)
    send(
        dina,
        "Envoyer à l’acheteur",
        says="Votre question est chez l’acheteur",
        **{"Votre question": "Les hameaux sont-ils dans le périmètre ?"},
    )
    walk.visit("camille", "Consultation")
    go(camille, "Répondre à tous")
    send(
        camille,
        "Répondre à tous",
        says="La réponse est partie à tous les groupements",
        **{"Réponse à tous": "Oui, tous les hameaux des communes membres."},
    )
    go(eve, "Questions, réponses", MENU)
    expect(eve.locator("main")).to_contain_text("Oui, tous les hameaux")
    for who in PRICES:
        tender(walk.as_(who), who)
    go(alice, "Ne pas répondre")
    send(alice, "Faire savoir que nous ne répondrons pas", Motif="Notre équipe est prise ailleurs.")
    walk.shoot(dina, "03-recu-de-depot")


def tender(page: Page, who: str) -> None:
    """The key of the consortium, one text, one price, then the seal: all in the browser."""
    go(page, "Notre offre", MENU)
    go(page, "Créer la clé du groupement")
    page.get_by_role("button", name="Créer la clé du groupement").click()
    expect(page.locator("[data-identity]")).to_contain_text("AGE-SECRET-KEY-1")
    go(page, "Écrire l’offre")
    go(page, "Ce que nous comprenons de la demande")
    words = f"Le secret de {who} : marcher avant d’écrire."
    save(page, "[name=text_understanding]", words)
    go(page, "Revenir à l’offre")
    go(page, "Prix")
    save(page, "tbody tr [name$=_framing]", PRICES[who])
    go(page, "Revenir à l’offre")
    send(
        page,
        "Sceller et déposer",
        says="Le pli est scellé et déposé",
        **{"Pour confirmer, recopiez le prix": PRICES[who]},
    )
    expect(page.get_by_role("heading", name="Reçu")).to_be_visible()


def save(page: Page, field: str, words: str) -> None:
    page.locator(field).first.fill(words)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-saved]")).to_contain_text("enregistré à")


def nobody_sees_a_tender(walk: Walk) -> None:
    """Before the deadline neither the buyer, nor a rival, nor DGALN learns that one is there."""
    for who in ("camille", "bastien", "agnes"):
        page = walk.visit(who, "Consultation")
        expect(page.locator("main")).to_contain_text("sous scellé jusqu’à l’ouverture")
        expect(page.locator("main")).not_to_contain_text("Le secret de")
        expect(page.locator("main")).not_to_contain_text("97 800")
    page = walk.visit("camille", "Consultation")
    go(page, "Ouverture des plis")
    expect(page.get_by_role("button", name="Tourner ma clé")).to_be_disabled()
    eve = walk.as_("eve")
    for room in ("candidature/", "consultation/", "participants/"):
        assert eve.goto(base(walk) + room).status == 404
    assert eve.goto(base(walk) + "consultation/mon-offre/recu/").status == 200
    expect(eve.locator("main")).not_to_contain_text("Groupement C")


def base(walk: Walk) -> str:
    return walk.atelier.removesuffix("candidature/")


def two_people_open(walk: Walk) -> None:
    clock.advance_to(datetime.fromisoformat(walk.kept["deadline"]) + timedelta(hours=2))
    dina = walk.as_("dina")
    dina.goto(base(walk) + "consultation/mon-offre/")
    expect(dina.get_by_role("button", name="Sceller et déposer")).to_be_disabled()
    for who in ("camille", "bastien"):
        declare(walk, who)
    for who, does, says in (
        ("camille", "Tourner ma clé", "Votre partie a tourné sa clé"),
        ("bastien", "Ouvrir les plis", "Ouverts à deux"),
    ):
        page = walk.visit(who, "Consultation")
        go(page, "Ouverture des plis")
        send(page, does, **{"Votre phrase secrète": PHRASES[who]})
        expect(page.locator("h2, h1").filter(has_text=says).first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ouverts à deux")
    expect(page.locator("main")).to_contain_text("97 800")
    expect(page.locator("main")).to_contain_text("Notre équipe est prise ailleurs")
    walk.shoot(page, "04-ouverture")
    for who in ("camille", "bastien"):
        page = walk.as_(who)
        page.goto(base(walk) + "consultation/ouverture/")
        send(page, "Confirmer le procès-verbal", says="Vous avez confirmé")
    expect(page.locator("main")).to_contain_text("extraits envoyés aux titulaires")


EVALUATORS = ("camille", "bastien", "olivia")
JUDGES = {
    "Camille Roussel": "État pilote",
    "Bastien Leroux": "Collectivités",
    "Olivia Marchand": "Opérateur de l’État",
}


def declare(walk: Walk, who: str) -> None:
    """Before anything is opened or read."""
    page = walk.visit(who, "Consultation")
    page.goto(base(walk) + "consultation/interets/")
    send(page, "Déclarer", says="Votre déclaration est consignée", **{"Aucun lien": True})


def three_colleges_mark(walk: Walk) -> None:
    """Interests first, then each their own grid; nobody's marks are seen before all are in."""
    declare(walk, "olivia")  # the two who opened did before
    for who in EVALUATORS:
        page = walk.visit(who, "Consultation")
        go(page, "Ma grille")
        mark_everything(page)
        walk.shoot(page, f"05-grille-{who}")
        send(page, "Rendre ma grille", says="Votre grille est rendue")


def mark_everything(page: Page) -> None:
    """Keeping a mark leads to the next one to give."""
    judged = [label for key, (label, _) in CRITERIA.items() if key != "price"]
    cells = len(judged) * len(MARKS)
    for given in range(cells):
        expect(page.locator("caption")).to_contain_text(f"{given} sur {cells}")
        cell = page.locator("#saisie")
        said = cell.inner_text()
        who = next(who for who in MARKS if f"Groupement {FIRMS[who][0]}" in said)
        mark = MARKS[who][judged.index(cell.locator("h2").inner_text())]
        page.get_by_role("radio", name=mark, exact=True).check()
        send(page, "Garder et passer à la suivante", **{"Mon motif": "Page deux, la marche."})


def a_low_price_is_explained(walk: Walk) -> None:
    """A gap is a question, asked of one holder alone; a person decides on the answer."""
    page = walk.visit("camille", "Consultation")
    go(page, "Mettre en commun")
    go(page, "Régularité et prix bas")
    row = page.locator("tr", has_text="Groupement D")
    expect(row).to_contain_text("sous la moyenne des autres offres")
    go(page, "Demander une justification à Groupement D")
    due = clock.now().astimezone(clock.PARIS) + timedelta(days=5)
    send(
        page,
        "Demander une justification",
        says="La demande est partie",
        **{
            "Ce qui doit être justifié": "Comment tenir trois ateliers à ce prix ?",
            "Réponse attendue avant": f"{due:%d/%m/%Y %H:%M}",
        },
    )
    assert "justifi" in walk.last_mail_to(address("denis"))
    denis = walk.as_("denis")
    denis.goto(base(walk) + "consultation/mon-resultat/")
    go(denis, "Répondre")
    send(
        denis,
        "Envoyer à l’acheteur",
        says="Votre justification est chez l’acheteur",
        **{"Votre justification": "Nous habitons à dix kilomètres, sans nuit ni trajet."},
    )
    go(page, "Voir la demande à Groupement D")
    send(
        page,
        "Décider",
        says="La décision est consignée",
        **{
            "Prix justifié : l’offre reste classée": True,
            "Motif de la décision": "L’équipe est sur place : les jours promis sont payés.",
        },
    )


def the_best_offer_is_chosen(walk: Walk) -> None:
    page = walk.visit("camille", "Consultation")
    go(page, "Mettre en commun")
    settle_everything(page)
    walk.shoot(page, "06-mise-en-commun")
    go(page, "Clore la mise en commun")
    send(
        page,
        "Clore la mise en commun",
        says="La mise en commun est close",
        **{f"{name}, {college}": True for name, college in JUDGES.items()},
    )
    send(page, "Établir le rapport", says="Le rapport d’analyse est établi")
    go(page, "Arrêter le classement")
    send(
        page,
        "Retenir l’offre classée première",
        says="Le choix est arrêté",
        **{
            "Motif": "Le meilleur total, par la méthode et l’équipe.",
            "Pour confirmer": "Groupement C",
        },
    )
    send(page, "Envoyer les lettres", says="Chaque groupement consulté a sa lettre")
    walk.shoot(page, "07-lettres")
    for who in FIRMS:
        assert "Groupement C" in walk.last_mail_to(address(who)) or who == "dina"


def tenders_are_regular(page: Page) -> None:
    go(page, "Régularité et prix bas")
    for _ in MARKS:
        page.get_by_role("link", name="Juger").first.click()
        send(page, "Consigner l’appréciation", **{"Régulière": True})


def settle_everything(page: Page) -> None:
    """The mark on which the three agree, cell after cell."""
    cells = (len(CRITERIA) - 1) * len(MARKS)
    for left in range(cells, 0, -1):
        cell = page.locator("#mc")
        expect(cell).to_contain_text(f"{left} note")
        mark = cell.locator(".chiffre").first.inner_text()
        send(
            page,
            "Retenir la note commune",
            **{
                "Note commune": mark,
                "Motif, repris tel quel dans le rapport d’analyse": f"Accord, page {left}.",
            },
        )


def the_contract_is_notified(walk: Walk) -> None:
    walk.later(days=12)
    page = walk.visit("camille", "Consultation")
    go(page, "Marché")
    go(page, "Signer le marché")
    send(page, "Enregistrer la signature", says="Le marché est signé")
    go(page, "Notifier le marché")
    send(
        page,
        "Notifier le marché",
        says="l’Atelier commence aujourd’hui",
        **{"Ce que Dina Haddad apporte": "Conduite du projet", "Jours de Dina Haddad": "45"},
    )
    walk.shoot(page, "08-marche-notifie")
    dina, eve = walk.as_("dina"), walk.as_("eve")
    assert dina.goto(base(walk) + "candidature/").status == 200
    assert eve.goto(base(walk) + "candidature/").status == 404


def a_hydrologist_joins_the_team(walk: Walk) -> None:
    """What the territory needs and the team lacks comes by a DC4, which the buyer accepts."""
    dina, team = walk.as_("dina"), base(walk) + "consultation/marche/equipe/"
    dina.goto(team)
    go(dina, "Déclarer un sous-traitant")
    send(
        dina,
        "Déposer la déclaration",
        says="La déclaration est reçue",
        **{
            "Sous-traitant": "Eaux vives conseil",
            "SIRET du sous-traitant": "00000000000018",
            "Prestations sous-traitées": "Lecture des nappes et des crues, aux trois ateliers.",
            "Montant maximal": "9 000",
            "Durée, en mois": "13",
            "Conditions de paiement": "À trente jours, sur service fait.",
            "Prénom": "Hugo",
            "Nom": "Marin",
            "Adresse électronique": address("hugo"),
            "Ce que cette personne apporte": "Hydrologie",
            "Jours": "8",
        },
    )
    camille = walk.as_("camille")
    camille.goto(team)
    go(camille, "Eaux vives conseil")
    camille.get_by_role("button", name="Accepter le sous-traitant").click()
    expect(camille.locator("main")).to_contain_text("acte spécial n°")
    camille.goto(team)
    expect(camille.locator("main")).to_contain_text("Hugo Marin, Hydrologie, par la sous-traitance")
    walk.shoot(camille, "08-equipe-et-hydrologue")
