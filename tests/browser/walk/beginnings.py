"""From the first account to T0: applying, choosing a team under seal, notifying it."""

import re
from datetime import datetime, time, timedelta

from playwright.sync_api import Page, expect

from atelier_local import clock
from atelier_local.programme.agreement import operations as agreement
from atelier_local.programme.agreement.founding_document import Entry
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.steps.application.enums import Heading, LetterKind
from tests.browser.walk.walking import PASSWORD, Walk, command, day, go, path_in, send

QUESTION = "Comment rester à Bellême quand on vieillit, sans voiture et sans bâtir dans les prés ?"
REASON = "La question est claire, le territoire est prêt, les deux porteurs s’engagent."
CRITERIA = {
    "method": ("Méthode et animation", 40),
    "team": ("Équipe adaptée au besoin", 35),
    "price": ("Prix", 25),
}
FIRMS = {
    "alice": ("A", "Agence Amont", ("Agence Amont",)),
    "dina": ("C", "Les Passeurs de terrain", ("Les Passeurs de terrain", "Hydrologues associés")),
    "eve": ("E", "Atelier des Deux Rives", ("Atelier des Deux Rives", "Hydrologues associés")),
}
"""Who acts for which consortium; two of them share a subcontractor."""
LANDSCAPE = (("paysage", ("paysage",)),)
SERVICE = "Direction départementale des territoires de l’Orne"
EPCI = "CC des Collines du Perche Normand"
NAMES = {
    "agnes": ("Agnès", "Morin"),
    "camille": ("Camille", "Roussel"),
    "bastien": ("Bastien", "Leroux"),
    "olivia": ("Olivia", "Marchand"),
    "paul": ("Paul", "Noël"),
    "alice": ("Alice", "Perrin"),
    "dina": ("Dina", "Haddad"),
    "eve": ("Ève", "Lacombe"),
}
PHRASES = {"camille": "trois corbeaux sur le toit", "bastien": "la mairie ouvre à midi"}
MENU = "nav[aria-label='Salles de l’Atelier']"
PRICES = {"dina": "97 800", "eve": "88 900"}
MARKS = {"dina": ("8,5", "7"), "eve": ("6", "6,5")}
"""What everyone thinks of an offer, criterion by criterion; they are of one mind."""


def address(who: str) -> str:
    return f"{who}@atelier.test"


# Coming in ------------------------------------------------------------------------------


def choose_password(page: Page, link: str) -> None:
    """The link of an invitation opens an account."""
    page.goto(link)
    send(page, "Enregistrer et entrer", **{"Mot de passe": PASSWORD, "Le même": PASSWORD})
    expect(page.locator("main")).to_contain_text("Votre compte est prêt")


def the_first_account_opens(walk: Walk) -> None:
    said = command("first_account", address("agnes"), "--first-name=Agnès", "--last-name=Morin")
    choose_password(walk.as_("agnes"), path_in(said))
    assert walk.as_("agnes").goto(path_in(said)).status == 404, "an invitation serves once"


def an_agreement_is_registered(walk: Walk) -> None:
    """Set-up, not clicked: the holders of an invented agreement, and who acts for each."""
    at = clock.now()
    agreement.load_specialities()
    framework = agreement.register_framework(
        slug="demonstration",
        name="Accord-cadre de démonstration",
        buyer="DGALN",
        fictitious=True,
        criteria=[
            {"key": key, "label": label, "weight_min": 5, "weight_max": 40}
            | {"is_price": key == "price", "is_environmental": key == "environment"}
            for key, (label, _) in CRITERIA.items()
        ],
        by=None,
        at=at,
    )
    for who, (letter, lead, firms) in FIRMS.items():
        consortium = agreement.register_consortium(
            framework,
            slug=f"demonstration-{letter.lower()}",
            name=f"Groupement {letter}",
            letter=letter,
            members=[
                Entry(firm, firm, "(paysage)", (("paysage", ("paysage",)),)) for firm in firms
            ],
            by=None,
            at=at,
        )
        organisation = people.register_organisation(
            kind=OrganisationKind.FIRM, name=lead, fictitious=True, by=None, at=at
        )
        first_name, last_name = NAMES[who]
        agent = people.register_person(
            email=address(who),
            first_name=first_name,
            last_name=last_name,
            organisation=organisation,
            by=None,
            at=at,
        )
        agreement.appoint_agent(agent, consortium, lead=True, by=None, at=at)
        people.invite(agent, by=None, at=at)
        choose_password(walk.as_(who), walk.link_mailed_to(address(who)))


