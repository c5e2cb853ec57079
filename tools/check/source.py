"""What the laws have in common: which files are ours, C++ without its comments and strings, and the self-test."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

IGNORED = {".git", "build", "node_modules", "__pycache__"}


def files(root):
    """Every file that is or may become part of the repository, as paths relative to `root`, sorted."""
    try:
        listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"],
                                capture_output=True, check=True)
        names = {Path(name) for name in listed.stdout.decode().split("\0") if name}
    except (OSError, subprocess.CalledProcessError):  # no git, an unpacked archive, or the self-test's tree
        names = {path.relative_to(root) for path in Path(root).rglob("*")
                 if not IGNORED & set(path.relative_to(root).parts)}
    return sorted(name for name in names if (Path(root) / name).is_file())


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'                             # comments
    r'|R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"'    # raw strings
    r'|"(?:\\.|[^"\\\n])*"'                           # strings
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",          # characters, but not digit separators
    re.DOTALL)


def code_only(text):
    """C++ with comments blanked and literals emptied; every character keeps its line."""
    def blank(match):
        token = match.group(0)
        kept = re.sub(r"[^\n]", " ", token)
        return kept if token.startswith("/") else '"' + kept[1:-1] + '"'
    return TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def self_test(check, mutants, clean):
    """`check(root)` must accept the tree `clean` and find `words` in each mutant: (words, {path: text})."""
    failures = []

    def complaints(tree):
        with tempfile.TemporaryDirectory() as root:
            for path, text in tree.items():
                target = Path(root) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            return check(root)

    for complaint in complaints(clean):
        failures.append(f"a clean tree is refused: {complaint}")
    for words, tree in mutants:
        found = complaints({**clean, **tree})
        if not any(words in complaint for complaint in found):
            failures.append(f"survived: the mutant that should give “{words}” gave {found}")
    return failures


def main(check, mutants, clean):
    if sys.argv[1:] == ["--self-test"]:
        complaints = self_test(check, mutants, clean)
        print(f"{len(mutants)} mutants, {len(complaints)} survived" if not complaints else "\n".join(complaints))
    else:
        complaints = check(sys.argv[1] if len(sys.argv) > 1 else ".")
        print("\n".join(complaints) if complaints else "nothing to complain about")
    return 1 if complaints else 0
