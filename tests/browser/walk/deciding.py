"""The second and the third workshop: from findings to an action with its money."""

from playwright.sync_api import Page, expect

from tests.browser.walk.beginnings import EPCI
from tests.browser.walk.walking import (
    Walk,
    day,
    fill,
    go,
    send,
)
from tests.browser.walk.workshops import after, close_workshop, end_interim, enter_workshop, prepare


def the_second_workshop_sets_a_course(walk: Walk) -> None:
    prepare(walk, 2, "Choisir ensemble", after(walk, 168))
    walk.on_the_day(after(walk, 168))
    send(enter_workshop(walk, 2), "Ouvrir la salle", says="La salle est ouverte")
    page = walk.visit("dina", "Stratégie")
    go(page, "Formuler un enjeu")
    submit_form(
        page,
        **{
            "Enjeu": "Comment garder une vie le soir sans voiture ?",
            "Sur quoi cela s’appuie": f"{walk.kept['finding']} : c’est ce que l’on a vu",
            "Gommettes reçues": 17,
        },
    )
    page = walk.visit("dina", "Stratégie")
    go(page, "Ajouter un axe")
    submit_form(page, **{"Nom court": "Se retrouver"})
    page = walk.visit("dina", "Stratégie")
    go(page, "Ajouter un objectif")
    submit_form(
        page,
        **{
            "Axe": "Se retrouver",
            "Objectif": "Ouvrir un lieu le soir à dix minutes de chacun",
            "Sur quoi cela s’appuie": "Enjeu 1 : il y répond",
        },
    )
    page = walk.visit("dina", "Stratégie")
    walk.shoot(page, "16-strategie")
    walk.on_the_day(after(walk, 168), 17, 30)
    close_workshop(walk, 2)


def submit_form(page: Page, **answers: object) -> None:
    """A page that holds one form, with one way out."""
    form = page.locator("main form")
    fill(form, answers)
    form.locator("button.btn:not(.tiers)").click()
    expect(page.locator("main .faux")).to_have_count(0)


def the_second_interim_ends(walk: Walk) -> None:
    walk.on_the_day(after(walk, 240))
    end_interim(walk)


def the_third_workshop_decides(walk: Walk) -> None:
    """An action with its owner, cost, funders, horizon, milestone, and a promise said aloud."""
    prepare(walk, 3, "Décider ensemble", after(walk, 266))
    walk.on_the_day(after(walk, 266))
    send(enter_workshop(walk, 3), "Ouvrir la salle", says="La salle est ouverte")
    page = walk.visit("dina", "Stratégie")
    go(page, "Ajouter une préconisation")
    submit_form(
        page,
        **{
            "Préconisation": "Tenir la halle ouverte deux soirs par semaine",
            "Adressée à": "L’intercommunalité",
            "Court terme": True,
            "Nature": "Opérationnelle",
            "Sur quoi cela s’appuie": "1.1 : la première marche",
        },
    )
    page = walk.visit("dina", "Feuille de route")
    go(page, "Ajouter une action")
    write_action(walk, page)
    walk.kept["action"] = page.url
    go(page, "Ajouter un jalon")
    answers = {"Jalon": "Le car du soir roule", "Attendu le": day(after(walk, 500))}
    submit_form(page, **answers)
    go(page, "Noter un engagement")
    submit_form(
        page,
        **{"Engagement": "Nous ouvrirons la halle avant l’hiver.", "Dit par": "La maire"},
    )
    expect(page.locator("main")).to_contain_text("Nous ouvrirons la halle")
    walk.shoot(page, "17-action")
    walk.on_the_day(after(walk, 266), 17, 30)
    close_workshop(walk, 3)


def write_action(walk: Walk, page: Page) -> None:
    costs, lines = page.get_by_role("table").nth(0), page.get_by_role("table").nth(1)
    fill(costs.get_by_role("row").nth(1), {"Poste": "Halle", "Nature": "Travaux"})
    fill(costs.get_by_role("row").nth(1), {"Montant en euros": "120 000"})
    for row, funder, nature, amount in (
        (1, EPCI, "Porteur de l’action", "36 000"),
        (2, "État", "État", "84 000"),
    ):
        answers = {"Financeur": funder, "Nature du financeur": nature, "Montant en euros": amount}
        fill(lines.get_by_role("row").nth(row), answers)
    send(
        page,
        "Enregistrer la fiche",
        says="enregistrée",
        **{
            "Objectif auquel elle répond": "1.1 Ouvrir un lieu le soir à dix minutes de chacun",
            "Action": "Ouvrir la halle le soir, avec un car pour rentrer",
            "Comment elle répond à l’objectif": "La halle est au centre, le car ramène chacun.",
            "Porteur": EPCI,
            "Court terme": True,
            "Quoi, où, comment": "La halle est chauffée et tenue deux soirs, jusqu’à 23 heures.",
            "Transitions territoriales et urbaines": True,
            "Thèmes": "vie du bourg, mobilité",
            "Communes": "Bellême",
            "Indicateur": "Soirs où la halle est ouverte",
            "Aujourd’hui": "0",
            "Cible": "100",
            "Source": "Cahier de la halle",
            "Fréquence": "chaque trimestre",
            "Premier pas": "Compter qui viendrait, un vendredi.",
            "Début": day(after(walk, 400)),
            "Fin": day(after(walk, 900)),
            "Autres sources": f"{walk.kept['finding']} : c’est ce qui l’a décidée",
        },
    )
