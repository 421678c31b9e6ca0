"""What Django itself says of a deployment behind HTTPS: nothing."""

import os
import subprocess
import sys

from tests.house.repository import ROOT


def test_django_finds_nothing_to_say_of_a_deployment(tmp_path):
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    deployed = inherited | {
        "VAR_DIR": str(tmp_path),
        "SITE_URL": "https://atelier.example.org",
        "ALLOWED_HOSTS": "atelier.example.org",
        "BEHIND_PROXY": "True",
        "EMAIL_HOST": "mail.example.org",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    run = subprocess.run(command, cwd=ROOT, env=deployed, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
