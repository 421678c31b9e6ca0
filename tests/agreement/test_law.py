"""The law as data: every row says its article, its source and its dates; a deployment may add."""

from datetime import date
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from atelier_local.programme.agreement import law
from atelier_local.programme.agreement.law import Status

ROWS = law.read(law.SHIPPED)
TODAY = date(2026, 11, 28)
ROW = """
[[rule]]
key = "competition_threshold"
label = "Services"
value = {value}
unit = "€ HT"
valid_from = 2027-01-01
valid_to = 2027-12-31
article = "art. inventé"
source = "une source"
checked_on = 2026-12-01
status = "confirmed"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "law.toml"
    file.write_text(text, "utf-8")
    return file


def test_there_is_something_to_read():
    assert len(ROWS) >= 24
    assert {rule.status for rule in ROWS} == set(Status)


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: f"{rule.key} {rule.valid_from}")
def test_every_row_says_where_it_comes_from(rule):
    assert rule.source
    assert rule.checked_on >= date(2026, 11, 22)
    assert bool(rule.article) == (rule.status is not Status.PRACTICE)
    assert rule.amount


def test_one_row_for_one_key_on_one_day():
    assert list(law.overlapping(ROWS)) == []


@pytest.mark.parametrize("rule", [rule for rule in ROWS if not rule.certain], ids=lambda r: r.key)
def test_what_is_uncertain_is_never_quoted_in_a_letter(rule):
    assert law.cite_in_letter(rule) == ""
    assert "à vérifier" in law.cite(rule) or "usage" in law.cite(rule)


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("environment_criterion", date(2026, 8, 20), None),
        ("environment_criterion", date(2026, 8, 21), True),
        ("competition_threshold", date(2026, 3, 31), 40_000),
        ("competition_threshold", date(2026, 4, 1), 60_000),
        ("decp_threshold", TODAY, 40_000),
        ("eu_threshold_state_services", date(2025, 12, 31), 143_000),
        ("eu_threshold_state_services", TODAY, 140_000),
        ("eu_threshold_state_services", date(2028, 1, 1), None),
        ("standstill_days", TODAY, 11),
        ("standstill_days_other", TODAY, 16),
        ("subcontractor_days", TODAY, 21),
        ("direct_payment", TODAY, 600),
        ("runner_up", date(2025, 12, 31), None),
        ("nothing", TODAY, None),
    ],
)
def test_the_row_of_the_day(key, day, value):
    rule = law.in_force(ROWS, key, day)
    assert (rule.value if rule else None) == value


def test_a_screen_cites_the_article_and_its_date():
    rule = law.known("environment_criterion", TODAY)
    assert law.cite(rule) == (
        "code de la commande publique, art. R2152-7, depuis le 21\u00a0août\u00a02026"
    )
    assert law.cite_in_letter(rule) == "code de la commande publique, art. R2152-7"
    assert law.cite(law.known("late_tender", TODAY)).endswith("(à vérifier)")
    assert law.known("competition_threshold", TODAY).amount == "60\u202f000 € HT"


def test_the_rows_of_a_deployment_win_on_the_days_they_cover(tmp_path):
    own = written(tmp_path, ROW.format(value=80_000))
    with override_settings(LAW_FILE=str(own)):
        assert law.known("competition_threshold", date(2027, 6, 1)).value == 80_000
        assert law.known("competition_threshold", date(2026, 12, 31)).value == 60_000
        assert law.known("standstill_days", date(2027, 6, 1)).value == 11


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule = 3", "rows are written"),
        ("rule = [1]", "row 1: not a table"),
        ("[[rule]]\nkey = 'x'", "status"),
        ("[[rule", "law.toml"),
        (ROW.format(value=1) + "wrong = 1", "unknown wrong"),
        (ROW.format(value="1.5"), "value cannot be 1.5"),
        (ROW.format(value=1).replace("2027-12-31", "2026-12-31"), "ends before it begins"),
        (ROW.format(value=1).replace("2027-01-01", "2027-01-01T00:00:00"), "valid_from cannot be"),
        (ROW.format(value=1).replace('"confirmed"', '"sure"'), "sure"),
        (ROW.format(value=1).replace("art. inventé", ""), "an article is needed"),
        (ROW.format(value=1) * 2, "two rows of competition_threshold on 2027-01-01"),
    ],
)
def test_a_wrong_file_is_said_with_its_row(tmp_path, text, said):
    with pytest.raises(law.Unreadable) as failure:
        law.read(written(tmp_path, text))
    assert said in str(failure.value)


def test_a_wrong_file_is_said_at_the_start(tmp_path):
    with override_settings(LAW_FILE=str(tmp_path / "missing.toml")):
        assert "agreement.E001" in {message.id for message in run_checks(tags=["law"])}
    assert run_checks(tags=["law"]) == []


def test_a_row_that_is_needed_and_missing_is_an_error():
    with pytest.raises(LookupError, match="no row of law"):
        law.known("nothing", TODAY)


@pytest.mark.parametrize("key", ["advance_threshold", "advance_months"])
def test_when_an_advance_is_due_is_to_be_verified(key):
    rule = law.known(key, TODAY)
    assert law.cite(rule).endswith("(à vérifier)")
    assert law.cite_in_letter(rule) == ""
