"""What each document needs, in what order it moves, where its sections stand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.agreement.rules import Node
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.steps.application.differences import Change
from atelier_local.steps.deliverables import rules
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState, Place
from atelier_local.steps.deliverables.rules import PLACES, Facts

K, S = DeliverableKind, DeliverableState
PARTS = [part for part, _, _ in rules.BUDGET[K.BOOKLET]]
FULL = Facts(
    sections=1,
    methodology=True,
    calendar=True,
    workshops_held=3,
    contributions=9,
    findings=3,
    issues=2,
    recommendations=2,
    actions=3,
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(st.sampled_from(K))
def test_everything_there_lacks_nothing(kind):
    assert rules.missing(kind, FULL) == ()


@given(st.sampled_from(K))
def test_an_empty_atelier_lacks_something_everywhere(kind):
    found = rules.missing(kind, Facts())
    assert len(found) > 1
    assert all(reason.lift for reason in found)


WHOLE = replace(
    FULL,
    stakeholders=4,
    risks=3,
    requests=1,
    indicators=1,
    welcomed=3,
    approached=3,
    objectives=2,
    lessons=1,
    zooms=1,
    scenarios=1,
    disagreements=1,
    terms=1,
    audiences=10,
    prepared=3,
    guarantees=1,
    mapped=True,
    sites=1,
    ruled=True,
    committees=("steering", "technical"),
    taking_part=("pilot", "local_authority", "consortium"),
    seated=("pilot", "local_authority", "consortium"),
    dated=5,
)


@given(st.sampled_from(K))
def test_what_a_reader_would_look_for_is_said_and_stops_nothing(kind):
    assert rules.gaps(kind, WHOLE) == ()
    bare = replace(FULL, unanswered=2, remarks=1, silent=2)
    found = rules.gaps(kind, bare)
    assert found
    assert all(reason.lift for reason in found)
    assert rules.missing(kind, bare) == ()


SAID = [
    (K.FRAMING_NOTE, "methodology", False, "la méthode n’est pas écrite"),
    (K.FRAMING_NOTE, "calendar", False, "le calendrier n’est pas fixé"),
    (K.FRAMING_NOTE, "audiences", 9, "1 public sur 10 sans personne ni structure"),
    (K.FRAMING_NOTE, "risks", 2, "moins de 3 risques, chacun avec sa parade"),
    (K.FRAMING_NOTE, "indicators", 0, "rien ne dit à quoi l’on saura que l’Atelier a réussi"),
    (K.FRAMING_NOTE, "requests", 0, "aucun document n’est demandé à personne"),
    (K.FRAMING_NOTE, "unscheduled", {"7": "Crues"}, "« Crues » : document attendu sans date"),
    (K.FRAMING_NOTE, "prepared", 1, "1 atelier préparé sur 3"),
    (K.FRAMING_NOTE, "welcomed", 2, "l’accueil est dit pour 2 ateliers sur 3"),
    (K.FRAMING_NOTE, "approached", 1, "la participation est dite pour 1 atelier sur 3"),
    (K.FRAMING_NOTE, "untaken", 2, "2 spécialités demandées sans personne dans l’équipe"),
    (K.FRAMING_NOTE, "mapped", False, "aucun contour de commune n’est connu"),
    (K.FRAMING_NOTE, "sites", 0, "aucun lieu à voir de plus près n’est désigné"),
    (K.FRAMING_NOTE, "ruled", False, "la règle de décision des instances n’est pas écrite"),
    (K.FRAMING_NOTE, "committees", ("steering",), "« Comité technique » : l’instance n’est pas"),
    (K.FRAMING_NOTE, "seated", ("pilot", "local_authority"), "le mandataire de l’équipe ne siège"),
    (K.FRAMING_NOTE, "seated", ("local_authority", "consortium"), "le service pilote ne siège"),
    (K.FRAMING_NOTE, "dated", 4, "4 livrables sur 5 avec une date de remise"),
    (K.FRAMING_NOTE, "unspread", 1, "1 personne de l’équipe sans jours répartis par phase"),
    (K.FRAMING_NOTE, "out_of_bounds", ("calendrier : 16 mois",), "calendrier : 16 mois"),
    (K.FRAMING_NOTE, "guarantees", 0, "ce que l’on garantit à celles et ceux qui parlent n’est"),
    (K.LOGBOOK, "workshops_held", 2, "2 ateliers tenus sur 3"),
    (K.LOGBOOK, "contributions", 0, "le registre des contributions est vide"),
    (K.LOGBOOK, "unanswered", 1, "1 proposition sans suite donnée"),
    (K.LOGBOOK, "unplanned", 2, "2 ateliers tenus sans conducteur"),
    (K.LOGBOOK, "unasking", 1, "1 atelier sans question laissée à l’étape suivante"),
    (K.LOGBOOK, "unshown", 2, "2 feuilles de la salle photographiées, à montrer dans une section"),
    (K.FINAL_REPORT, "findings", 0, "aucun constat"),
    (K.FINAL_REPORT, "issues", 0, "aucun enjeu"),
    (K.FINAL_REPORT, "recommendations", 0, "aucune préconisation"),
    (K.FINAL_REPORT, "without_source", 1, "1 préconisation ou action sans source"),
    (K.FINAL_REPORT, "zooms", 0, "aucun lieu n’est vu de plus près"),
    (K.FINAL_REPORT, "scenarios", 0, "aucun scénario pesé n’est raconté"),
    (K.FINAL_REPORT, "disagreements", 0, "aucun désaccord n’est écrit, avec la position de chaque"),
    (K.FINAL_REPORT, "terms", 0, "aucun mot n’est expliqué"),
    (K.ROADMAP, "objectives", 0, "aucun objectif"),
    (K.ROADMAP, "unmarked", 1, "1 action dont la priorité n’est pas expliquée"),
    (K.ROADMAP, "unvoted", 2, "2 actions sans date de délibération"),
    (K.ROADMAP, "uncounted", 1, "1 action sans effet compté sur le sol"),
    (K.ROADMAP, "unlodged", 2, "2 actions dont un dossier de financement n’a pas de date"),
    (K.ROADMAP, "actions", 0, "aucune action"),
    (K.ROADMAP, "unbalanced", 1, "1 plan de financement ne s’équilibre pas"),
    (K.ROADMAP, "undated", 2, "2 actions sans dates"),
    (K.ROADMAP, "unfinished", 1, "1 fiche action à finir"),
    (K.ROADMAP, "without_source", 2, "2 préconisations ou actions sans source"),
    (K.BOOKLET, "issues", 0, "aucun enjeu"),
    (K.BOOKLET, "actions", 0, "aucune action"),
    (K.BOOKLET, "without_source", 1, "1 préconisation ou action sans source"),
    (K.BOOKLET, "lessons", 0, "aucune leçon pour d’autres Ateliers"),
    (K.BOOKLET, "silent", 1, "1 photographie sans accord : ne sort pas"),
    (K.BOOKLET, "remarks", 1, "1 remarque à traiter"),
]
"""What each document asks for (domain dossier, § 3), and what is said when it alone is missing."""


@pytest.mark.parametrize(("kind", "fact", "value", "said"), SAID)
def test_each_thing_that_is_not_there_is_told_alone(kind, fact, value, said):
    without = replace(WHOLE, **{fact: value})
    found = rules.missing(kind, without) + rules.gaps(kind, without)
    [told] = [one for one in found if str(one).startswith(said)]
    assert list(found) == [told]
    assert told.lift


@given(st.dictionaries(st.sampled_from(K), DAYS), DAYS)
def test_a_document_is_promised_after_the_start_and_the_note_before_the_others(due, t0):
    early = [kind for kind, day in due.items() if day < t0]
    note = due.get(K.FRAMING_NOTE)
    late = note is not None and any(day < note for day in due.values())
    assert len(rules.against_promising(due, t0)) == len(early) + late
    assert rules.against_promising(due, None)


@given(DAYS, st.integers(60, 900))
def test_what_is_proposed_of_a_calendar_holds(first, days):
    feedback = first + timedelta(days=days)
    starts = {Stage.WORKSHOP_1: first, Stage.FEEDBACK: feedback}
    found = rules.proposed(starts)
    assert set(found) == set(K)
    assert rules.against_promising(found, first - timedelta(days=20)) == ()
    assert all(day.weekday() < 5 for day in found.values())
    assert found[K.FRAMING_NOTE] < first < found[K.BOOKLET] < feedback


@given(st.sampled_from(S), st.sampled_from(S))
def test_states_follow_one_another(state, to):
    allowed = not rules.against_moving(state, to)
    assert allowed == (list(S).index(to) == list(S).index(state) + 1)


@given(st.sampled_from(S))
def test_only_a_draft_is_written(state):
    assert bool(rules.against_writing(state)) == (state is not S.DRAFT)


def test_production_ends_when_the_five_are_frozen():
    states = dict.fromkeys(K, S.FROZEN)
    assert not rules.against_ending_production(states)
    assert len(rules.against_ending_production(states | {K.BOOKLET: S.SHARED})) == 1
    assert len(rules.against_ending_production({})) == 5


def test_an_atelier_closes_when_everyone_had_an_answer():
    published = [S.PUBLISHED] * 5
    assert not rules.against_closing(published, FULL)
    why = rules.against_closing(published, Facts(workshops_held=3, unanswered=2))
    assert [str(reason) for reason in why] == ["2 contributions sans réponse"]
    assert len(rules.against_closing([], Facts())) == 2


@given(st.integers(1, 80))
def test_a_booklet_is_some_forty_pages(pages):
    warned = bool(rules.warnings_on_pages(K.BOOKLET, pages))
    assert warned == (not 36 <= pages <= 44)


@given(st.integers(1, 40), st.integers(0, 200))
def test_what_grows_with_the_atelier_is_not_counted_against_it(body, annexes):
    marks = [("cover", 1), ("annexes", body + 1), ("sources", body + 3)]
    told = (K.FINAL_REPORT, body + annexes, marks)
    assert rules.bounded(*told) == body
    warned = bool(rules.warnings_on_pages(*told))
    assert warned == (not 12 <= body <= 25)
    assert rules.bounded(K.FRAMING_NOTE, body + annexes, marks) == body + annexes


def test_a_register_ends_where_the_next_step_begins():
    marks = [("cover", 1), ("body", 3), ("register", 5), ("body", 9), ("register", 10)]
    assert rules.bounded(K.LOGBOOK, 12, marks) == 5
    assert [str(why) for why in rules.warnings_on_pages(K.LOGBOOK, 12, marks)] == [
        "5 pages sans les registres : on en attend au moins 10"
    ]


@given(st.sampled_from(K), st.lists(st.text(max_size=20), max_size=12))
def test_every_section_has_a_place_of_its_document(kind, keys):
    found = rules.places(kind, keys)
    assert len(found) == len(keys)
    assert set(found) <= set(PLACES[kind])


@given(st.sampled_from(K), st.data())
def test_a_key_that_names_a_place_goes_there(kind, data):
    place = data.draw(st.sampled_from(PLACES[kind]))
    key = f"{place}-un-titre"
    assert rules.places(kind, [key]) == [place]
    assert rules.places(kind, [key], rules.axis_words([place.value])) == [place]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Igé puis Eu, salle Europe", ["Igé", "Eu"]),
        ("Salle Europe, Saint-Pierre-la-Bruyère", []),
        ("à Saint-Pierre (Eu)", ["Saint-Pierre", "Eu"]),
        ("", []),
    ],
)
def test_a_commune_is_named_by_words_of_its_own(text, named):
    assert rules.named_in(text, ["Eu", "Igé", "Saint-Pierre"]) == named


def test_sections_follow_the_one_before():
    keys = ["seuil", "pays", "chiffres", "rejoindre", "maison", "gare", "suite"]
    axes = rules.axis_words(["Se rejoindre"])
    assert rules.places(K.BOOKLET, keys, axes) == [
        Place.OPENING,
        Place.PORTRAIT,
        Place.PORTRAIT,
        Place.STRATEGY,
        Place.ZOOM,
        Place.ZOOM,
        Place.CLOSING,
    ]
    assert rules.places(K.LOGBOOK, ["etabli", "essais"]) == [Place.WORKSHOP_1, Place.INTERIM_1]


@given(st.integers(0, 10**9), DAYS, st.integers(0, 4000))
def test_no_euro_is_lost_over_the_years(amount, start, days):
    end = start + timedelta(days=days)
    shared = rules.spread(amount, start, end)
    assert sum(shared.values()) == amount
    assert list(shared) == list(range(start.year, end.year + 1))
    assert min(shared.values()) >= 0


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.integers(2000, 2060), st.integers(1, 10**9), min_size=1, max_size=9),
)
def test_no_euro_is_lost_over_years_that_weigh(amount, weights):
    shared = rules.share(amount, weights)
    assert sum(shared.values()) == amount
    assert shared.keys() == weights.keys()
    whole = sum(weights.values())
    assert all(abs(shared[year] - amount * weights[year] / whole) <= 1 for year in weights)
    assert rules.share(whole, weights) == weights


@given(
    pages=st.integers(1, 60),
    starts=st.lists(st.tuples(st.sampled_from(PARTS), st.integers(1, 60)), max_size=20),
)
def test_each_page_is_spent_once(pages, starts):
    """Every page from the first mark on is of one part; none is counted twice."""
    marks = sorted((mark for mark in starts if mark[1] <= pages), key=lambda mark: mark[1])
    spent = rules.spent(K.BOOKLET, pages, marks)
    assert [one.part for one in spent] == PARTS
    first = marks[0][1] if marks else pages + 1
    assert sum(one.pages for one in spent) == pages - first + 1
    assert all(one.over == max(0, one.pages - one.budget) for one in spent)


def test_forty_pages_are_given_to_the_booklet():
    length = rules.PAGES[K.BOOKLET]
    given = sum(given for _, _, given in rules.BUDGET[K.BOOKLET])
    assert given == (length.low + length.high) // 2
    assert rules.spent(K.LOGBOOK, 3, [("cover", 1)]) == []


WORDS = st.dictionaries(st.text(max_size=6), st.text(max_size=500), max_size=6)


@given(WORDS, WORDS)
def test_each_part_that_says_something_else_is_told_once(before, now):
    """Those alone; and what is read of each shows what was added and taken out, whole."""
    found = rules.moved(list(before.items()), [list(part) for part in now.items()])
    differ = {title for title in before | now if before.get(title, "") != now.get(title, "")}
    assert sorted(one.title for one in found) == sorted(differ)
    for one in found:
        for change, text in ((Change.ADDED, one.new), (Change.REMOVED, one.old)):
            assert all(piece.text in text for piece in one.pieces if piece.change is change)
        assert any(piece.change is not Change.KEPT for piece in one.pieces)


def test_of_what_stays_enough_is_shown_to_know_where_one_is():
    long = "mot " * 400
    [one] = rules.moved([("A", f"{long}\nun\n{long}")], [("A", f"{long}\ndeux\n{long}")])
    shown = "".join(piece.text for piece in one.pieces)
    assert "deux" in shown
    assert len(shown) < 600


TREE = [
    Node("eau", "", ("eau", "Eau, hydrologie")),
    Node("hydrologie", "eau", ("hydrologie", "Hydrologie", "hydrologue")),
    Node("mobilite", "", ("mobilite", "Mobilité")),
    Node("paysage", "", ("paysage", "Paysage", "paysagiste")),
]


def test_what_is_asked_is_brought_by_a_firm_or_by_somebody():
    needed = ["eau", "mobilite", "paysage"]
    assert rules.untaken(needed, [], [], TREE) == needed
    assert rules.untaken(needed, [None], ["Hydrologue"], TREE) == ["mobilite", "paysage"]
    assert rules.untaken(needed, ["hydrologie"], ["Paysagiste"], TREE) == ["mobilite"]
    assert rules.untaken(["hydrologie"], ["eau"], [], TREE) == []
    assert rules.untaken(needed, [], ["Ingénieur mobilités"], TREE) == ["eau", "paysage"]
    assert rules.untaken([], [], ["Paysagiste"], TREE) == []


CODES = st.from_regex(r"[A-Z]{1,2}-[0-9]{1,3}(-[0-9]{3})?", fullmatch=True)


@given(CODES, st.sampled_from(["[[{}]]", "[[ {} ]]", "Vu.[[{}]].", "- [[{}]], puis [sic]"]))
def test_a_reference_is_read_wherever_it_stands(code, form):
    section = rules.Written("Le soir", form.format(code), "/ici/")
    assert rules.cited(section.text) == [code]
    assert rules.against_references([section], {code}) == ()
    [why] = rules.against_references([section], {"X"})
    assert (why.label, why.lift) == (f"« {code} », cité dans « Le soir », ne désigne rien", "/ici/")


@pytest.mark.parametrize(
    "typed",
    [
        "[[C-9 999]]", "[[]]", "[[ ]]", "[C-1-047]", "[[C-1-047]", "[C-1-047]]", "C-1-047]]",
        "[[[C-1-047]]]", "[C – 1 – 047]", "[[voir le registre en entier]]", "[[C-1-047",
    ],
)  # fmt: skip
def test_a_reference_that_is_misspelt_is_told_as_it_was_typed(typed):
    [why] = rules.against_references(
        [rules.Written("Le soir", f"Dit {typed}", "/ici/")], {"C-1-047"}
    )
    assert f"« {typed} »" in why.label


def test_a_title_cites_as_its_text_does():
    """Nobody can change it once the colleges share the document, which would not freeze."""
    section = rules.Written("Ce que dit [[C-9-999]]", "Rien.", "/ici/")
    assert rules.against_references([section], {"C-9-999"}) == ()
    [why] = rules.against_references([section], ())
    assert "« C-9-999 »" in why.label


@given(st.text(alphabet="[]C-1 é\n", max_size=40))
def test_no_text_stops_the_reading_of_references(text):
    for why in rules.against_references([rules.Written("Le soir", text, "/ici/")], ()):
        assert "\n" not in why.label


@pytest.mark.parametrize(
    "prose", ["Il dit [sic] oui.", "[p. 12]", "a[1] et b]", "[…]", "[Note 3]", "[PLU-2024]"]
)
def test_brackets_of_prose_are_no_reference(prose):
    assert rules.against_references([rules.Written("Le soir", prose, "/ici/")], ()) == ()
