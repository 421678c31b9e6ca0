"""The hearings that the letter foresaw, between the marks given apart and those agreed upon."""

from datetime import datetime, time, timedelta

from playwright.sync_api import Page, expect

from atelier_local import clock
from tests.browser.walk.beginnings import FIRMS, MARKS, NAMES, address
from tests.browser.walk.choosing import JUDGES, base, tenders_are_regular
from tests.browser.walk.walking import Walk, go, send

TOPICS = "Qui anime les trois ateliers ?"
PAUSE = timedelta(minutes=15)


def holders_are_heard(walk: Walk) -> None:
    """All whose tender is admitted, as long and on the same points; each reads its own record."""
    page = walk.visit("camille", "Consultation")
    go(page, "Mettre en commun")
    tenders_are_regular(page)
    first = datetime.combine(clock.today() + timedelta(days=7), time(14), clock.PARIS)
    page = walk.visit("camille", "Consultation")
    go(page, "Auditions")
    send(
        page,
        "Convoquer",
        says="Les groupements sont convoqués",
        **{
            "Première audition": f"{first:%d/%m/%Y %H:%M}",
            "Lieu, ou lien de visioconférence": "Mairie de Bellême",
            "Points abordés, les mêmes pour tous": TOPICS,
        },
    )
    walk.shoot(page, "06-auditions")
    starts = first
    for who in MARKS:
        called = walk.last_mail_to(address(who))
        assert f"Le {starts:%d/%m/%Y à %H h %M}, heure de Paris, pendant 30 minutes" in called
        assert TOPICS in called
        starts += timedelta(minutes=30) + PAUSE
    clock.advance_to(starts)
    for who in MARKS:
        is_recorded(page, who)
    dina = walk.as_("dina")
    dina.goto(base(walk) + "consultation/mon-resultat/")
    expect(dina.locator("main")).to_contain_text(answer("dina"))
    expect(dina.locator("main")).not_to_contain_text(answer("eve"))


def is_recorded(page: Page, who: str) -> None:
    name = f"Groupement {FIRMS[who][0]}"
    page.get_by_role("link", name=f"Écrire le compte rendu de {name}").click()
    judges = [f"{judge}, {college}" for judge, college in JUDGES.items()]
    send(
        page,
        "Établir le compte rendu",
        says="Le compte rendu est établi",
        **{
            "Présents pour le groupement": " ".join(NAMES[who]),
            **dict.fromkeys(judges[:2], True),
            "Ce qui a été demandé et répondu": answer(who),
        },
    )


def answer(who: str) -> str:
    return f"{NAMES[who][0]} anime les trois, du premier jour au dernier."
