#!/usr/bin/env python3
"""Law: arrows between folders point one way, and the pure folders stay pure.

    tools/check/layering.py [ROOT]      complain about ROOT (default: here), exit 1 if there is anything
    tools/check/layering.py --self-test show that each mutant is caught

The tables below are the law. A folder's row is the longest prefix of the file's path. An exception is a row in
EXCEPTIONS, with its reason.
"""

import re
import sys
from pathlib import Path

from source import code_only, files, line_of, main

BASE = ["engine/base/"]
VALUES = ["workflows/", "engine/model/"] + BASE
PORTS = VALUES + ["engine/journal/", "engine/index/"]
ENGINE = ["workflows/", "engine/"]
DOOR = PORTS + ["engine/feed/", "engine/gate.hpp", "engine/access.hpp", "engine/hooks.hpp", "engine/query_code.hpp", "engine/health.hpp"]

# Folder or file → what of ours it may include.
MAY_INCLUDE = {
    "workflows/": ["workflows/"],
    "engine/base/": BASE,
    "engine/model/": VALUES,
    "engine/decide/": VALUES + ["engine/decide/"],
    "engine/evolve/": VALUES + ["engine/evolve/"],
    "engine/journal/": VALUES + ["engine/journal/"],
    "engine/vault/": VALUES + ["engine/journal/", "engine/vault/"],
    "engine/index/": PORTS + ["engine/vault/"],
    "engine/feed/": VALUES + ["engine/journal/", "engine/feed/"],
    "engine/timers/": VALUES + ["engine/journal/", "engine/timers/", "engine/feed/bell.hpp", "engine/gate.hpp"],
    "engine/partition/": PORTS + ["engine/decide/", "engine/evolve/", "engine/partition/", "engine/access.hpp", "engine/hooks.hpp",
                                  "engine/vault/", "engine/feed/bell.hpp", "engine/health.hpp", "engine/gate.hpp"],
    "engine/gate.hpp": VALUES,
    "engine/hooks": VALUES + ["engine/hooks.hpp"],
    "engine/access": VALUES + ["engine/access.hpp"],
    "engine/query_code": VALUES + ["engine/query_code.hpp"],
    "engine/health.hpp": BASE,
    "engine/": ENGINE,
    "adapters/http/": DOOR + ["adapters/http/"],
    "adapters/rocksdb/": DOOR + ["adapters/rocksdb/"],
    "adapters/kafka/": DOOR + ["adapters/kafka/"],
    "adapters/webhook/": DOOR + ["adapters/webhook/"],
    "adapters/memory/": DOOR + ["adapters/memory/"],
    "config/": ["workflows/", "engine/", "adapters/", "config/"],
    "tools/": ["workflows/", "engine/", "adapters/", "config/", "tools/"],
    "tests/": ["workflows/", "engine/", "adapters/", "config/", "tools/", "tests/"],
}

# Where the world and its surprises may be mentioned: pattern of an include → the only places for it.
ONLY_IN = {
    r"rocksdb/.*": ["adapters/rocksdb/", "tools/", "tests/"],
    r"librdkafka/.*": ["adapters/kafka/", "tools/", "tests/"],
    r"boost/beast.*": ["adapters/http/", "adapters/webhook/", "tools/", "tests/"],
    r"boost/asio.*": ["engine/base/async", "engine/partition/", "engine/feed/", "engine/timers/", "adapters/",
                      "tools/", "tests/"],
    r"CLI/.*": ["tools/", "config/", "tests/"],
    r"valijson/.*": ["workflows/form.cpp", "tests/"],
}

PURE = ("workflows/", "engine/model/", "engine/decide/", "engine/evolve/", "engine/index/", "engine/journal/",
        "engine/vault/")
IMPURE_INCLUDE = re.compile(
    r"boost/(?!system/error_code)|thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|"
    r"stop_token|random|fstream|iostream|filesystem|ctime|locale|unordered_(map|set)|spdlog/|prometheus/|"
    r"openssl/rand|unistd\.h|sys/|fcntl\.h|pthread|time\.h|cstdio|stdio\.h")
IMPURE_WORD = re.compile(r"\b(?:system_clock|steady_clock|high_resolution_clock)::now\b|(?<![\w.])getenv\b|"
                         r"\bstd::hash\b|\bthread_local\b|\bstd::(?:cout|cerr|rand)\b|\bfopen\b")
CHANGEABLE_CASE = re.compile(r"(?P<const>\bconst\s+)?(?:\b\w+::)*\bCase(?P<after>\s+const)?\s*[&*](?!&)|"
                             r"shared_ptr<(?:\w+::)*Case>")

# (file or folder, what is allowed there, why).
EXCEPTIONS = [
    ("workflows/catalog", "filesystem", "the catalogue reads the definition files once, at start-up"),
    ("workflows/catalog", "fstream", "the catalogue reads the definition files once, at start-up"),
    ("workflows/guard_evaluation.hpp", "nlohmann/json.hpp", "shared by the evaluator's own sources, nobody else's"),
    ("engine/index/reader.cpp", "engine/evolve/evolve.hpp", "a case at a past moment is folded from its events"),
    ("engine/index/verify.cpp", "engine/evolve/evolve.hpp", "verifying folds every case from zero and compares"),
    ("engine/journal/codec.cpp", "cstdio", "snprintf pads a sequence to 20 digits; nothing is read or written"),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"(?P<ours>[^"]+)"|<(?P<theirs>[^>]+)>)', re.MULTILINE)
