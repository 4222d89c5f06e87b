"""Personal data taken out of what is logged: numbers of identity cards, telephones and bank cards, and addresses of mail."""

import re

# An identity card's number has a birthday inside; a mobile number begins with 1 and a digit from 3 up; cards have 16 to 19
# digits. Amounts of the records are shorter, or carry a point.
_IDENTITY = re.compile(
    r"(?<!\d)([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d.])(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?![\d.]|\s*(?:元|万|亿))")
_CARD = re.compile(r"(?<![\d.])(\d{4})\d{8,11}(\d{4})(?![\d.]|\s*(?:元|万|亿))")
_MAIL = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_KEY = re.compile(r"\byj_[\w-]{8,}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def masked(text: str) -> str:
    """The text with the middle of each such number, and who a mail address names, replaced by stars."""
    text = _KEY.sub("yj_***", text)
    text = _IDENTITY.sub(r"\1************", text)
    text = _CARD.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _MAIL.sub(r"\1***@\2", text)


def one_line(text: str) -> str:
    """The text without line ends and other controls: nothing in it can look like a line of its own."""
    return _CONTROLS.sub(" ", text)
