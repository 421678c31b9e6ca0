"""The roadmap through the screens: who opens what, what is kept, what reconciles."""

from datetime import date

from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Message, Ticket
from atelier_local.programme.people.operations import issue_ticket
from atelier_local.programme.thread.enums import Sight
from atelier_local.steps.roadmap import operations, queries
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.models import Action, Review
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.people import LONG_AGO
from tests.factories.roadmap import AT, a_plan, a_strategy, an_action
from tests.files.test_ods import read, told
from tests.pages import assert_queries

ROADMAP = reverse("roadmap:roadmap", args=[SLUG])
ADD = reverse("roadmap:add_action", args=[SLUG])
FOLLOW_UP = reverse("roadmap:follow_up", args=[SLUG])
REVIEW = reverse("roadmap:record_review", args=[SLUG])
COMPASS = reverse("roadmap:compass", args=[SLUG])
EXPORT = reverse("roadmap:export", args=[SLUG])
WORKBOOK = reverse("roadmap:workbook", args=[SLUG])
VIEWS = [ROADMAP, f"{ROADMAP}?vue=calendrier", f"{ROADMAP}?vue=financeurs"]

MEMBERS = {"camille", "bastien", "hélène", "olivia", "paul", "agnès", "dina"}
WRITERS = {"camille", "bastien", "dina"}
UPDATERS = {"camille", "bastien"}


def on(action: Action, page: str = "action") -> str:
    return reverse(f"roadmap:{page}", args=[SLUG, action.pk])


def text(client, path: str) -> str:
    return client.get(path).content.decode()


def statuses(as_, cast, path: str) -> dict[str, int]:
    return {name: as_(person).get(path).status_code for name, person in vars(cast).items()}


def expected(cast, allowed: set[str]) -> dict[str, int]:
    return {n: 200 if n in allowed else 403 if n in MEMBERS else 404 for n in vars(cast)}


# Doors ----------------------------------------------------------------------------------


def test_every_member_reads_and_a_stranger_finds_nothing(as_, cast, strategy):
    action = an_action(cast, strategy)
    for path in (ROADMAP, COMPASS, FOLLOW_UP, EXPORT, WORKBOOK, on(action)):
        assert statuses(as_, cast, path) == expected(cast, MEMBERS), path


WHO_WRITES = {
    "complete": WRITERS,
    "funding": WRITERS,
    "pledge": WRITERS,
    "take_up": WRITERS,
    "add_milestone": WRITERS,
    "update": UPDATERS,
    "ask": {"camille"},
}


def test_who_writes_on_an_action(as_, cast, strategy):
    action = an_action(cast, strategy)
    for page, allowed in WHO_WRITES.items():
        assert statuses(as_, cast, on(action, page)) == expected(cast, allowed), page


def test_who_adds_and_who_records_a_review(as_, cast, strategy):
    an_action(cast, strategy)
    assert statuses(as_, cast, ADD) == expected(cast, WRITERS)
    assert as_(cast.bastien).post(REVIEW).status_code == 403
    assert as_(cast.stranger).post(REVIEW).status_code == 404
    assert as_(cast.camille).post(REVIEW).status_code == 422


def test_an_action_of_another_atelier_is_not_found(as_, cast, strategy):
    other = a_strategy(cast, slug="ailleurs", epci=an_epci("200072999", "CC du Houlme"))
    action = an_action(cast, other)
    for page in ("action", *WHO_WRITES):
        assert as_(cast.camille).get(on(action, page)).status_code == 404, page


def test_a_visitor_signs_in_first(client, strategy):
    assert client.get(ROADMAP).status_code == 302


# The roadmap ----------------------------------------------------------------------------


def test_before_any_action_the_page_says_what_will_be_here(as_, cast, strategy):
    assert "Ajouter la première action" in text(as_(cast.dina), ROADMAP)
    assert "décidées à l’Atelier 3" in text(as_(cast.paul), ROADMAP)
    assert "attend ses actions" in text(as_(cast.paul), COMPASS)


def test_filters_are_in_the_address_and_totals_follow(as_, cast, strategy):
    an_action(cast, strategy, "Rénover six maisons", families=["A"], horizon="short")
    an_action(cast, strategy, "Planter des haies", families=["C"], horizon="long")
    client = as_(cast.paul)
    assert "Total des 2 actions" in text(client, ROADMAP)
    kept = text(client, f"{ROADMAP}?famille=C&horizon=long")
    assert "Total de l’action" in kept
    assert "Rénover six maisons" not in kept
    nothing = text(client, f"{ROADMAP}?famille=C&horizon=short")
    assert "Aucune action ne réunit ces filtres" in nothing
    assert "Total des 2 actions" in text(client, f"{ROADMAP}?famille=Z&etat=<b>")


