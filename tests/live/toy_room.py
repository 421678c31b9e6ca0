"""A room for the tests: people say words. It keeps its own table, as the wall will."""

import json
from uuid import uuid4

from django.db import connection

from atelier_local.ground.live.room import Frame
from atelier_local.refusal import Refused

TABLE = "CREATE TABLE IF NOT EXISTS toy_word (line text, seq bigint, words text)"


def accept(stream_id, drafts):
    """Refuses what is empty, breaks on command, gives each word a receipt."""
    if any(draft.payload.get("words") == "panne" for draft in drafts):
        raise RuntimeError("told to break")
    return [
        {**draft.payload, "receipt": uuid4().hex[:6]}
        if draft.payload.get("words")
        else Refused(["rien n’est écrit"])
        for draft in drafts
    ]


def apply(lines):
    """Adds each line to the table without looking whether it is there: twice would show."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        for line in lines:
            words = line.payload["words"] if line.payload else ""
            cursor.execute(
                "INSERT INTO toy_word VALUES (%s, %s, %s)", [str(line.pk), line.seq, words]
            )


def frame(lines, face):
    """The wall hears words, phones only how many; whispers reach nobody."""
    spoken = [line for line in lines if line.kind == "word.said" and line.payload]
    if not spoken:
        return []
    if face == "telephone":
        return [Frame("count", str(len(spoken)))]
    return [
        Frame("word", json.dumps({"seq": line.seq, "words": line.payload["words"]}))
        for line in spoken
    ]


def ack(line):
    return {"receipt": line.payload["receipt"]}
