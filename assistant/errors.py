"""Every error Youju raises on purpose, as one small tree.

    YoujuError
    ├── UnreadableFile     a file cannot become a record: empty, unknown encoding, no report, unknown format
    ├── UnknownDocument    no document of that id in this scope
    ├── UnknownUpload      no upload of that id in this scope
    ├── UnknownConversation  no conversation or kept answer of that id for this person
    ├── UnknownRound       no round of review, answer in it, run or gold case of that id for this person
    ├── InvalidReview      a round cannot be drawn, or a judgement does not fit
    ├── InvalidBackup      a backup cannot be written or restored: damaged, of another version, or the place is not empty
    ├── InvalidQuestion    nothing that can be asked: empty, too long
    ├── InvalidSetting     a setting or an office's own vocabulary file is wrong
    ├── RefusedDelivery    what came in a messenger's name is not proved to come from it
    ├── SendFailure        a messenger's platform did not take a message, or did not give a file
    ├── NotSignedIn        nobody is known by what the request carries
    ├── NotAllowed         whoever asks is known, and may not do this
    ├── SignOnFailed       the office's single sign-on gave no answer that can be trusted
    ├── InvalidAccount     an account, group or key cannot be made or changed so
    ├── TooManyRequests    more, or quicker, than one person or address may
    └── StoreFault         a store cannot be read or written

Each names the thing and the way out, in both languages: people read one sentence, clients get problem+json.
"""

from functools import partial


class YoujuError(Exception):
    """Root of the tree: `code` is stable for clients, `status` is the HTTP status, `zh`/`en` are for people."""

    code = "error"
    status = 500

    def __init__(self, thing: str, *, zh: str, en: str) -> None:
        super().__init__(f"{thing}: {en}")
        self.thing = thing
        self.zh = zh
        self.en = en

    def __reduce__(self) -> "tuple[partial[YoujuError], tuple[str]]":
        # It may come from another process: pickle must know the named arguments.
        return partial(type(self), zh=self.zh, en=self.en), (self.thing,)

    def sentence(self, language: str) -> str:
        """The error as one sentence in `language` ("zh" or "en"), naming the thing."""
        return f"{self.thing}：{self.zh}" if language == "zh" else f"{self.thing}: {self.en}"


class UnreadableFile(YoujuError):
    """A file cannot become a record; the rest of a batch goes on."""

    code = "unreadable_file"
    status = 422


class UnknownDocument(YoujuError):
    """No document of that id is visible in this scope."""

    code = "unknown_document"
    status = 404


class UnknownUpload(YoujuError):
    """No upload of that id is visible in this scope."""

    code = "unknown_upload"
    status = 404


class UnknownConversation(YoujuError):
    """No conversation or kept answer of that id is this person's to see."""

    code = "unknown_conversation"
    status = 404


class UnknownLetter(YoujuError):
    """No message given up is kept under that key."""

    code = "unknown_letter"
    status = 404


class UnknownWarning(YoujuError):
    """No warning is known by that fact in this scope, or it is in that state already."""

    code = "unknown_warning"
    status = 404


class UnknownRound(YoujuError):
    """No round of review, answer in it, run or gold case of that id is this person's to see."""

    code = "unknown_round"
    status = 404


class InvalidReview(YoujuError):
    """A round cannot be drawn as asked, or a judgement does not fit the answer."""

    code = "invalid_review"
    status = 422


class InvalidBackup(YoujuError):
    """A backup cannot be written, or what is given is none that can be restored here."""

    code = "invalid_backup"
    status = 422


class InvalidQuestion(YoujuError):
    """The question cannot be asked: empty or longer than the limit."""

    code = "invalid_question"
    status = 422


class InvalidSetting(YoujuError):
    """A setting, or a data file that an office edits, is wrong."""

    code = "invalid_setting"
    status = 500


class RefusedDelivery(YoujuError):
    """What came in a messenger's name bears no valid signature, is too old, or is not for this installation."""

    code = "refused_delivery"
    status = 403


class SendFailure(YoujuError):
    """A messenger's platform did not take a message or give a file; `final` where trying again cannot help.

    `again_in` is the wait in seconds that the platform asks for, None where it names none.
    """

    code = "send_failure"
    status = 502

    def __init__(self, thing: str, *, zh: str, en: str, final: bool = False, again_in: float | None = None) -> None:
        super().__init__(thing, zh=zh, en=en)
        self.final = final
        self.again_in = again_in


class NotSignedIn(YoujuError):
    """Nobody is known by what the request carries: no session, no key, or one that has ended."""

    code = "not_signed_in"
    status = 401


class NotAllowed(YoujuError):
    """Whoever asks is known, and their roles, or their key, do not allow this."""

    code = "not_allowed"
    status = 403


class SignOnFailed(YoujuError):
    """The office's single sign-on was not reached, or its answer does not hold."""

    code = "sign_on_failed"
    status = 502


class InvalidAccount(YoujuError):
    """An account, group or key cannot be made or changed so: a name that is taken, a weak password, the last admin."""

    code = "invalid_account"
    status = 422


class TooManyRequests(YoujuError):
    """More, or quicker, than one person or address may; try again in a moment."""

    code = "too_many_requests"
    status = 429


class StoreFault(YoujuError):
    """A store cannot be read or written."""

    code = "store_fault"
    status = 503