def test_the_three_views_reconcile(cast, strategy):
    an_action(cast, strategy)
    an_action(cast, strategy, "Planter des haies", plan=a_plan(funding=[]))
    found = queries.roadmap(strategy.atelier, Sight.PARTIES)
    money = found.money
    assert money.cost == sum(group.money.cost for group in found.groups) == 960_000
    assert sum(funder.total for funder in found.funders) == money.funded
    assert sum(amount for _, amount in found.by_state) == money.funded == 480_000
    secured = sum(amount for state, amount in found.by_state if state.is_secured)
    assert secured == money.secured == 120_000
    assert money.unfunded == 480_000
    assert found.heard == 2


def test_what_people_wrote_never_becomes_markup_nor_a_formula(as_, cast, strategy):
    an_action(cast, strategy, "=1+1 <script>x</script>")
    client = as_(cast.paul)
    for path in (*VIEWS, COMPASS, FOLLOW_UP):
        assert "<script>x" not in text(client, path)
    exported = client.get(f"{EXPORT}?famille=A")
    assert exported["Content-Type"].startswith("text/csv")
    assert "'=1+1" in exported.content.decode()
    assert "480000" in exported.content.decode()
    sheets = read(client.get(f"{WORKBOOK}?famille=A").content)
    assert list(sheets) == ["Actions", "Dépenses", "Financements", "Jalons"]
    *_, total = sheets["Dépenses"]
    assert (told(total[0]), told(total[4])) == (
        "Total",
        sum(told(r[4]) for r in sheets["Dépenses"][1:-1]),
    )


def grow(cast, strategy, number: int) -> list[Action]:
    """Actions with all that can hang on them."""
    by = {"by": cast.bastien, "at": AT}
    added = [an_action(cast, strategy, f"Action {n}") for n in range(number)]
    for action in added:
        for label in ("Permis", "Travaux"):
            operations.add_milestone(action, label, date(2028, 3, 1), **by)
            operations.pledge(action, f"{label} : je signe.", "Le maire", **by)
            operations.update_action(
                action, progress=Progress.STARTED, percent=30, news=f"{label} lancé.", **by
            )
        operations.hold_review(
            strategy.atelier,
            months_after=6,
            summary="Cela avance.",
            starts_at=AT,
            place="Bellême",
            decisions=[Decided("On continue."), Decided("On relance.")],
            **by,
        )
    return added


def test_pages_need_few_queries_whatever_the_number_of_rows(as_, cast, strategy):
    Atelier.objects.update(stage=Stage.FOLLOW_UP)  # where the frame asks most
    (action,) = grow(cast, strategy, 1)
    client = as_(cast.camille)
    client.get(ROADMAP)  # facts of the territory are looked up once in the life of a process
    paths = [*VIEWS, COMPASS, FOLLOW_UP, EXPORT, WORKBOOK, on(action)]
    paths += [on(action, "complete"), on(action, "funding"), ADD]
    one = [assert_queries(client, path) for path in paths]
    grow(cast, strategy, 2)
    assert [assert_queries(client, path) for path in paths] == one


# One action -----------------------------------------------------------------------------


def test_a_sheet_shows_its_thread_its_money_and_its_life(as_, cast, strategy):
    (action,) = grow(cast, strategy, 1)
    page = text(as_(cast.camille), on(action))
    for shown in (
        *("2 contributions", "Rouvrir soixante logements", "remet des logements en usage"),
        *("Signer la promesse avant Noël", "Travaux : je signe.", "Travaux lancé."),
        *("Bastien Lemoine", "Ressources = dépenses", "Hors base publique", "R2334-24"),
        *("La part du porteur suffit", "21,7", "L1111-10 III", "9 juin 2027"),
    ):
        assert shown in page.replace("\u00a0", " "), shown


def test_a_short_share_and_an_unbalanced_plan_say_so(as_, cast, strategy):
    plan = a_plan(funding=[])
    action = an_action(cast, strategy, plan=plan)
    page = text(as_(cast.paul), on(action))
    assert "Aucun financement public" in page
    assert "Il manque" in page
    assert "Mettre à jour les financements" not in page


FORM = {
    "title": "Ouvrir la halle",
    "why": "donne un lieu au métier",
    "horizon": "medium",
    "priority": "1",
    "maturity": "ready",
    "first_step": "Étayer le mur.",
    "operation": "investment",
    "domain": "",
    "without_vat": "on",
    "families": ["A", "B"],
    "partners": "EPF\nRégion",
    "couts-TOTAL_FORMS": "5",
    "couts-INITIAL_FORMS": "0",
    "couts-0-label": "Travaux",
    "couts-0-nature": "travaux",
    "couts-0-amount": "100 000 €",
    "lignes-TOTAL_FORMS": "5",
    "lignes-INITIAL_FORMS": "0",
    "lignes-0-funder": "CC des Collines",
    "lignes-0-kind": "owner",
    "lignes-0-amount": "100000",
    "lignes-0-state": "granted",
    "lignes-1-state": "considered",
}


def filled(cast, strategy, **other) -> dict:
    held = {"objective": strategy.objective.pk, "owner": cast.bastien.organisation.pk}
    return FORM | held | other


