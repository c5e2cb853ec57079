"""What the numbers were measured on, and how fast its disk confirms a write."""

import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path


def describe(directory, build):
    return {
        "processor": f"{_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.1f} GiB",
        "kernel": platform.release(),
        "filesystem": _filesystem(directory),
        "compiler": _compiler(build),
        "RocksDB": _rocksdb_version(),
    }


def fdatasync_p50_us(directory, count=400, size=4096):
    """Median time of one appended block and its fdatasync."""
    path = Path(directory) / "fdatasync-probe"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    block = os.urandom(size)
    times = []
    for _ in range(count):
        os.write(descriptor, block)
        begin = time.perf_counter()
        os.fdatasync(descriptor)
        times.append(time.perf_counter() - begin)
    os.close(descriptor)
    path.unlink()
    return statistics.median(times) * 1e6


def _field(path, name):
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _filesystem(directory):
    target = os.path.realpath(directory)
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    under = [mount for mount in mounts if mount[1] == "/" or (target + "/").startswith(mount[1].rstrip("/") + "/")]
    best = max(under, key=lambda mount: len(mount[1]))
    return f"{best[2]} ({best[0]})"


def _compiler(build):
    cache = (Path(build) / "CMakeCache.txt").read_text()
    name = re.search(r"CMAKE_CXX_COMPILER:\w+=(.*)", cache)[1]
    kind = re.search(r"CMAKE_BUILD_TYPE:\w+=(.*)", cache)[1]
    version = subprocess.run([name, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return f"{version}, {kind}"


def _rocksdb_version():
    header = Path("/usr/include/rocksdb/version.h")
    if not header.exists():
        return "unknown"
    parts = dict(re.findall(r"#define ROCKSDB_(MAJOR|MINOR|PATCH) (\d+)", header.read_text()))
    return f"{parts['MAJOR']}.{parts['MINOR']}.{parts['PATCH']}"
