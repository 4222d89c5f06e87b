"""The words by which English sentences of reports are taken apart."""

import re

_DONE_IRREGULAR = (
    "built|spent|paid|held|gave|made|took|bought|laid|sold|saw|got|won|met|set up|set|ran|drew|kept|sent|taught|brought|"
    "put|led|had|has|have|dealt with|grew|won|cut|drove|found|lent|began|undertook|rebuilt|oversaw"
)
_VERB = rf"(?:{_DONE_IRREGULAR}|[a-z-]{{3,}}(?:ed|ied)|serves?|employs?|covers?|operates?|manages?|owns?|includes?|includ(?:es|ing)|involving|covering|serving|benefiting|creating|training|(?!spending|funding|housing|meeting|planning|building|during|including|according)[a-z]{{3,}}ing)"
_RISEN = (
    "rose|fell|rising|falling|increased|decreased|increasing|decreasing|grew|growing|declined|declining|dropped|dropping|"
    "climbed|improved|improving|shrank|cut|reduced|shortened|lowered|raised|expanded|up|down|higher|lower|more|less|"
    "increase|decrease|rise|fall|growth|reduction|decline|drop|saving"
)

WORD = re.compile(r"[A-Za-z]{3,}")
SEPARATOR = re.compile(r"(?<!\d),|,(?!\d)|[;()（）—]|\s[-–]\s|\b(?:while|whereas|which|including|of which)\b")
"""What ends a segment; a comma between digits separates thousands."""
CONNECTED = re.compile(r"\b(?:and|but|against|versus|compared (?:with|to)|with|at(?= an? ))\b\s*(?P<rest>)", re.I)
"""What begins the words of a later figure; nothing of the figure before reaches over it."""
CUT_NOUN = re.compile(
    r"(?:^|\s)(?:went|against|compared|versus|among|and|or|but|while|from|to|by|up|down|than|with|which|who|that|in (?=20\d\d|the year|total)|in|at|over|"
    r"during|across|through|as|on|for|was|were|is|are|has|have|had|will|under|respectively|of (?=the target|the total|the year))\b",
    re.I,
)
OPENING = re.compile(
    r"^(?:from (?:January|February|March|April|May|June|July|August|September|October|November|December) to (?:January|February|March|April|May|June|July|August|September|October|November|December)\s*,?\s*(?:20\d\d)?\s*(?:,\s*)?"
    r"|(?:in|from|between|during)\s+20\d\d\s*(?:[-–—]|to|and)\s*(?:20)?\d\d\s*,?\s*"
    r"|(?:in|during|for|over|by|as of|at|throughout)\s+(?:the\s+)?(?:(?:whole\s+)?year|end of \w+|20\d\d)\s*(?:of\s+)?(?:20\d\d)?\s*,?\s*"
    r"|(?:and|but|or|while|with|also|actually|then|the|a|an|its|their|our|this|that|these|some|all|of|only|total of|a total of|altogether)(?:\s+|$))+",
    re.I,
)
ADVERBS = re.compile(
    r"\s+(?:also|now|currently|already|only|a cumulative|cumulative|just|actually|altogether|approximately|about|around|exactly|cumulatively|in total|a total of|total of|an average of|RMB)$|^(?:(?:a )?total of|an average of)$|^(?:(?:and|but|also|actually|only|an?)(?:\s+|$))+",
    re.I,
)
LINKED = re.compile(
    r"(?:^|\s)(?:(?:was|were|is|are|had been|has been|been|stood|stands|remained)(?: (?:set|kept|held|fixed))?(?: at)?|(?:had |has |have )?reached|totall?ed|totall?ing|amount(?:ed|ing) to|came to|hit|averaged|"
    r"equall?ed|being|of|at)$",
    re.I,
)
"""What links a name to its number: The initial budget was, an execution rate of."""
ACTED = re.compile(
    rf"(?:^|\s)(?:(?:has|have|had|was|were|been)\s+)?(?P<verb>{_VERB})(?:\s+(?P<particle>out|up|in|on|for|to|with))?$",
    re.I,
)
PASSIVE = re.compile(
    rf"(?:^|.*?\s)(?:(?:was|were|has been|have been|had been|is|are)\s+(?:also\s+)?|(?=went\b))(?P<verb>{_VERB}|went)(?:\s+(?P<by>to|for|on|in|into|from|through))?(?P<rest>\s.*)?$",
    re.I,
)
PHRASE = re.compile(r"(?P<by>on|for|in|to|into|from|through|towards)\s+(?!20\d\d|the year|total)(?P<thing>\D.*)$", re.I)
PREPOSED = re.compile(
    r"\b(?:of|for|to|across|covering|in|by|with|on|from|through|among|at|than|involving|including|benefiting|serving|creating|training)$",
    re.I,
)
CHANGED = re.compile(
    rf"(?:^|\s)(?P<verb>{_RISEN})(?:\s+(?:of|by|about))*(?:\s+(?P<to>from|to|steadily to|slightly to))?$", re.I
)
LEVEL = re.compile(r"(?:in 20\d\d )?(?:to|from)(?: .{0,12})?$", re.I)
BEYOND = re.compile(r"(?P<verb>(?:more|less|fewer|higher|lower|above|below|short of)(?: than)?(?: \w+){0,3})", re.I)
"""What a difference is told against, behind it: RMB 0.08 million less than budgeted."""
RANKED = re.compile(r"(?:^|\s)(?:was |were )?(?:rank(?:ed|s|ing)?|placed|came)(?: at| the| in)*$", re.I)
SELF_SCORED = re.compile(
    r"\b(?:gives?|gave|giving|award(?:s|ed)?|rates?|rated|scores?|scored)(?: itself| themselves|$)", re.I
)
"""The Office gives itself 95.2 points."""
SIGNED = re.compile(r"[+＋]")
HAPPENED = re.compile(
    r"\b(?:set up|established|founded|launched|opened|approved|signed|issued|started|begun|began|inaugurated|created|formed|adopted|revised|published|commissioned)"
    r"(?: \w+){0,3} (?:in|on|since)\s+(?:\w+ )?$",
    re.I,
)
"""What happened once: set up in 2016 tells the year of that, not of what follows."""
AGREED = re.compile(r"\band(?: (?:now|also|currently|thus|then))?\s*$", re.I)
"""A verb behind it has the subject of the one before: was set up in 2016 and now has."""
GENERIC = re.compile(
    r"(?:total |average |combined |planned |agreed |contracted |approved )?(?:costs?|expenses?|price|investment|amount|value|outlay)",
    re.I,
)
"""Measures that are of what was named before: at a cost of RMB 8.4 million."""
HELD = re.compile(
    r"^(?P<actor>.*?)\s*\b(?:had|has|have|with|giving|gave|achiev(?:ing|ed)|record(?:ing|ed)|received) (?:an?|the|its) (?P<name>.+)$",
    re.I,
)
"""A measure that an actor has: The project had a budget of."""
SIDE = re.compile(r"(?:(?:initial|adjusted|final|annual) )?(?:budget|actual|planned|spent|used)", re.I)
"""What needs the label before its colon: Meetings: budget RMB 0.5 million, actual RMB 0.4 million."""
LIMITED = ("planned", "target", "ceiling", "limit", "cap", "threshold", "standard", "floor")
REACHED = re.compile(r"of (?:the|its|their|this year['’]s) (?:\w+ ){0,2}(?:target|plan|budget|quota|goal|task)\b", re.I)
"""86 per cent of the annual target is how far it was reached, no share."""
WITHIN = re.compile(r"\bwithin(?: (?:the|a|an) (?:\w+ ){0,2}(?:limit|deadline|period|time|standard|target) of)?$", re.I)
SHARED = re.compile(
    r"\b(?:account(?:ed|ing|s) for|represent(?:ed|ing|s)|making up|made up|a share of|or|equal to|equivalent to)$", re.I
)
GOAL = re.compile(
    r"\b(?:target(?:ed)?|goal|pro-rata|aim(?:s|ed|ing)? (?:at|for|to)|planned(?! investment)|plans? to|plan was|plan of|expected|required|quota)\b(?!.*\b(?:by|reached|achieved|completed|met)\b)",
    re.I,
)
SCORED_OUT_OF = re.compile(r"^(?:points? )?out of(?: a (?:possible|maximum)(?: of)?)?$", re.I)
BUDGETED = re.compile(r"\bbudget(?:ed)?\b(?! execution)|^(?:allocat|appropriat|approv|earmark)", re.I)
OWN = re.compile(
    r"(?:(?:it|we|they|he|she|there|staff)|(?:the|this|our|municipal|city|county|district|provincial|[a-z]+)?\s*(?:bureau|department|office|commission|committee|"
    r"administration|authority|government|agency|unit|institution|ministry|centre|center))(?: (?:has|have|had|also|will))?",
    re.I,
)
"""The reporting body, which is nobody in particular."""
YEAR = re.compile(r"(?<![\d.,])20\d\d(?![\d.,]*\d|\s*(?:mu|km))")
COMPARED_YEAR = re.compile(
    r"\b(?:times(?: that of| as (?:many|much) as in)?|from|than(?: in)?|the same period (?:of|in)|over|versus|since|compared (?:with|to)|against|on)\s+(?:the\s+(?:year\s+)?)?$",
    re.I,
)
MONTHLY = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December|quarter|half of|half-year|May 20\d\d)\b"
)
