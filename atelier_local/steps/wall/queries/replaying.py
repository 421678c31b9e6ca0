"""The workshop seen again, for one reader: the words they may read, and no one's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.thread.enums import Sight
from atelier_local.steps.workshops.models import Workshop

from .. import rules, voting
from ..enums import Act, ActivityState, Method, QuestionState
from ..models import Activity, Contribution, Group, Option, Participant, Question
from ..rules import replaying
from ..rules.replaying import SPOKEN, Happening, Scene, Voice
from .unread import Unread, left_aside
from .votes import Chosen, Vote, ranked

MOST_CARDS = 60

type Seat = tuple[str, int | None]
"""An audience and a table."""


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
    unread: Sequence[Unread]
    sight: Sight
    voice: Voice

    @property
    def minute(self) -> datetime:
        return self.minutes[self.place]

    @cached_property
    def heard(self) -> list[Happening]:
        """What is told of who is listened to."""
        return replaying.heard(self.told, self.voice)

    @property
    def scene(self) -> Scene:
        return replaying.scene(self.heard, self.minute)

    @property
    def happened(self) -> list[str]:
        """What was done in that minute, in words."""
        return [_in_words(act, count) for act, count in replaying.counted(self.heard, self.minute)]

    @property
    def around(self) -> tuple[int | None, int | None]:
        return replaying.around(self.told, self.place, self.voice)

    @property
    def audiences(self) -> list[Audience]:
        """Those that spoke, to choose one."""
        spoke = {one.audience for one in self.told if one.act in SPOKEN}
        return [audience for audience in Audience if audience in spoke]

    @property
    def tables(self) -> list[int]:
        """Those that spoke, 0 for who sat at none."""
        return sorted({one.table or 0 for one in self.told if one.act in SPOKEN})

    @property
    def asked(self) -> str:
        """What an address says of who is listened to."""
        said = {"public": self.voice.audience, "table": self.voice.table}
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})

    def vote(self, scene: Scene) -> Vote | None:
        """The vote of the moment as the room saw it: what it chose once that is revealed. What one
        audience chose is told where nobody's choice can be read in it; of a table, never."""
        activity = self.activities.get(scene.activity)
        if activity is None or not activity.is_vote:
            return None
        options = self.options.get(scene.activity, ())
        ballots = _sound(activity, options, scene)
        if self.voice:
            whole = _sound(activity, options, replaying.scene(self.told, self.minute))
            apart = voting.by_audience(Method(activity.method), (), whole)
            told = self.voice.table is None and self.voice.audience in apart
        else:
            told = True
        for option in options:
            option.by_hand = None if self.voice else scene.hands.get(str(option.pk))
        if scene.state != Act.REVEALED or not told:
            return Vote(activity, [Chosen(option, None) for option in options], len(ballots))
        given = ranked(activity, options, (choices for _, choices in ballots))
        return Vote(activity, given, len(ballots))

    def title_of(self, activity: str) -> str:
        found = self.activities.get(activity)
        return found.question if found else ""

    def words_of(self, one: Happening) -> str:
        """The words that a line is about, if this reader may read them and they are of who is
        listened to; which question a phone supported is not told of a table or an audience, where
        it may be the only one."""
        if one.act == Act.GROUPED:
            group = self.groups.get(one.key)
            return group.node.words if group else ""
        key = one.key if one.act in (Act.ASKED, Act.CONTRIBUTED) else one.about
        if one.act not in SPOKEN and key not in self._said:
            return ""
        if one.act == Act.SUPPORTED and self.voice:
            return ""
        if one.act in (Act.ASKED, Act.ADMITTED, Act.DISMISSED, Act.REPLIED, Act.SUPPORTED):
            question = self.questions.get(key)
            return question.words if question else ""
        card = self.cards.get(key)
        return card.node.words if card else ""

    @cached_property
    def _said(self) -> set[str]:
        """The cards and questions of who is listened to."""
        return {one.key for one in self.heard if one.act in SPOKEN}


def replay(
    workshop: Workshop, sight: Sight, wanted: int | None = None, voice: Voice | None = None
) -> Replay:
    """The minute of that rank, the last one if none is said (six queries)."""
    told, unread = _told(workshop)
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
        unread=unread,
        sight=sight,
        voice=voice or Voice(),
    )


def _sound(
    activity: Activity, options: Sequence[Option], scene: Scene
) -> list[tuple[str, voting.Choices]]:
    """What phones chose so far, each with its audience."""
    return [one for one in scene.ballots if _is_sound(activity, options, one[1])]


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


def _told(workshop: Workshop) -> tuple[list[Happening], list[Unread]]:
    """What was told, and what of it no screen could show (two queries)."""
    phones = Participant.objects.filter(workshop=workshop).values_list("pk", "audience", "table")
    seats = {str(pk): (audience, table) for pk, audience, table in phones}
    lines = Line.objects.filter(stream=workshop.stream_id).annotate(aside=left_aside())
    told: list[Happening] = []
    unread: list[Unread] = []
    wanted = ("pk", "kind", "at", "payload", "received_at", "aside")
    for pk, kind, at, payload, came, aside in lines.order_by("at", "seq").values_list(*wanted):
        if aside:
            unread.append(Unread(kind, came))
        if payload and kind in Act.values:
            told.append(_happening(pk, Act(kind), at, payload, seats))
    return told, unread


def _happening(
    pk: UUID, act: Act, at: datetime, payload: Mapping[str, object], seats: Mapping[str, Seat]
) -> Happening:
    names = ("contribution", "question", "voter", "group", "option")
    about = next((str(payload[name]) for name in names if payload.get(name)), "")
    undone = str(payload.get("act", ""))
    key = str(payload["line"]) if act == Act.UNDONE and undone == Act.GROUPED else str(pk)
    found = Happening(at, act, key, about, str(payload.get("activity", "")), undone)
    if act in SPOKEN:
        audience, table = _seat(payload, seats)
        found = replace(found, audience=audience, table=table)
    if act == Act.VOTED and isinstance(chosen := payload.get("choices"), dict):
        return replace(found, chosen=voting.tidy(chosen))
    if act == Act.COUNTED and isinstance(count := payload.get("count"), int):
        return replace(found, count=count)
    return found


def _seat(payload: Mapping[str, object], seats: Mapping[str, Seat]) -> Seat:
    """Of a card or a question, what it says; of a vote or a support, those of its phone."""
    if voter := payload.get("voter"):
        return seats.get(str(voter), ("", None))
    audience, number = payload.get("audience"), rules.table(payload.get("table"))
    return (audience if isinstance(audience, str) else ""), number


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
