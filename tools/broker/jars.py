"""Where the broker's classes come from, and how one of them is run: Apache Kafka as Maven artifacts of a pinned version."""

import fcntl
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "kafka"
VERSIONS = ("3.9.1", "4.1.0")
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


class Unavailable(Exception):
    """No broker can be had on this machine; says why in one sentence. Exit code 77."""


class Refused(Exception):
    """What was asked does not fit or did not work; says what to do. Exit code 1."""


@contextmanager
def locked(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetch(version):
    """The directory with the jars; downloaded when it is not there."""
    libs = BUILD / version / "libs"
    with locked(BUILD / "fetch.lock"):
        need("java")
        if libs.is_dir():
            return libs
        need("mvn")
        print(f"Fetching Apache Kafka {version} (about 50 MB) into {libs.relative_to(ROOT)}", file=sys.stderr)
        partial = libs.with_name("libs.partial")
        shutil.rmtree(partial, ignore_errors=True)
        command = ["mvn", "-q", "-B", "-Dstyle.color=never", "-f", HERE / "pom.xml", COPY, f"-Dkafka.version={version}",
                   f"-DoutputDirectory={partial}", "-DincludeScope=runtime"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip().splitlines()
            raise Unavailable(f"Maven could not fetch Apache Kafka {version}: {said[0] if said else 'it said nothing'}")
        partial.rename(libs)
        return libs


def need(program):
    if shutil.which(program):
        return
    done = subprocess.run([ROOT / "tools" / "setup", "--kafka"], stdout=sys.stderr)
    if done.returncode != 0 or not shutil.which(program):
        raise Unavailable(f"{program} is missing and tools/setup --kafka could not install it")


# For a class that runs a second: little heap, quick compiler, warnings only.
BRIEFLY = ("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")


def java(version, main_class, *arguments, options=BRIEFLY):
    """The command that runs a class of that version."""
    return ["java", *options, "-cp", f"{fetch(version)}/*", main_class, *map(str, arguments)]


def run_java(version, main_class, *arguments):
    """A command-line class to its end; its stdout."""
    done = subprocess.run(java(version, main_class, *arguments), capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise Refused(f"{main_class} failed: " + " | ".join(said[:3]))
    return done.stdout
