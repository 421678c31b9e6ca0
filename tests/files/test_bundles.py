"""Archives without a date; files that are whole or not there, whoever is killed."""

import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files.bundles import bundled, put, settled

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from atelier_local.ground.files.bundles import put
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    for letter in b"AB":
        put(path, bytes([letter]) * 3_000_000)
"""


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}\.txt", fullmatch=True), st.binary()))
def test_the_same_parts_are_the_same_bytes_and_come_back(parts):
    made = bundled(parts.items())
    assert bundled(parts.items()) == made == settled(made)
    with zipfile.ZipFile(BytesIO(made)) as read:
        assert {name: read.read(name) for name in read.namelist()} == parts


def test_a_writer_killed_leaves_a_whole_file(tmp_path):
    """Killed ten times, at whatever moment: the file is the one before or the one after."""
    path = tmp_path / "livret.pdf"
    put(path, b"A" * 3_000_000)
    for rank in range(10):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.003 * rank)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        content = path.read_bytes()
        assert content in (b"A" * 3_000_000, b"B" * 3_000_000)
    assert [file.name for file in tmp_path.iterdir() if not file.name.endswith(".part")] == [
        path.name
    ]
