"""What --secure needs: certificates made with openssl, users with passwords, and what each of them may do."""

import secrets
import subprocess

from jars import Refused, run_java

TOPICS = "docket"     # every topic, transactional id and group that begins so
# admin may do everything, docket may publish, reader may only read; nobody else may do anything.
USERS = ("admin", "docket", "reader")
MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-512")


def make_certificates(directory):
    """ca.pem signs server.pem (localhost, 127.0.0.1) and wrong-host.pem; wrong-ca.pem signed neither."""
    directory.mkdir(parents=True, exist_ok=True)
    for authority in ("ca", "wrong-ca"):
        openssl(directory, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj",
                f"/CN=Docket development {authority}", "-keyout", f"{authority}.key", "-out", f"{authority}.pem")
    for name, hosts in (("server", "DNS:localhost,IP:127.0.0.1"), ("wrong-host", "DNS:elsewhere.example")):
        openssl(directory, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-addext",
                f"subjectAltName={hosts}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl(directory, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "3650", "-copy_extensions", "copy", "-out", f"{name}.crt")
        pem = (directory / f"{name}.key").read_text() + (directory / f"{name}.crt").read_text()
        (directory / f"{name}.pem").write_text(pem)


def openssl(directory, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=directory, capture_output=True, text=True)
    if done.returncode != 0:
        raise Refused(f"openssl {arguments[0]} failed: {done.stderr.strip()}")


def make_passwords():
    return {user: secrets.token_urlsafe(12) for user in USERS}


def plain_users(passwords):
    """As the JAAS configuration of the PLAIN listener has them."""
    return " ".join(f'user_{user}="{password}"' for user, password in passwords.items())


def scram_arguments(passwords):
    """As StorageTool takes them when it formats the disk."""
    return [argument for user, password in passwords.items() for mechanism in MECHANISMS
            for argument in ("--add-scram", f"{mechanism}=[name={user},password={password}]")]


def grant(version, bootstrap):
    """docket reads the tail of what it writes, in transactions; reader reads."""
    command = "kafka.admin.AclCommand" if version.startswith("3.") else "org.apache.kafka.tools.AclCommand"
    allow = ["--bootstrap-server", bootstrap, "--add", "--resource-pattern-type", "prefixed"]
    run_java(version, command, *allow, "--allow-principal", "User:docket", "--topic", TOPICS, "--transactional-id", TOPICS,
             "--operation", "Write", "--operation", "Describe")
    run_java(version, command, *allow, "--allow-principal", "User:docket", "--allow-principal", "User:reader",
             "--topic", TOPICS, "--group", TOPICS, "--operation", "Read", "--operation", "Describe")
