"""What the tests of a contract share."""

import pytest


@pytest.fixture
def law(settings, tmp_path):
    """`law(key, value)`: that row of the law says something else here."""

    def says(key: str, value: str) -> None:
        file = tmp_path / f"{key}.toml"
        file.write_text(
            f'[[rule]]\nkey = "{key}"\nlabel = "Ici"\nvalue = {value}\narticle = "art. X"\n'
            'source = "service juridique"\nchecked_on = 2026-11-01\nstatus = "confirmed"\n'
        )
        settings.LAW_FILE = str(file)

    return says