def a_service_joins(walk: Walk) -> None:
    page = walk.as_("agnes")
    page.goto("/services/")
    send(
        page,
        "Envoyer l’invitation",
        says="Invitation envoyée à camille@atelier.test",
        **{
            "Service": SERVICE,
            "Prénom": "Camille",
            "Nom": "Roussel",
            "Adresse électronique professionnelle": address("camille"),
            "Fonction": "Chargée de mission aménagement",
        },
    )
    choose_password(walk.as_("camille"), walk.link_mailed_to(address("camille")))


# Applying -------------------------------------------------------------------------------


def camille_applies(walk: Walk) -> None:
    page = walk.as_("camille")
    page.goto("/candidatures/nouvelle/")
    send(
        page,
        "Ouvrir la candidature",
        **{
            "Territoire": "Bellême",
            "Question posée": QUESTION,
            "Accord-cadre": "Accord-cadre de démonstration",
        },
    )
    expect(page.get_by_role("heading", name="Candidature", level=1)).to_be_visible()
    walk.atelier = page.url
    expect(page.locator("main")).to_contain_text("Comment rester à Bellême")


def camille_brings_people_in(walk: Walk) -> None:
    """Three parties and their people, each invited in writing."""
    page = walk.visit("camille", "Vue d’ensemble")
    go(page, "Participants et rôles")
    for who, role, organisation in (
        ("bastien", "Collectivité", {"Organisation": EPCI}),
        (
            "olivia",
            "Opérateur de l’État",
            {"Nom de l’organisation": "EPF Normandie"},
        ),
        ("paul", "Partenaire", {"Nom de l’organisation": "Chambre d’agriculture"}),
    ):
        first_name, last_name = NAMES[who]
        send(
            page,
            "Inviter",
            says=f"{first_name} {last_name} prend part",
            **organisation
            | {
                "Rôle dans l’Atelier": role,
                "Prénom": first_name,
                "Nom": last_name,
                "Adresse électronique professionnelle": address(who),
            },
        )
        choose_password(walk.as_(who), walk.link_mailed_to(address(who)))
    walk.shoot(page, "01-participants")


def write(page: Page, heading: Heading, text: str) -> None:
    page.get_by_role("link", name=re.compile(f"« {heading.label} »")).click()
    send(page, "Enregistrer", says="est enregistrée", Texte=text)


def bastien_writes_too(walk: Walk) -> None:
    """Four headings by one, three by the other; a second version keeps the first."""
    for rank, heading in enumerate(Heading):
        page = walk.visit(("camille", "bastien")[rank % 2], "Candidature")
        write(page, heading, f"{heading.label} : ce que nous en savons, et d’où nous le savons.")
    page = walk.visit("bastien", "Candidature")
    write(page, Heading.PURPOSE, "Objet : vieillir au bourg, en y ayant de quoi vivre.")
    expect(page.locator("main")).to_contain_text("2 versions")


def camille_submits(walk: Walk) -> None:
    page = walk.visit("camille", "Candidature")
    expect(page.get_by_role("button", name="Déposer auprès de la DGALN")).to_be_disabled()
    go(page, "Joindre")
    for kind in LetterKind:
        send(
            page,
            "Joindre la lettre",
            says="La lettre est jointe",
            **{"Pièce": kind.label, "Signataire": "La préfète", "Reçue le": day(clock.today())},
        )
    page = walk.visit("camille", "Candidature")
    walk.shoot(page, "02-candidature")
    send(page, "Déposer auprès de la DGALN", says="La note est déposée")


def dgaln_selects(walk: Walk) -> None:
    walk.later(days=20)
    page = walk.visit("agnes", "Candidature")
    go(page, "Décider")
    send(
        page,
        "Arrêter la décision",
        says="Candidature retenue",
        **{"Retenir": True, "Motif": REASON},
    )


# Choosing under seal --------------------------------------------------------------------


def consortia_are_consulted(walk: Walk) -> None:
    """Weights, deadline, two keys of two parties; then every holder of the agreement is told."""
    page = walk.visit("camille", "Consultation")
    go(page, "Préparer la consultation")
    deadline = datetime.combine(clock.today() + timedelta(days=30), time(12), clock.PARIS)
    walk.kept["deadline"] = deadline.isoformat()
    weights = dict(CRITERIA.values())
    send(page, "Enregistrer", **weights, **{"Date limite": f"{deadline:%d/%m/%Y %H:%M}"})
    go(page, "Nommer")
    for phrase, who in zip(page.get_by_label("Sa phrase secrète").all(), PHRASES, strict=True):
        phrase.fill(PHRASES[who])
    send(
        page,
        "Créer les deux clés",
        says="Elles n’ouvrent qu’ensemble",
        **{
            "Première personne": f"Camille Roussel, {SERVICE}",
            "Seconde personne": f"Bastien Leroux, {EPCI}",
        },
    )
    go(page, "Lancer la consultation")
    send(
        page,
        "Consulter les groupements",
        says="Les groupements sont consultés",
        **{"Pour confirmer": EPCI},
    )
    for who in FIRMS:
        assert "consult" in walk.last_mail_to(address(who)).lower()


