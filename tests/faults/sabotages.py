"""Ways of breaking the path of a write, and the tests that must notice each."""

from dataclasses import dataclass

HANDED = "tests/journal/test_just_written.py::test_"
JOURNAL = "atelier_local/ground/journal/"
LIVE = "atelier_local/ground/live/"
FAULTS, SERVER = "tests/faults/test_faults.py::test_", "tests/live/test_server.py::test_"
WEATHER = "tests/browser/hall/test_weather.py"
PARTS = "tests/live/test_parts.py::test_"


@dataclass(frozen=True)
class Sabotage:
    """`code` of a file, said once there, becomes `instead`."""

    name: str
    file: str
    code: str
    instead: str
    tests: tuple[str, ...]


SABOTAGES = [
    Sabotage(
        "no-flush", f"{LIVE}disk.py",
        "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL",
        (f"{FAULTS}a_power_cut_loses_nothing_acknowledged",),
    ),
    Sabotage(
        "answer-before-commit", f"{LIVE}writer.py",
        "            answers = self._answers([(room, draft) for room, draft, _ in batch])\n"
        "            futures = [future for _, _, future in batch]\n"
        "            futures[0].get_loop().call_soon_threadsafe(_resolve, futures, answers)\n",
        "            import time\n"
        "            from django.db import transaction\n"
        "            disk.wait_for_it = lambda: None\n"
        "            with transaction.atomic():\n"
        "                answers = self._answers([(room, draft) for room, draft, _ in batch])\n"
        "                futures = [future for _, _, future in batch]\n"
        "                futures[0].get_loop().call_soon_threadsafe(_resolve, futures, answers)\n"
        "                time.sleep(0.02)\n",
        (f"{FAULTS}kill_9_loses_nothing_acknowledged_and_doubles_nothing",),
    ),
    Sabotage(
        "ids-not-looked-up", f"{JOURNAL}operations.py",
        "lines_of([draft.id for draft in drafts if draft.id])", "[]",
        (f"{SERVER}the_same_act_told_again_gets_its_first_acknowledgement",),
    ),
    Sabotage(
        "another-act-under-one-id", f"{JOURNAL}rules.py",
        "return line.salt is None or digest(line.salt, sent) == line.sent", "return True",
        (f"{FAULTS}deliveries_doubled_reordered_and_late_count_once",),
    ),
    Sabotage(
        "anyone-repeats-anyone", f"{JOURNAL}rules.py",
        "(line.stream_id, line.kind, line.by) != (stream_id, kind, by)",
        "(line.stream_id, line.kind) != (stream_id, kind)",
        (f"{SERVER}the_same_act_told_again_gets_its_first_acknowledgement",),
    ),
    Sabotage(
        "chain-not-tied", f"{JOURNAL}operations.py",
        "stream.head_seq, stream.head_hash = line.seq, line.hash", "stream.head_seq = line.seq",
        (f"{FAULTS}deliveries_doubled_reordered_and_late_count_once",),
    ),
    Sabotage(
        "a-number-skipped", f"{JOURNAL}operations.py",
        "stream.head_seq + 1,", "stream.head_seq + 2,",
        (f"{FAULTS}deliveries_doubled_reordered_and_late_count_once",),
    ),
    Sabotage(
        "a-line-applied-twice", f"{JOURNAL}queries.py",
        "AND seq > %s", "AND seq >= %s",
        (f"{SERVER}a_word_is_acknowledged_once_on_disk_and_heard_by_two_screens",
         f"{FAULTS}kill_9_loses_nothing_acknowledged_and_doubles_nothing"),
    ),
    Sabotage(
        "cursor-left-behind", f"{JOURNAL}operations.py",
        "UPDATE journal_cursor SET seq = %s", "UPDATE journal_cursor SET seq = 0 * %s",
        (f"{SERVER}fifty_screens_hear_every_word_once_in_order",
         f"{FAULTS}kill_9_loses_nothing_acknowledged_and_doubles_nothing"),
    ),
    Sabotage(
        "cursor-apart-from-tables", f"{JOURNAL}operations.py",
        "@transaction.atomic\ndef _project_page(", "def _project_page(",
        (f"{FAULTS}a_power_cut_loses_nothing_acknowledged",),
    ),
    Sabotage(
        "erased-yet-applied", f"{JOURNAL}operations.py",
        "return lines if lines[-1].seq == head == seq + len(lines) else None", "return lines",
        (f"{HANDED}what_was_erased_since_is_not_applied_from_memory",),
    ),
    Sabotage(
        "refused-yet-written", f"{LIVE}operations.py",
        "answers[draft.id] = answer if isinstance(answer, Refused) else _given(draft, answer)",
        "answers[draft.id] = draft if isinstance(answer, Refused) else _given(draft, answer)",
        (f"{SERVER}a_room_refuses_with_its_reasons_and_others_in_the_batch_pass",),
    ),
    Sabotage(
        "one-breaks-the-batch", f"{LIVE}writer.py",
        "return [answer for one in asked for answer in self._answers([one])]",
        "return [failure] * len(asked)",
        (f"{FAULTS}an_act_that_breaks_its_batch_breaks_alone",),
    ),
    Sabotage(
        "twins-in-one-batch", f"{LIVE}operations.py",
        "new.setdefault(draft.id, (room, draft))", "new[uuid7()] = (room, draft)",
        (f"{PARTS}a_batch_answers_each_and_asks_the_room_once_for_each_act",),
    ),
    Sabotage(
        "any-pass-anywhere", f"{LIVE}asgi.py",
        "if (str(pass_.stream_id), pass_.face) != (stream_id, face):", "if False:",
        (f"{FAULTS}the_pass_of_another_hall_learns_nothing_and_writes_nothing",),
    ),
    Sabotage(
        "a-pass-for-ever", f"{LIVE}passes.py",
        "if not pass_.issued_at - LIFETIME < at < pass_.until:", "if False:",
        (f"{FAULTS}a_pass_issued_by_a_clock_a_year_off_opens_nothing_and_says_so",),
    ),
    Sabotage(
        "full-disk-acknowledged", f"{LIVE}writer.py",
        "return [Busy()] * len(asked)",
        "return [Receipt({\"id\": str(draft.id)}, True) for _, draft in asked]",
        (f"{FAULTS}a_full_disk_is_said_and_loses_nothing",),
    ),
    Sabotage(
        "no-limit", f"{LIVE}asgi.py",
        "        guards.check_rate(self._subjects, pass_.subject)\n", "",
        (f"{FAULTS}ten_times_the_load_is_turned_away_politely_and_loses_nothing",),
    ),
    Sabotage(
        "resumes-from-now", f"{LIVE}hub.py",
        "seq = max(watched.head, reached) if after is None else after", "seq = reached",
        (f"{SERVER}a_screen_that_was_cut_hears_what_it_missed_by_number",),
    ),
    Sabotage(
        "a-portal-gives-receipts", "atelier_local/steps/wall/static/wall/outbox.js",
        "told: await answer.json() }", "told: await answer.json().catch(() => one) }",
        (WEATHER,),
    ),
    Sabotage(
        "a-portal-is-heard", "atelier_local/ground/ui/static/ui/js/live.js",
        "!answer.ok || !type.startsWith(\"text/event-stream\")", "!answer.ok",
        (WEATHER,),
    ),
]  # fmt: skip
