"""Certificates made for one test by the openssl command."""

import ipaddress
import ssl
import subprocess
from pathlib import Path

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=30)


class Authority:
    def __init__(self, directory, name):
        self.directory, self.name, self.count = Path(directory), name, 0
        self.key, self.file = self.directory / f"{name}.key", self.directory / f"{name}.pem"
        openssl("req", "-x509", *KEY, "-keyout", self.key, "-out", self.file, "-subj", f"/CN={name}", "-days", 2)

    def context(self, *names, days=2, self_signed=False):
        """For a server: with a certificate for `names`, DNS names or addresses."""
        self.count += 1
        stem = self.directory / f"{self.name}-{self.count}"
        key, request, certificate = (stem.with_suffix(suffix) for suffix in (".key", ".csr", ".crt"))
        given = ("-keyout", key, "-subj", "/CN=receiver", "-addext", "subjectAltName=" + ",".join(map(alternative, names)))
        if self_signed:
            openssl("req", "-x509", *KEY, *given, "-days", days, "-out", certificate)
        else:
            openssl("req", "-new", *KEY, *given, "-out", request)
            openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key, "-set_serial", self.count,
                    "-copy_extensions", "copy", "-days", days, "-out", certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


def alternative(name):
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"