def holders_tender_under_seal(walk: Walk) -> None:
    """One asks and all read the answer; two tender, one declines."""
    walk.later(days=5)
    dina, camille, alice, eve = (walk.as_(who) for who in ("dina", "camille", "alice", "eve"))
    for page in (dina, alice, eve):
        page.goto("/consultations/")
        go(page, EPCI)
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
    for who, page in (("dina", dina), ("eve", eve)):
        tender(page, who)
    go(alice, "Ne pas répondre")
    send(alice, "Faire savoir que nous ne répondrons pas", Motif="Notre équipe est prise ailleurs.")
    walk.shoot(dina, "03-recu-de-depot")


def tender(page: Page, who: str) -> None:
    go(page, "Notre offre", MENU)
    send(
        page,
        "Sceller et déposer",
        **{
            "Ce que nous comprenons de la demande": f"Le secret de {who} : marcher avant d’écrire.",
            "Méthode, phase par phase": "Trois ateliers sur place, vingt entretiens entre eux.",
            "Équipe adaptée au besoin": "Une paysagiste, un géographe, une économiste.",
            "Prix, en euros hors taxe": PRICES[who],
            "Pour confirmer, recopiez le prix": PRICES[who],
        },
    )
    expect(page.get_by_role("heading", name="Reçu de dépôt")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Empreinte SHA-256")


def nobody_sees_a_tender(walk: Walk) -> None:
    """Before the deadline neither the buyer, nor a rival, nor DGALN learns that one is there."""
    for who in ("camille", "bastien", "agnes"):
        page = walk.visit(who, "Consultation")
        expect(page.locator("main")).to_contain_text("sous scellé jusqu’à l’ouverture")
        expect(page.locator("main")).not_to_contain_text("Le secret de")
        expect(page.locator("main")).not_to_contain_text("97 800")
    page = walk.visit("camille", "Consultation")
    go(page, "Ouverture des plis")
    expect(page.get_by_role("button", name="Ouvrir les plis")).to_be_disabled()
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
    page = walk.visit("camille", "Consultation")
    go(page, "Ouverture des plis")
    send(
        page,
        "Ouvrir les plis",
        **{
            "Phrase secrète de Camille Roussel": PHRASES["camille"],
            "Phrase secrète de Bastien Leroux": PHRASES["bastien"],
        },
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ouverts à deux")
    expect(page.locator("main")).to_contain_text("97 800")
    expect(page.locator("main")).to_contain_text("Notre équipe est prise ailleurs")
    walk.shoot(page, "04-ouverture")


EVALUATORS = ("camille", "bastien", "olivia")


def three_colleges_mark(walk: Walk) -> None:
    """Interests first, then each their own grid; nobody's marks are seen before all are in."""
    for who in EVALUATORS:
        page = walk.visit(who, "Consultation")
        go(page, "Mes intérêts")
        send(page, "Déclarer", says="Votre déclaration est consignée", **{"Aucun lien": True})
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
        who = "dina" if "Groupement C" in cell.inner_text() else "eve"
        mark = MARKS[who][judged.index(cell.locator("h2").inner_text())]
        send(
            page,
            "Garder et passer à la suivante",
            **{"Ma note sur 10": mark, "Mon motif": "Page deux, la marche."},
        )


def the_best_offer_is_chosen(walk: Walk) -> None:
    page = walk.visit("camille", "Consultation")
    go(page, "Mettre en commun")
    settle_everything(page)
    walk.shoot(page, "06-mise-en-commun")
    go(page, "Arrêter le classement")
    send(
        page,
        "Retenir l’offre classée première",
        says="Le choix est arrêté",
        Motif="Le meilleur total, par la méthode et l’équipe.",
    )
    expect(page.locator("main")).to_contain_text("Groupement C")
    assert "Groupement C" in walk.last_mail_to(address("eve"))


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
            **{"Note commune": mark, "Motif, repris tel quel dans le rapport d’analyse": "Accord."},
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
    walk.shoot(page, "07-marche-notifie")
    dina, eve = walk.as_("dina"), walk.as_("eve")
    assert dina.goto(base(walk) + "candidature/").status == 200
    assert eve.goto(base(walk) + "candidature/").status == 404
