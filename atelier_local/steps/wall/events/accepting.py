"""What may be written in a room's stream, asked in the transaction that writes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import Payload
from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.refusal import Reasons, Refused
from atelier_local.steps.workshops.models import Table

from .. import rules, voting
from ..enums import Act, Channel, Method, Moderation, QuestionState
from ..models import Option, Photo, Question
from ..queries.standing import Hall, Phone, Standing, borne, hall_of, phones


def accept(stream_id: UUID, drafts: Sequence[Draft]) -> list[Payload | Refused]:
    """For each draft, the payload to write or why not (one query for the whole batch, and one more
    for each of phones, cards, votes, photographs, tables and questions that it names)."""
    hall = hall_of(stream_id)
    options = _options(drafts, hall)
    participants = phones(drafts)
    photos = _photos(drafts, hall)
    tables = _tables(drafts, hall)
    questions = _questions(drafts, hall)
    taken = _taken(drafts)
    answers: list[Payload | Refused] = []
    for draft in drafts:
        activity = hall.activities.get(str(draft.payload.get("activity")))
        if draft.kind == Act.CONTRIBUTED and draft.id in taken:
            answers.append(Refused(["ce numéro est celui d’autre chose : envoyez de nouveau"]))
        elif draft.kind == Act.CONTRIBUTED:
            card = _card(draft, hall, activity, participants, photos)
            answers.append(_seated(card, draft, tables))
        elif draft.kind == Act.ASKED:
            answers.append(_question(draft, hall, participants))
        elif draft.kind == Act.SUPPORTED:
            answers.append(_support(draft, hall, participants, questions))
        elif draft.kind == Act.VOTED:
            answers.append(_ballot(draft, hall, activity, participants, options))
        else:
            answers.append(draft.payload)
    return answers


def _options(drafts: Sequence[Draft], hall: Hall) -> dict[str, list[str]]:
    """What the votes of the room weigh, by activity; read where somebody votes."""
    options: dict[str, list[str]] = {}
    if any(draft.kind == Act.VOTED for draft in drafts):
        found = Option.objects.filter(activity__workshop=hall.workshop)
        for activity, option in found.values_list("activity", "pk"):
            options.setdefault(str(activity), []).append(str(option))
    return options


def _taken(drafts: Sequence[Draft]) -> set[UUID]:
    """Ids of cards to lay that something of the thread bears already: no card hangs on it."""
    ids = [draft.id for draft in drafts if draft.kind == Act.CONTRIBUTED and draft.id]
    return borne(ids) if ids else set()


def _tables(drafts: Sequence[Draft], hall: Hall) -> dict[str, int]:
    """The numbers of the tables whose scribes write, by what they are called in the journal."""
    ids = [draft.by.removeprefix("table:") for draft in drafts if draft.by.startswith("table:")]
    found = Table.objects.filter(workshop=hall.workshop, pk__in=ids) if ids else ()
    return {f"table:{table.pk}": table.number for table in found}


def _questions(drafts: Sequence[Draft], hall: Hall) -> dict[str, Question]:
    ids = [_uuid(d.payload.get("question")) for d in drafts if d.kind == Act.SUPPORTED]
    found = Question.objects.filter(workshop=hall.workshop, pk__in=filter(None, ids)) if ids else ()
    return {str(question.pk): question for question in found}


def _photos(drafts: Sequence[Draft], hall: Hall) -> dict[str, Photo]:
    """The photographs that cards bear, brought to this room before."""
    ids = [_uuid(draft.payload.get("photo")) for draft in drafts if draft.payload.get("photo")]
    if not ids:  # nearly always: not even the asking of it
        return {}
    found = Photo.objects.filter(workshop=hall.workshop, pk__in=filter(None, ids))
    return {str(photo.pk): photo for photo in found.select_related("file")}


def _uuid(sent: object) -> UUID | None:
    try:
        return UUID(sent) if isinstance(sent, str) else None
    except ValueError:
        return None


def _card(
    draft: Draft,
    hall: Hall,
    activity: Standing | None,
    participants: Mapping[str, Phone],
    photos: Mapping[str, Photo],
) -> Payload | Refused:
    sent = draft.payload
    words = rules.tidy(_text(sent, "words"))
    kind = _text(sent, "kind")
    why: Reasons = rules.against_contributing(
        words,
        kind,
        state=activity.state if activity else None,
        kinds=activity.kinds if activity else (),
        max_length=activity.max_length if activity else rules.LONGEST,
        on_paper=_by_the_team(draft) and sent.get("channel") == Channel.PAPER,
    )
    if not hall.is_open:
        return Refused(["cet atelier n’est pas ouvert"])
    if why:
        return Refused(why)
    return _written(draft, words, kind, activity, participants.get(draft.by), photos)


def _written(
    draft: Draft,
    words: str,
    kind: str,
    activity: Standing | None,
    who: Phone | None,
    photos: Mapping[str, Photo],
) -> Payload | Refused:
    """The card as it will be kept, with what the form of its activity asks for besides words."""
    sent = draft.payload
    method = activity.method if activity else Method.CARDS
    more = _more(sent, method)
    place = rules.tidy(_text(sent, "place"))[:120]
    told = {"who": more.get("who", ""), "due": more.get("due", "")}
    if why := rules.against_answering(method, placed=bool(place or more.get("point")), **told):
        return Refused(why)
    if sent.get("photo"):
        photo = photos.get(str(_uuid(sent["photo"])))
        if photo is None or activity is None or not activity.photos:
            return Refused(["la photographie n’est pas arrivée : joignez-la de nouveau"])
        more |= {"photo": str(photo.pk), "picture": photo.file.sha256}
        more |= {"reuse": True} if sent.get("reuse") is True else {}
    read_over = activity is not None and activity.moderation != Moderation.DIRECT
    return more | {
        "activity": activity.id if activity else "",
        "words": words,
        "kind": kind,
        "family": _among(_FAMILIES, sent.get("family")),
        "audience": who.audience if who else _among(_AUDIENCES, sent.get("audience")),
        "channel": Channel.PHONE
        if who
        else _among(_CHANNELS, sent.get("channel")) or Channel.SCRIBE,
        "table": who.table if who else rules.table(sent.get("table")),
        "place": place,
        "waiting": read_over or "photo" in more,
        "receipt": (_by_the_team(draft) and rules.printed_receipt(sent.get("receipt")))
        or rules.new_receipt(settings.FIELD_KIT),
    }


def _by_the_team(draft: Draft) -> bool:
    """Whether who writes has an account: neither a phone nor the link of a table, which may neither
    write late nor say which receipt is already in somebody's hand."""
    return not draft.by.startswith(("participant:", "table:"))


