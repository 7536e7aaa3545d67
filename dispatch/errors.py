"""What a rule or a look-up says when the answer is no. Codes and ids only; `dispatch.words` makes the sentence."""


class Refused(Exception):
    """A rule says no: `Refused("already_committed", volunteer="V012", incident=6)`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.params.items())])


class NotFound(Refused):
    """Nothing of that kind has that id: `NotFound("incident", 7)`."""

    def __init__(self, kind: str, ident: object) -> None:
        super().__init__("not_found", kind=kind, id=ident)
