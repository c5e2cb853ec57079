"""What the harness may find wrong with a server. `kind` is what mutants.py compares."""


class Finding(Exception):
    # lost: an acknowledged event is not in the log · changed: it is there with other content · twice: one key, two events ·
    # extra: an event nobody was told of · gap: a case whose sequences skip · verify: `docket log verify` objects ·
    # counts: the indexes do not say what the log says · refused: an answer no correct server gives · start: it does not start
    KINDS = ("lost", "changed", "twice", "extra", "gap", "verify", "counts", "refused", "start")

    def __init__(self, kind, sentence):
        assert kind in self.KINDS, kind
        super().__init__(f"{kind}: {sentence}")
        self.kind = kind