FOLDERS = ("workflows/", "engine/", "adapters/", "config/", "tools/", "tests/")


def row_of(path):
    """The row of MAY_INCLUDE for a path: the longest prefix."""
    rows = [prefix for prefix in MAY_INCLUDE if path.startswith(prefix)]
    return max(rows, key=len) if rows else None


def excepted(path, what):
    return any(path.startswith(where) and what.startswith(allowed) for where, allowed, _ in EXCEPTIONS)


def check_ours(root, path, included):
    row = row_of(path)
    if row is None:
        return f"no row of the layering table speaks of this folder; add one for {path}"
    if not included.startswith(FOLDERS) or not (Path(root) / included).is_file():
        return f'"{included}" is not a file of ours named from the repository root'
    if not included.startswith(tuple(MAY_INCLUDE[row])) and not excepted(path, included):
        return f"{row} may not include {included}"
    return None


def check_theirs(path, included):
    if excepted(path, included):
        return None
    for pattern, places in ONLY_IN.items():
        if re.fullmatch(pattern, included) and not path.startswith(tuple(places)):
            return f"<{included}> belongs to {', '.join(places)} only"
    if path.startswith(PURE) and IMPURE_INCLUDE.match(included):
        return f"a pure folder includes <{included}>"
    if path.endswith(".hpp") and included == "nlohmann/json.hpp" and not path.startswith("tests/"):
        return "a header includes <nlohmann/json.hpp>; use <nlohmann/json_fwd.hpp> or workflows::Value"
    return None


def check_words(path, code):
    if path.startswith(PURE):
        for word in IMPURE_WORD.finditer(code):
            yield word.start(), f"a pure folder uses {word.group(0)}"
    if path.startswith(("engine/", "adapters/")) and not path.startswith("engine/evolve/"):
        for use in CHANGEABLE_CASE.finditer(code):
            if not use.group("const") and not use.group("after"):
                yield use.start(), f"only evolve changes a case; take {use.group(0).strip()} as const"


def check(root):
    complaints = []
    for name in files(root):
        path = name.as_posix()
        if name.suffix not in (".cpp", ".hpp") or not path.startswith(FOLDERS):
            continue
        text = (Path(root) / name).read_text(encoding="utf-8")
        for include in INCLUDE.finditer(text):
            ours, theirs = include.group("ours"), include.group("theirs")
            complaint = check_ours(root, path, ours) if ours else check_theirs(path, theirs)
            if complaint:
                complaints.append(f"{path}:{line_of(text, include.start('ours' if ours else 'theirs'))}: {complaint}")
        for offset, complaint in check_words(path, code_only(text)):
            complaints.append(f"{path}:{line_of(text, offset)}: {complaint}")
    return complaints


CLEAN = {
    "workflows/value.hpp": "#include <string>\n",
    "workflows/catalog.cpp": "#include <fstream>\n",
    "engine/model/case.hpp": '#include "workflows/value.hpp"\nvoid read(const model::Case& a, Case const& b);\n',
    "engine/evolve/evolve.cpp": '#include "engine/model/case.hpp"\nvoid fold(Case& c);\n',
    "adapters/rocksdb/store.cpp": '#include <rocksdb/db.h>\n#include "engine/model/case.hpp"\n',
    "adapters/http/wire.hpp": '#include "engine/model/case.hpp"\n// a Case& in a comment changes nothing\n',
}
MUTANTS = [
    ("workflows/ may not include engine/", {"workflows/a.hpp": '#include "engine/model/case.hpp"\n'}),
    ("may not include adapters/rocksdb/", {"adapters/http/b.cpp": '#include "adapters/rocksdb/store.cpp"\n'}),
    ("may not include tests/", {"tools/c.cpp": '#include "tests/d.hpp"\n', "tests/d.hpp": "\n"}),
    ("named from the repository root", {"engine/model/e.cpp": '#include "case.hpp"\n'}),
    ("no row", {"adapters/fax/f.cpp": '#include "workflows/value.hpp"\n'}),
    ("a pure folder includes <mutex>", {"engine/decide/g.cpp": "#include <mutex>\n"}),
    ("a pure folder includes <fstream>", {"workflows/parser.cpp": "#include <fstream>\n"}),
    ("<rocksdb/db.h> belongs to", {"engine/partition/h.cpp": "#include <rocksdb/db.h>\n"}),
    ("<boost/asio.hpp> belongs to", {"engine/decide/i.cpp": "#include <boost/asio.hpp>\n"}),
    ("uses system_clock::now", {"engine/evolve/j.cpp": "auto t = std::chrono::system_clock::now();\n"}),
    ("a header includes <nlohmann/json.hpp>", {"engine/journal/k.hpp": "#include <nlohmann/json.hpp>\n"}),
    ("only evolve changes a case", {"engine/decide/l.cpp": "void cheat(model::Case& c);\n"}),
    ("only evolve changes a case", {"engine/partition/m.cpp": "std::shared_ptr<model::Case> mine;\n"}),
]

if __name__ == "__main__":
    sys.exit(main(check, MUTANTS, CLEAN))