def _more(sent: Mapping[str, Any], method: Method) -> dict[str, Any]:
    """Where it is on the map; who commits, and for when."""
    if method is Method.PLEDGES:
        who, due = (rules.tidy(_text(sent, name)) for name in ("who", "due"))
        return {"who": who[:120], "due": due[:60]}
    spot = rules.point(sent.get("point")) if method is Method.MAP else None
    return {"point": list(spot)} if spot else {}


def _seated(card: Payload | Refused, draft: Draft, tables: Mapping[str, int]) -> Payload | Refused:
    """The card of a table's scribe, at that table whatever was sent."""
    if isinstance(card, Refused) or not draft.by.startswith("table:"):
        return card
    if draft.by not in tables:
        return Refused(["cette table n’est pas de cette salle"])
    return {**card, "table": tables[draft.by]}


def _question(draft: Draft, hall: Hall, participants: Mapping[str, Phone]) -> Payload | Refused:
    words, who = rules.tidy(_text(draft.payload, "words")), participants.get(draft.by)
    if not hall.is_open:
        return Refused(["cet atelier n’est pas ouvert"])
    if who is None or who.workshop != hall.workshop:
        return Refused(["seul un téléphone de la salle pose une question"])
    if why := rules.against_asking(words):
        return Refused(why)
    return {"words": words, "audience": who.audience, "table": who.table}


def _support(
    draft: Draft,
    hall: Hall,
    participants: Mapping[str, Phone],
    questions: Mapping[str, Question],
) -> Payload | Refused:
    question = questions.get(str(_uuid(draft.payload.get("question"))))
    who = participants.get(draft.by)
    if not hall.is_open:
        return Refused(["cet atelier n’est pas ouvert"])
    if who is None or who.workshop != hall.workshop:
        return Refused(["seul un téléphone de la salle soutient une question"])
    state = QuestionState(question.state) if question else None
    if why := rules.against_supporting(state):
        return Refused(why)
    return {"question": draft.payload["question"], "voter": who.id}


LAST = UUID(int=2**128 - 1)
"""No act comes after this id: a ballot that bore it could not be changed."""


def _ballot(
    draft: Draft,
    hall: Hall,
    activity: Standing | None,
    participants: Mapping[str, Phone],
    options: Mapping[str, Sequence[str]],
) -> Payload | Refused:
    vote = activity if activity and activity.is_vote else None
    choices = voting.tidy(draft.payload.get("choices"))
    why: Reasons = voting.against_voting(
        choices,
        method=vote.method if vote else Method.DOTS,
        state=vote.state if vote else None,
        options=options.get(vote.id, ()) if vote else (),
        budget=vote.budget if vote else 0,
        most_each=vote.most_each if vote else 0,
    )
    who = participants.get(draft.by)
    if not hall.is_open:
        return Refused(["cet atelier n’est pas ouvert"])
    if who is None or who.workshop != hall.workshop:
        return Refused(["seul un téléphone de la salle vote"])
    if draft.id == LAST:
        return Refused(["ce numéro ne laisse place à aucun autre vote : votez de nouveau"])
    if why:
        return Refused(why)
    return {"activity": draft.payload["activity"], "choices": choices, "voter": who.id}


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key, "")
    return value if isinstance(value, str) else ""


def _among(choices: Collection[str], value: Any) -> str:
    return value if isinstance(value, str) and value in choices else ""


_FAMILIES, _AUDIENCES, _CHANNELS = map(frozenset, (Family.values, Audience.values, Channel.values))


def ack(line: Line) -> dict[str, Any]:
    """What the author gets back: the receipt of a card, nothing more for a ballot."""
    if line.kind != Act.CONTRIBUTED:
        return {}
    return {"receipt": rules.shown_receipt((line.payload or {}).get("receipt", ""))}
