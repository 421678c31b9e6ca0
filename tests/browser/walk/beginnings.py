"""From the first account to T0: applying, choosing a team under seal, notifying it."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from atelier_local import clock
from atelier_local.programme.agreement import operations as agreement
from atelier_local.programme.agreement.founding_document import Entry
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.steps.application.enums import EligibilityItem, Heading, LetterKind
from tests.browser.walk.walking import PASSWORD, Walk, command, day, go, path_in, send

QUESTION = "Comment rester à Bellême quand on vieillit, sans voiture et sans bâtir dans les prés ?"
REASON = "La question est claire, le territoire est prêt, les deux porteurs s’engagent."
CRITERIA = {
    "method": ("Méthode et animation", 40),
    "team": ("Équipe adaptée au besoin", 25),
    "environment": ("Engagements écologiques", 10),
    "price": ("Prix", 25),
}
FIRMS = {
    "alice": ("A", "Agence Amont", ("Agence Amont",)),
    "basile": ("B", "Bocage et bâti", ("Bocage et bâti",)),
    "dina": ("C", "Les Passeurs de terrain", ("Les Passeurs de terrain", "Hydrologues associés")),
    "denis": ("D", "Denis Vasseur paysage", ("Denis Vasseur paysage",)),
    "eve": ("E", "Atelier des Deux Rives", ("Atelier des Deux Rives", "Hydrologues associés")),
    "fanny": ("F", "Faire bourg", ("Faire bourg",)),
}
"""Who acts for which consortium; two of them share a subcontractor. Alice declines, Fanny is
silent, the four others tender, Denis at a price that looks too low."""
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
    "basile": ("Basile", "Renard"),
    "dina": ("Dina", "Haddad"),
    "denis": ("Denis", "Vasseur"),
    "eve": ("Ève", "Lacombe"),
    "fanny": ("Fanny", "Guérin"),
}
PHRASES = {"camille": "trois corbeaux sur le toit", "bastien": "la mairie ouvre à midi"}
MENU = "nav[aria-label='Salles de l’Atelier']"
PRICES = {"basile": "84 500", "dina": "97 800", "denis": "58 000", "eve": "88 900"}
MARKS = {
    "basile": ("7", "6", "6"),
    "dina": ("8,5", "7", "7,5"),
    "denis": ("4", "5", "5"),
    "eve": ("6", "6,5", "6"),
}
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
        hearing=True,
        ceiling_eur=4_000_000,
        valid_to=date(2099, 12, 31),
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
    for item in EligibilityItem:
        page.locator(f"label[for='id_{item}-verdict_0']").click()
    send(page, "Garder la grille", says="La grille est gardée")
    send(
        page,
        "Arrêter la décision",
        says="Candidature retenue",
        **{"Retenir": True, "Motif": REASON},
    )


# Choosing under seal --------------------------------------------------------------------
