"""Reasons that contradict marks are found; sound grids are left in peace."""

import tomllib
from pathlib import Path

import pytest

from atelier_local.steps.competition.rules import lint
from atelier_local.steps.competition.rules.lint import Kind, Said

LABELS = {
    "understanding": "Compréhension de la demande",
    "method": "Méthode et animation",
    "team": "Équipe adaptée au besoin",
    "environment": "Engagements sociaux et écologiques",
    "price": "Prix",
}
CONTRADICTIONS = [
    (18, "L’encadrement est insuffisant pour huit tables (p. 22)."),
    (16, "La méthode est floue sur les entretiens."),
    (17, "Rien sur le hors réseau, page 12."),
    (20, "L’offre ne répond pas au § 3 du cahier."),
    (16, "Il manque l’hydrologue demandé."),
    (19, "Diagnostic superficiel, sans visite."),
    (18, "Calendrier irréaliste (p. 31)."),
    (16, "Une animatrice seule : c’est trop peu."),
    (17, "La question est mal comprise."),
    (18, "Le foncier n’apparaît dans aucune séquence."),
    (16, "Propos vague et généralités."),
    (8, "Excellente préparation des entretiens."),
    (4, "Réponse complète et précise au § 2 (p. 4)."),
    (0, "Très bonne lecture du marais."),
    (6, "L’équipe est exactement notre besoin, mot pour mot."),
    (8, "Méthode convaincante, testée ailleurs (p. 9)."),
    (7, "C’est le point fort de l’offre (p. 14)."),
    (2, "Démarche rigoureuse et détaillée."),
]
DRIFTS = [
    ("method", "Cette méthode est la moins chère de toutes (p. 3)."),
    ("team", "L’équipe coûte 12 000 € de plus."),
    ("team", "Nous les connaissons depuis dix ans, l’équipe est sûre."),
    ("method", "Leur réputation parle pour cette méthode."),
    ("understanding", "Un groupement parisien ne peut pas comprendre."),
    ("team", "Le siège social est dans le département."),
    ("understanding", "Les engagements écologiques sont tenus."),
    ("environment", "La méthode est décrite page 4."),
]
AT_PEACE = [
    (18, "Rien ne manque, page après page."),
    (17, "Aucune lacune dans la préparation."),
    (16, "Une offre sans faiblesse."),
    (18, "Elle ne manque pas de souffle (p. 8)."),
    (18, "Correspond exactement à ce qui manque à nos conventions."),
    (6, "Peu convaincant sur les entretiens."),
    (4, "La démarche n’est pas assez précise."),
    (8, "Méthode peu détaillée, sans calendrier."),
    (12, "Solide sur l’eau, insuffisant sur le foncier."),
]


def alone(criterion, halves, reason, by="ÉT"):
    return lint.lint([Said(by, "A", criterion, halves, reason)], LABELS, price="price")


@pytest.mark.parametrize(("halves", "reason"), CONTRADICTIONS)
def test_a_reason_that_contradicts_its_mark_is_found(halves, reason):
    assert Kind.CONTRADICTION in [remark.kind for remark in alone("method", halves, reason)]


@pytest.mark.parametrize(("criterion", "reason"), DRIFTS)
def test_a_reason_that_leaves_its_criterion_is_found(criterion, reason):
    assert Kind.DRIFT in [remark.kind for remark in alone(criterion, 12, reason)]


@pytest.mark.parametrize(("halves", "reason"), AT_PEACE)
def test_a_denied_word_contradicts_nothing(halves, reason):
    assert lint.contradiction(halves, reason) == ""


def test_the_mock_up_s_words():
    reason = "Marché du jeudi (p. 14–17). Une seule animatrice pour huit tables, c’est insuffisant."
    assert lint.contradiction(18, reason) == "Le motif dit « insuffisant », la note est 9."
    assert lint.contradiction(17, "C’est trop superficiel.").endswith("la note est 8,5.")


def test_the_word_is_shown_with_its_accents():
    assert "« irréaliste »" in lint.contradiction(18, "Calendrier irréaliste.")


def test_bare_outlying_copied_uncited_and_unexplained():
    judged = [
        Said("ÉT", "A", "method", 12, " "),
        Said("ÉT", "B", "method", 10, "Trois ateliers (p. 2)."),
        Said("CO", "B", "method", 18, "Trois ateliers et le marché (p. 2)."),
        Said("OP", "B", "method", 12, "Trois ateliers, une animatrice (p. 2)."),
        Said("CO", "A", "team", 12, "Six personnes."),
        Said("CO", "B", "team", 12, "Six personnes."),
        Said("", "A", "team", 12, "Six personnes en tout."),
    ]
    found = lint.lint(judged, LABELS, price="price", unexplained={"C": "20 % sous la moyenne"})
    kinds = [remark.kind for remark in found]
    assert sorted(kinds) == sorted(
        [Kind.BARE, Kind.LOW_UNEXPLAINED, Kind.OUTLIER, Kind.COPIED, Kind.COPIED, Kind.UNCITED]
    )
    assert [remark.blocking for remark in found] == [True, True, False, False, False, False]
    assert len({remark.key for remark in found}) == len(found)


def test_an_absence_that_changes_the_first_is_found():
    marks = {("ÉT", "A"): 8, ("ÉT", "B"): 2, ("CO", "A"): 6, ("CO", "B"): 7}

    def first(voters, tenders):
        return max(tenders, key=lambda one: sum(marks[voter, one] for voter in voters))

    assert lint.flips(["ÉT", "CO"], ["A", "B"], first) == (["ÉT"], [])
    assert lint.flips(["ÉT"], ["A", "B"], first) == ([], [])


def test_a_tender_that_comes_last_and_decides_who_is_first_is_found():
    def first(voters, tenders):
        return "A" if "C" in tenders and "A" in tenders else "B"

    assert lint.flips(["ÉT"], ["A", "B", "C"], first) == ([], ["C"])


def test_the_story_s_grids_are_left_in_peace():
    """Of all marks told in the story, one alone says a lack and nothing that outweighs it."""
    content = Path(lint.__file__).parents[3] / "windows" / "story" / "content"
    told = [
        mark
        for path in content.glob("*/atelier.toml")
        for kind in ("marks", "common")
        for mark in tomllib.loads(path.read_text()).get("competition", {}).get(kind, ())
    ]
    wrong = [
        mark["reason"] for mark in told if lint.contradiction(int(mark["mark"] * 2), mark["reason"])
    ]
    assert len(told) > 100
    (only,) = wrong
    assert only.endswith("le juriste manque pour la charte.")
