"""The routes on a real server: phones that write, screens that hear, cuts and revocations."""

import http.client
import json
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from atelier_local import clock
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, uuid7
from tests.live.hall import Hall, parse, until


def applied(hall: Hall) -> list[tuple[int, str]]:
    """What the toy room's own table holds of that stream: number and words."""
    ours = {str(line) for line in hall.lines.values_list("pk", flat=True)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, words, line FROM toy_word ORDER BY seq")
        return [(seq, words) for seq, words, line in cursor.fetchall() if line in ours]


def test_a_word_is_acknowledged_once_on_disk_and_heard_by_two_screens(hall: Hall):
    walls = [hall.screen("person:1"), hall.screen("person:2")]
    answer = hall.phone().say("bonjour")
    assert answer.status == 201
    line = hall.lines.get(pk=answer.json["id"])
    assert answer.json["receipt"] == line.payload["receipt"]
    assert (line.seq, line.by, answer.json["seq"]) == (1, "phone:1", 1)
    for wall in walls:
        until(lambda wall=wall: wall.words == ["bonjour"])
    assert applied(hall) == [(1, "bonjour")]


def test_each_face_hears_what_it_may(hall: Hall):
    wall, phone = hall.screen(), hall.screen("phone:2", face="telephone")
    said = hall.phone()
    said.say("tout bas", kind="word.whispered")
    said.say("tout haut")
    until(lambda: wall.words == ["tout haut"])
    until(lambda: phone.heard == [("count", "1")])


def test_the_same_act_told_again_gets_its_first_acknowledgement(hall: Hall):
    wall, phone, id = hall.screen(), hall.phone(), uuid7()
    first, second = phone.say("une fois", id), phone.say("une fois", id)
    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json
    altered = phone.say("autre chose", id)
    stolen = hall.phone("phone:2").say("une fois", id)
    assert (altered.status, stolen.status) == (409, 409)
    assert altered.json == {"error": "Cet envoi a déjà été reçu avec un autre contenu."}
    phone.say("fin")
    until(lambda: wall.words == ["une fois", "fin"])
    assert hall.lines.count() == 2


def test_two_hundred_parallel_twins_make_one_line(hall: Hall):
    id, answers = uuid7(), []
    phone = hall.phone()
    threads = [
        threading.Thread(target=lambda: answers.append(phone.say("moi", id).status))
        for _ in range(200)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 199 + [201]
    assert hall.lines.count() == 1


def test_a_room_refuses_with_its_reasons_and_others_in_the_batch_pass(hall: Hall):
    answer = hall.phone().say("")
    assert answer.status == 409
    assert answer.json["reasons"] == ["rien n’est écrit"]
    assert hall.phone().say("panne").status == 500
    assert hall.phone().say("après la panne").status == 201
    assert hall.lines.count() == 1


def test_a_screen_that_was_cut_hears_what_it_missed_by_number(hall: Hall):
    wall, phone = hall.screen(), hall.phone()
    phone.say("un")
    until(lambda: wall.words == ["un"])
    wall.cut()
    for words in ("deux", "trois"):
        phone.say(words)
    wall.listen()
    until(lambda: wall.words == ["un", "deux", "trois"])
    phone.say("quatre")
    until(lambda: wall.words == ["un", "deux", "trois", "quatre"])


def test_a_screen_misses_nothing_over_a_restart_of_the_server(closed_hall: Hall):
    hall = closed_hall
    hall.open()
    wall, phone = hall.screen(), hall.phone()
    phone.say("avant")
    until(lambda: wall.words == ["avant"])
    hall.stop()
    assert wall.ended.wait(5)
    journal.append(hall.stream, "word.said", {"words": "pendant"}, by=None, at=clock.now())
    hall.open()
    wall.listen()
    until(lambda: wall.words == ["avant", "pendant"])
    assert [words for _, words in applied(hall)] == ["avant", "pendant"]


def test_lines_of_another_process_are_heard_and_applied_without_a_screen(hall: Hall):
    journal.append(hall.stream, "word.said", {"words": "d’ailleurs"}, by=None, at=clock.now())
    until(lambda: "toy_word" in connection.introspection.table_names(), within=6)
    until(lambda: applied(hall) == [(1, "d’ailleurs")], within=6)
    wall = hall.screen(after=0)
    until(lambda: wall.words == ["d’ailleurs"])


def test_a_page_made_at_a_number_hears_all_that_follows(hall: Hall):
    for words in ("un", "deux", "trois"):
        hall.phone().say(words)
    wall = hall.screen(after=1)
    until(lambda: wall.words == ["deux", "trois"])


@pytest.mark.parametrize("after", [999, 10**14])
def test_a_number_that_never_was_asks_to_load_the_page_again(hall: Hall, after: int):
    hall.phone().say("un")
    wall = hall.screen(after=after)
    until(lambda: wall.heard == [("reset", "1")])
    hall.phone().say("deux")
    until(lambda: wall.words == ["deux"])


def test_who_missed_too_much_loads_the_page_again(hall: Hall):
    drafts = [
        journal.Draft(
            stream_id=hall.stream.pk, kind="word.said", payload={"words": str(n)}, by="",
            at=clock.now(), received_at=clock.now(), id=uuid7(),
        )
        for n in range(600)
    ]  # fmt: skip
    journal.append_batch(drafts)
    wall = hall.screen(after=3)
    until(lambda: wall.heard == [("reset", "600")])


def test_polling_gets_the_same_frames(hall: Hall):
    phone = hall.phone()
    for words in ("un", "deux"):
        phone.say(words)
    path, headers = f"{phone.pass_.path}suite", hall.headers(phone.pass_)
    answer = hall.request("GET", f"{path}?apres=1", headers=headers)
    assert answer.status == 200
    events = list(parse(iter(answer.body.splitlines(keepends=True))))
    assert [json.loads(event["data"])["words"] for event in events if "data" in event] == ["deux"]
    assert events[-1]["id"] == "2"


def test_a_lost_role_closes_its_screens_and_refuses_its_pass(hall: Hall):
    eve, dina = hall.screen("person:eve"), hall.screen("person:dina")
    atelier = journal.open_stream("atelier", "un", at=clock.now())
    journal.append(
        atelier, "role.revoked", {"subject": "person:eve"}, by="person:camille", at=clock.now()
    )
    assert eve.ended.wait(5)
    assert not dina.ended.is_set()
    revoked = hall.request("GET", f"{eve.pass_.path}flux", headers=hall.headers(eve.pass_))
    assert revoked.status == 401
    assert hall.phone("person:eve").say("après").status == 201  # let in again, through a door


def test_a_screen_closes_when_its_pass_has_had_its_time(hall: Hall):
    nearly_over = clock.now() - timedelta(minutes=9, seconds=58)
    wall = hall.screen(at=nearly_over)
    assert wall.ended.wait(6)


def test_too_many_screens_or_too_many_acts_are_turned_away(closed_hall: Hall):
    closed_hall.environment = {"TOY_BURST": "5"}
    closed_hall.open()
    screens = [closed_hall.screen("phone:9") for _ in range(20)]
    answer = closed_hall.request(
        "GET", f"{screens[0].pass_.path}flux", headers=closed_hall.headers(screens[0].pass_)
    )
    assert (answer.status, answer.headers["Retry-After"]) == (429, "10")
    answers = [closed_hall.phone("phone:8").say(str(n)) for n in range(7)]
    assert [answer.status for answer in answers] == [201] * 5 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert closed_hall.phone("phone:7").say("un autre").status == 201


def test_fifty_screens_hear_every_word_once_in_order(hall: Hall):
    walls = [hall.screen(f"person:{n}") for n in range(50)]
    told = [f"mot {n}" for n in range(40)]
    phone = hall.phone()
    for words in told:
        phone.say(words)
    for wall in walls:
        until(lambda wall=wall: len(wall.words) >= len(told))
        assert wall.words == told


@pytest.mark.fault
def test_every_acknowledged_word_survives_kill_9_exactly_once(closed_hall: Hall):
    hall, acknowledged, sent = closed_hall, {}, {}

    def talk(who: int) -> None:
        phone, number = hall.phone(f"phone:{who}"), 0
        while not silence.is_set():
            number += 1
            id, words = uuid7(), f"{who}-{number}"
            sent[id] = (phone, words)
            try:
                if phone.say(words, id).status == 201:
                    acknowledged[id] = words
            except (OSError, http.client.HTTPException):  # killed before or amid its answer
                return

    for delay in (0.2, 0.35, 0.5):
        hall.open()
        silence = threading.Event()
        crowd = [threading.Thread(target=talk, args=(who,)) for who in range(8)]
        for one in crowd:
            one.start()
        silence.wait(delay)
        hall.kill()
        silence.set()
        for one in crowd:
            one.join()
    hall.open()
    for id, (phone, words) in sent.items():  # the phones come back and say all again
        assert phone.say(words, id).status in ({200} if id in acknowledged else {200, 201})
    kept = {line.pk: line.payload["words"] for line in Line.objects.all()}
    assert acknowledged
    assert acknowledged.items() <= kept.items()
    assert kept == {id: words for id, (_, words) in sent.items()}
    until(lambda: len(applied(hall)) == len(kept))
    assert sorted(words for _, words in applied(hall)) == sorted(kept.values())
    call_command("verify_journal")
