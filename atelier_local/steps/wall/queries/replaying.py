"""The workshop seen again, for one reader: the words they may read, and no one's name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import F

from atelier_local.ground.journal.models import Line
from atelier_local.programme.thread.enums import Sight
from atelier_local.steps.workshops.models import Workshop

from .. import voting
from ..enums import Act, ActivityState, Method, QuestionState
from ..models import Activity, Contribution, Group, Option, Question
from ..rules import replaying
from ..rules.replaying import Happening, Scene
from .votes import Chosen, Vote, ranked

MOST_CARDS = 60


@dataclass(frozen=True)
class Replay:
    """What was told, and the minute that is looked at."""

    workshop: Workshop
    told: Sequence[Happening]
    minutes: Sequence[datetime]
    place: int
    activities: Mapping[str, Activity]
    options: Mapping[str, Sequence[Option]]
    """By activity."""
    cards: Mapping[str, Contribution]
    groups: Mapping[str, Group]
    questions: Mapping[str, Question]
    sight: Sight

    @property
    def minute(self) -> datetime:
        return self.minutes[self.place]

    @property
    def scene(self) -> Scene:
        return replaying.scene(self.told, self.minute)

    @property
    def happened(self) -> list[str]:
        """What was done in that minute, in words."""
        return [_in_words(act, count) for act, count in replaying.counted(self.told, self.minute)]

    def vote(self, scene: Scene) -> Vote | None:
        """The vote of the moment as the room saw it: what it chose once that is revealed."""
        activity = self.activities.get(scene.activity)
        if activity is None or not activity.is_vote:
            return None
        options = self.options.get(scene.activity, ())
        ballots = [choices for choices in scene.ballots if _is_sound(activity, options, choices)]
        for option in options:
            option.by_hand = scene.hands.get(str(option.pk))
        if scene.state != Act.REVEALED:
            return Vote(activity, [Chosen(option, None) for option in options], len(ballots))
        return Vote(activity, ranked(activity, options, ballots), len(ballots))

    def title_of(self, activity: str) -> str:
        found = self.activities.get(activity)
        return found.question if found else ""

    def words_of(self, one: Happening) -> str:
        """The words that a line is about, if this reader may read them."""
        if one.act in (Act.ASKED, Act.ADMITTED, Act.DISMISSED, Act.REPLIED, Act.SUPPORTED):
            question = self.questions.get(one.key if one.act == Act.ASKED else one.about)
            return question.words if question else ""
        if one.act == Act.GROUPED:
            group = self.groups.get(one.key)
            return group.node.words if group else ""
        card = self.cards.get(one.key if one.act == Act.CONTRIBUTED else one.about)
        return card.node.words if card else ""


def replay(workshop: Workshop, sight: Sight, wanted: int | None = None) -> Replay:
    """The minute of that rank, the last one if none is said (five queries)."""
    told = list(_told(workshop))
    minutes = replaying.minutes(told)
    last = max(len(minutes) - 1, 0)
    cards = Contribution.objects.seen_by(sight).filter(activity__workshop=workshop)
    groups = Group.objects.seen_by(sight).filter(workshop=workshop)
    questions = Question.objects.filter(workshop=workshop)
    if sight > Sight.TEAM:
        questions = questions.filter(state__in=(QuestionState.SHOWN, QuestionState.ANSWERED))
    activities, options = _asked(workshop)
    return Replay(
        workshop=workshop,
        told=told,
        minutes=minutes,
        place=last if wanted is None else min(max(wanted, 0), last),
        activities=activities,
        options=options,
        cards={str(card.pk): card for card in cards},
        groups={str(group.pk): group for group in groups},
        questions={str(question.pk): question for question in questions},
        sight=sight,
    )


def _is_sound(activity: Activity, options: Sequence[Option], choices: voting.Choices) -> bool:
    """Whether the wall would have taken it: a bundle may bring home what it left aside."""
    return not voting.against_voting(
        choices,
        method=Method(activity.method),
        state=ActivityState.OPEN,
        options=[str(option.pk) for option in options],
        budget=activity.budget,
        most_each=activity.most_each,
    )


def _asked(workshop: Workshop) -> tuple[dict[str, Activity], dict[str, list[Option]]]:
    """The questions and, of votes, the choices: read together (one query)."""
    found = Activity.objects.filter(workshop=workshop).annotate(
        choice=F("options__pk"), rank=F("options__position"), words=F("options__words")
    )
    activities: dict[str, Activity] = {}
    options: dict[str, list[Option]] = {}
    for one in found.order_by("position", "rank"):
        activities[str(one.pk)] = one
        if one.choice:
            option = Option(pk=one.choice, activity_id=one.pk, position=one.rank, words=one.words)
            options.setdefault(str(one.pk), []).append(option)
    return activities, options


def _told(workshop: Workshop) -> Iterator[Happening]:
    lines = Line.objects.filter(stream=workshop.stream_id).order_by("at", "seq")
    for pk, kind, at, payload in lines.values_list("pk", "kind", "at", "payload"):
        if payload and kind in Act.values:
            yield _happening(pk, Act(kind), at, payload)


def _happening(pk: UUID, act: Act, at: datetime, payload: Mapping[str, object]) -> Happening:
    names = ("contribution", "question", "voter", "group", "option")
    about = next((str(payload[name]) for name in names if payload.get(name)), "")
    undone = str(payload.get("act", ""))
    key = str(payload["line"]) if act == Act.UNDONE and undone == Act.GROUPED else str(pk)
    found = Happening(at, act, key, about, str(payload.get("activity", "")), undone)
    if act == Act.VOTED and isinstance(chosen := payload.get("choices"), dict):
        return replace(found, chosen=voting.tidy(chosen))
    if act == Act.COUNTED and isinstance(count := payload.get("count"), int):
        return replace(found, count=count)
    return found


def shown_cards(replay: Replay, scene: Scene) -> list[Contribution]:
    """The cards of the scene that the reader may read, the last ones first."""
    found = (replay.cards.get(key) for key in scene.cards)
    return [card for card in found if card][:MOST_CARDS]


_WORDS = {
    Act.CONTRIBUTED: ("une carte posée", "cartes posées"),
    Act.OPENED: ("une question ouverte", "questions ouvertes"),
    Act.CLOSED: ("une question close", "questions closes"),
    Act.REVEALED: ("une activité révélée", "activités révélées"),
    Act.TIMED: ("le minuteur réglé", "réglages du minuteur"),
    Act.VOTED: ("un téléphone vote", "votes de téléphones"),
    Act.COUNTED: ("des mains comptées", "comptages de mains"),
    Act.HIDDEN: ("une carte masquée", "cartes masquées"),
    Act.SHOWN: ("une carte affichée", "cartes affichées"),
    Act.GROUPED: ("un regroupement", "regroupements"),
    Act.JOINED: ("une carte rangée", "rangements"),
    Act.PINNED: ("une carte épinglée", "cartes épinglées"),
    Act.UNPINNED: ("la carte détachée", "cartes détachées"),
    Act.UNDONE: ("un geste défait", "gestes défaits"),
    Act.ASKED: ("une question de la salle", "questions de la salle"),
    Act.SUPPORTED: ("un soutien", "soutiens"),
    Act.ADMITTED: ("une question montrée", "questions montrées"),
    Act.DISMISSED: ("une question écartée", "questions écartées"),
    Act.REPLIED: ("une réponse donnée", "réponses données"),
    Act.ATTENDED: ("les présents comptés", "comptages des présents"),
    Act.SCREENED: ("l’écran commandé", "commandes de l’écran"),
}


def _in_words(act: Act, count: int) -> str:
    one, many = _WORDS[act]
    return one if count == 1 else f"{count} {many}"
