#!/usr/bin/env python3
"""Law: the house rules that a compiler does not know.

    tools/check/tidy.py [ROOT]       complain about ROOT (default: here), exit 1 if there is anything
    tools/check/tidy.py --self-test  show that each mutant is caught
"""

import re
import sys
from pathlib import Path

from source import code_only, files, line_of, main

LINES_MAX = 400  # a file longer than this holds two ideas
LONG_ON_PURPOSE = {"LICENSE", "package-lock.json"}
PROGRAM = {".cpp", ".hpp", ".py", ".js", ".mjs", ".cmake", ".sh"}
TEXT = PROGRAM | {"", ".md", ".txt", ".json", ".yml", ".yaml", ".toml", ".xml", ".clang-format", ".clang-tidy"}

# Written in pieces, so that this file keeps the rule it states.
FOREIGN = [
    (re.compile(r"(?<![\w./@-])" + "shared" + r"/\w"), "names a folder that is not part of the repository"),
    (re.compile(r"(?<![\w.:~-])/(?:" + "|".join(["work", "root", "home/\\w+", "tmp/" + "wt"]) + r")/\w"),
     "names a path of somebody's machine"),
    (re.compile(r"\b(?:registry\." + r"npmjs|npm" + r"js\.org|pypi\." + r"org|files\.python" + r"hosted|"
                r"repo1?\.maven|proxy\.gol" + r"ang)"), "names a package registry host"),
]
OPEN_END = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(#\d+\))")


def check_everywhere(text):
    for pattern, complaint in FOREIGN:
        for found in pattern.finditer(text):
            yield found.start(), complaint
    for found in OPEN_END.finditer(text):
        yield found.start(), "an open end without an issue; write it as a to-do with (#number) or do it"


def statement_around(code, offset):
    """The full expression that holds the co_await at `offset`: from the statement's start to its `;`, or to the
    parenthesis that closes an enclosing if, while, for or switch."""
    start = max(code.rfind(mark, 0, offset) for mark in ";{}") + 1
    opener = re.search(r"\b(?:if|while|for|switch)\s*\(", code[start:offset])
    if opener:
        start += opener.end()
    depth, end = 0, start
    while end < len(code):
        character = code[end]
        depth += (character in "([{") - (character in ")]}")
        if depth < 0 or (character == ";" and depth == 0):
            break
        end += 1
    return start, end


def check_awaits(code):
    """Rule C2 of the coroutines: names, moves, calls and types with constructors; each of these broke a compiler."""
    seen = -1
    for found in re.finditer(r"\bco_await\b", code):
        start, end = statement_around(code, found.start())
        if start == seen:
            continue
        seen = start
        expression = code[start:end]
        if re.search(r"\[[^\]]+\]\s*[({m]", expression):
            yield found.start(), "a capturing lambda inside a co_await expression; name it first"
        elif "{" in expression:
            yield found.start(), "braces inside a co_await expression; name the value first"
        if re.search(r"\?(?!\?)", expression):
            yield found.start(), "?: inside a co_await expression; choose first, then await"
        if len(re.findall(r"\bco_await\b", expression)) > 1:
            yield found.start(), "two co_await in one expression; one statement each"


def check_cpp(path, text):
    code = code_only(text)
    yield from check_awaits(code)
    for found in re.finditer(r"[^\x00-\x7f]+", code):
        yield found.start(), "characters beyond ASCII outside strings and comments"
    if path.endswith(".hpp") and not re.match(r"//[^\n]+\n(?://[^\n]*\n)*#pragma once\n", text):
        yield 0, "a header begins with a comment paragraph (what it is, lifetime, strand, limits), then #pragma once"


def check_listed(root, names):
    """A test that no CMake file lists is a test that nobody runs."""
    lists = "".join((Path(root) / name).read_text(encoding="utf-8") for name in names
                    if name.name == "CMakeLists.txt" or name.suffix == ".cmake")
    for name in names:
        if name.name.endswith("_test.cpp") and not re.search(rf"(?<!\w){re.escape(name.name)}\b", lists):
            yield f"{name.as_posix()}: no CMakeLists.txt lists this test, so nobody runs it"


def check(root):
    ours = files(root)
    complaints = list(check_listed(root, ours))
    for name in ours:
        path = name.as_posix()
        if name.suffix not in TEXT:
            continue
        try:
            text = (Path(root) / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            complaints.append(f"{path}: not UTF-8")
            continue
        found = list(check_everywhere(text))
        if name.suffix in (".cpp", ".hpp"):
            found += check_cpp(path, text)
        if name.suffix in PROGRAM and name.name not in LONG_ON_PURPOSE and text.count("\n") > LINES_MAX:
            found.append((0, f"{text.count(chr(10))} lines; over {LINES_MAX} a file holds two ideas"))
        complaints += [f"{path}:{line_of(text, offset)}: {complaint}" for offset, complaint in found]
    return complaints


HEADER = "// A thing. Immutable.\n#pragma once\n"
CLEAN = {
    "engine/a.hpp": HEADER + 'inline const char* name = "河湾";  // 调休\n',
    "engine/b.cpp": "void f() {\n  if (auto r = co_await g(std::move(x)); !r) {\n    co_return;\n  }\n"
                    "  co_await h(Buffer(1), as_result);\n  values[i] = Thing{1};\n  return a ? b : c;\n}\n",
    "docs.md": "std::shared_ptr, and a route: /v1/workers/x\n",
}
MUTANTS = [
    ("braces inside", {"engine/c.cpp": "void f() {\n  co_await g(Agg{1});\n}\n"}),
    ("capturing lambda", {"engine/d.cpp": "void f() {\n  co_await g([s] { use(s); });\n}\n"}),
    ("?: inside", {"engine/e.cpp": "void f() {\n  auto r = b ? co_await g() : 1;\n}\n"}),
    ("two co_await", {"engine/f.cpp": "void f() {\n  if (co_await g() && co_await h()) return;\n}\n"}),
    ("open end", {"engine/g.cpp": "// TO" + "DO: later\n"}),
    ("not part of the repository", {"h.md": "see sha" + "red/design.md\n"}),
    ("somebody's machine", {"i.md": "cd /wo" + "rk/main\n"}),
    ("registry host", {"package-lock.json": '{"resolved": "https://registry.npm' + 'js.org/x"}\n'}),
    ("begins with a comment", {"engine/j.hpp": "#pragma once\n"}),
    ("nobody runs it", {"tests/unit/m_test.cpp": "int x;\n"}),
    ("two ideas", {"engine/k.cpp": "int x;\n" * (LINES_MAX + 1)}),
    ("beyond ASCII", {"engine/l.cpp": "int größe;\n"}),
]



if __name__ == "__main__":
    sys.exit(main(check, MUTANTS, CLEAN))
