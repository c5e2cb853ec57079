#!/usr/bin/env python3
"""Shows that our tests notice broken promises: each patch here breaks one, and the test it names must fail.

    tests/mutants/run.py [--only NAME] [--jobs N]   build and test every mutant in a copy of the tree, print a table
    tests/mutants/run.py --check-apply              only ask whether each patch still fits; needs no build

A patch begins with `promise:` (its row in tests/PROMISES.md), `test:` (a regular expression for ctest) and `target:`
(what to build for it). The test is named with its program, since other programs may be left over from an earlier
mutant. A mutant that survives, does not apply or does not compile is a failure.
"""

import argparse
import filecmp
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "build/mutants"
TREE = WORK / "tree"
BUILD = TREE / "build/dev"
SKIPPED = 77
# Git must take the copy for a plain directory, and the compiler cache must know it by relative paths.
ENVIRONMENT = {**os.environ, "GIT_CEILING_DIRECTORIES": str(WORK), "CCACHE_BASEDIR": str(TREE), "CCACHE_NOHASHDIR": "1",
               "CCACHE_SLOPPINESS": "pch_defines,time_macros"}


class Mutant:
    def __init__(self, path):
        header = dict(re.findall(r"^(promise|test|target): *(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
        self.path, self.name = path, path.stem
        self.promise, self.test = header.get("promise", ""), header.get("test", "")
        self.targets = header.get("target", "").split()

    def applies_to(self, tree, *options):
        return run(["git", "apply", *options, self.path], tree)


def run(command, directory):
    """Whether the command succeeded. What it said is kept for whoever asks why."""
    with open(WORK / "log", "a", encoding="utf-8") as log:
        print("$", *command, file=log, flush=True)
        return subprocess.run(command, cwd=directory, env=ENVIRONMENT, stdout=log, stderr=log).returncode == 0


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    return {name for name in listed.stdout.split("\0") if (ROOT / name).is_file()}


def copy_tree(names):
    """Makes the copy what the tree is; a file that is already right keeps its time, so that nothing is built twice."""
    for name in names:
        source, copy = ROOT / name, TREE / name
        if copy.is_file() and filecmp.cmp(source, copy, shallow=False):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    for copy in [path for path in TREE.rglob("*") if path.is_file()]:
        name = copy.relative_to(TREE).as_posix()
        if name not in names and not name.startswith("build/"):
            copy.unlink()


def build(targets, jobs):
    return run(["cmake", "--build", BUILD, "-j", str(jobs), "--target", *targets], TREE)


def passes(test):
    return run(["ctest", "--test-dir", BUILD, "--output-on-failure", "--no-tests=error", "-R", test], TREE)


def verdict(mutant, names, jobs):
    """What became of one mutant: "caught", or why that cannot be said."""
    if not mutant.applies_to(TREE):
        return "DOES NOT APPLY"
    try:
        if not build(mutant.targets, jobs):
            return "DOES NOT COMPILE"
        return "SURVIVED" if passes(mutant.test) else "caught"
    finally:
        copy_tree(names)


def check_apply(mutants):
    rows = {match.group(1): match.group(0) for match in
            re.finditer(r"^\| (\d+) \|.*$", (ROOT / "tests/PROMISES.md").read_text(encoding="utf-8"), re.MULTILINE)}
    wrong = []
    for mutant in mutants:
        if not (mutant.test and mutant.targets):
            wrong.append(f"{mutant.name}: say which test must fail and which target builds it")
        if f"`{mutant.name}`" not in rows.get(mutant.promise, ""):
            wrong.append(f"{mutant.name}: row {mutant.promise or '?'} of tests/PROMISES.md does not name it")
        if not mutant.applies_to(ROOT, "--check"):
            wrong.append(f"{mutant.name}: no longer applies; make the same mistake in the code of today")
    print(*wrong, f"{len(mutants)} mutants, {len(wrong)} complaints", sep="\n")
    return 1 if wrong else 0


def run_all(mutants, jobs):
    names = tracked()
    if not names:
        print("SKIPPED: the copy is made of what git tracks, and this is no checkout")
        return SKIPPED
    copy_tree(names)
    targets = sorted({target for mutant in mutants for target in mutant.targets})
    if not run(["cmake", "--preset", "dev"], TREE) or not build(targets, jobs):
        print(f"the tree itself does not build: {WORK / 'log'}")
        return 1
    # A test that fails anyway, or a name that no test has, would catch everything.
    idle = [mutant.name for mutant in mutants if not passes(mutant.test)]
    if idle:
        print("without a mutant these tests are missing or fail already, those of:", *idle)
        return 1
    print(f"{'mutant':<34}{'row':<5}{'result':<18}{'seconds':<9}test", flush=True)
    failures = 0
    for mutant in mutants:
        begin = time.monotonic()
        found = verdict(mutant, names, jobs)
        failures += found != "caught"
        seconds = round(time.monotonic() - begin)
        print(f"{mutant.name:<34}{mutant.promise:<5}{found:<18}{seconds:<9}{mutant.test}", flush=True)
    print(f"{len(mutants)} mutants, {failures} not caught; what was said: {WORK / 'log'}")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="NAME", help="this mutant alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--check-apply", action="store_true", help="do not build: only see that each patch fits")
    options = parser.parse_args()
    mutants = [Mutant(path) for path in sorted(HERE.glob("*.patch")) if options.only in (None, path.stem)]
    if not mutants:
        parser.error("no such mutant")
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "log").unlink(missing_ok=True)
    return check_apply(mutants) if options.check_apply else run_all(mutants, options.jobs)


if __name__ == "__main__":
    sys.exit(main())
