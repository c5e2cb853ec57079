"""Asks another implementation: a script of this folder gets JSON and answers with JSON. Skips the test where Node.js or its
packages are missing."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SKIPPED = 77
sys.path.insert(0, str(HERE.parent / "api"))


def ask(script, given):
    return ask_as_text(script, json.dumps(given))


def ask_as_text(script, text):
    done = subprocess.run([HERE / "run", script], input=text, capture_output=True, text=True, timeout=120)
    if done.returncode == SKIPPED:
        print(done.stdout.strip())
        sys.exit(SKIPPED)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