def test_adding_an_action_with_its_plan(as_, cast, strategy):
    source = {"rests_on": "C-1-001 : le demande"}
    response = as_(cast.dina).post(ADD, filled(cast, strategy, **source))
    action = Action.objects.get()
    assert response.url == on(action)
    assert (action.families, action.partners) == ("AB", ["EPF", "Région"])
    assert action.plan.money.secured == action.plan.cost == 100_000
    assert action.node.rests_on.count() == 2


WRONG = {
    "Horizon": {"horizon": ""},
    "Dépense 1, Montant": {"couts-0-amount": "beaucoup"},
    "ne désigne rien ici": {"rests_on": "Z-9 : pourquoi"},
    "finirait avant d’avoir commencé": {"starts_on": "01/02/2028", "ends_on": "01/01/2028"},
}


def test_errors_keep_everything_typed(as_, cast, strategy):
    for said, wrong in WRONG.items():
        response = as_(cast.dina).post(ADD, filled(cast, strategy, **wrong))
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        for typed in ("Étayer le mur.", "donne un lieu au métier", "EPF\nRégion", *wrong.values()):
            assert typed in page
    assert not Action.objects.exists()


def test_the_small_forms(as_, cast, strategy):
    action = an_action(cast, strategy)
    client = as_(cast.camille)
    client.post(on(action, "pledge"), {"words": "Je signe.", "by_label": "Le maire"})
    client.post(on(action, "add_milestone"), {"label": "Permis", "due_on": "01/03/2028"})
    milestone = action.milestones.get()
    client.post(reverse("roadmap:reach_milestone", args=[SLUG, action.pk, milestone.pk]))
    client.post(on(action, "update"), {"progress": "done", "percent": "", "next_step": "Fêter"})
    action.refresh_from_db()
    milestone.refresh_from_db()
    assert action.pledges.get().by_label == "Le maire"
    assert milestone.done_at
    assert (action.progress, action.percent) == (Progress.DONE, 100)


def test_a_refusal_keeps_what_was_typed(as_, cast, strategy):
    action = an_action(cast, strategy)
    said = {"progress": "blocked", "percent": "40", "next_step": "Chercher les héritiers"}
    response = as_(cast.bastien).post(on(action, "update"), said)
    assert response.status_code == 422
    assert "dites ce qui bloque" in response.content.decode()
    assert "Chercher les héritiers" in response.content.decode()


# News through a link --------------------------------------------------------------------


def test_a_pilot_asks_and_the_owner_answers_without_an_account(as_, client, cast, strategy):
    action = an_action(cast, strategy)
    as_(cast.camille).post(on(action, "ask"), {"email": "maire@exemple.test"})
    assert Message.objects.get().to == "maire@exemple.test"
    client.logout()
    assert Ticket.objects.filter(subject=str(action.pk)).count() == 1
    token = issue_ticket(
        TicketPurpose.ACTION_UPDATE, subject=str(action.pk), days=60, at=clock.now()
    )
    path = reverse("roadmap:news", args=[token])
    assert "Où en êtes-vous" in text(client, path)
    wrong = client.post(path, {"progress": "started", "percent": "", "news": "Devis reçu."})
    assert wrong.status_code == 422
    assert "Devis reçu." in wrong.content.decode()
    same = {"progress": action.progress, "percent": str(action.percent), "news": ""}
    nothing = client.post(path, same)  # the link is kept for whoever sent the page as it came
    assert "Si rien n’a bougé" in nothing.content.decode()
    done = client.post(path, {"progress": "started", "percent": "15", "news": "Devis reçu."})
    assert "Merci" in done.content.decode()
    assert client.get(path).status_code == 404
    assert action.updates.get().news == "Devis reçu."


def test_a_link_of_another_purpose_or_past_opens_nothing(client, cast, strategy):
    action = an_action(cast, strategy)
    subject = str(action.pk)
    invitation = issue_ticket(TicketPurpose.INTERVIEW, subject=subject, days=9, at=clock.now())
    past = issue_ticket(TicketPurpose.ACTION_UPDATE, subject=subject, days=1, at=LONG_AGO)
    for token in (invitation, past, "rien"):
        assert client.get(reverse("roadmap:news", args=[token])).status_code == 404


# Following up ---------------------------------------------------------------------------


def test_before_the_feedback_the_page_explains_itself(as_, cast, strategy):
    an_action(cast, strategy)
    assert "Le suivi commence à la restitution" in text(as_(cast.paul), FOLLOW_UP)


def test_a_review_is_recorded_with_its_decisions(as_, cast, strategy):
    grow(cast, strategy, 1)
    clock.advance_to(AT.replace(year=2028))
    given = {
        "held_on": "01/03/2028",
        "place": "Igé",
        "months_after": "12",
        "summary": "Une avance.",
        "decisions": "On relance le notaire.\n\nOn se revoit.",
    }
    client = as_(cast.camille)
    assert client.post(REVIEW, given).url == FOLLOW_UP
    assert Review.objects.count() == 2
    page = text(client, FOLLOW_UP)
    assert "On relance le notaire." in page
    assert "Igé" in page
    ahead = client.post(REVIEW, given | {"held_on": "01/03/2038"})
    assert ahead.status_code == 422
    assert "Une avance." in ahead.content.decode()
