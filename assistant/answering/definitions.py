"""What a term means: the words of a record that explain it (名词解释), quoted, beside the vocabulary's own definition."""

import re
from collections.abc import Sequence

from assistant.answering import compose
from assistant.answering.draft import Draft
from assistant.answering.find import narrowed
from assistant.answering.kinds import quoted_terms
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.records.library import Library
from assistant.records.model import Document, Passage, Span
from assistant.records.scope import Scope
from assistant.records.store import Head

_MOST = 2
_LONGEST = 300
_SHORTEST = 3
# Under such a heading a name with a colon explains, whatever follows.
_GLOSSARY = re.compile(r"名词|术语|指标(?:解释|说明|释义|口径)|口径说明|\b(?:glossary|definitions?|terms)\b", re.I)
# “三公”经费：是指…… and 结转，指…… explain; 指标 and 指导 do not. So do 床位使用率＝…÷… and 入住率：…÷….
_EXPLAINS = (
    r"(?:[”\"」](?:就)?(?:是|即)(?![不否])|[”\"」]?(?:[（(][^）)\n]{0,20}[）)])?\s*(?:[=＝]|[:：][^。；\n]{0,40}(?:[÷/／×]|除以))|"
    r"[”\"」]?(?:[（(][^）)\n]{0,20}[）)])?\s*[:：，,]?\s*(?:即)?(?:主要)?(?:是)?指(?![标导挥南定派数]))"
)
_EXPLAINS_EN = r"[”\"]?\s*(?:=|:[^.;\n]{0,90}\b(?:divided by|share of|ratio of|number of)\b|\b(?:means|refers to|is (?:defined|calculated|computed) as)\b|is [^.\n]{0,60}\bdivided by\b)"
# What is asked about stands before the asking: 床位使用率怎么定义, the digitisation rate of holdings.
_ASKED_ZH = re.compile(
    r"(?P<term>[\u4e00-\u9fff“”（）A-Za-z0-9]{2,20}?)(?:这个词|这个指标|一词)?(?:到底|究竟)?(?:是|指)?(?:(?:是)?(?:什么|啥)意思|是啥|指(?:的)?是?什么|的?(?:含义|定义|口径)|怎么(?:算|计算|定义)|如何(?:算|计算|定义))"
)
_ASKED_EN = (
    re.compile(r"\bwhat (?:does|do) (?:the )?(?P<term>.{3,60}?) mean\b", re.I),
    re.compile(r"\bdefine (?:the )?(?P<term>[^?.,]{3,60})", re.I),
    re.compile(r"\b(?:definition|meaning) of (?:the )?(?P<term>[^?.,]{3,60})", re.I),
    re.compile(r"\bhow is (?:the )?(?P<term>[^?.,]{3,60}?) (?:calculated|computed|defined|worked out)\b", re.I),
)
_BEHIND = re.compile(
    r"[”\"」』](?P<rest>[\u4e00-\u9fff]{1,8}?)(?=是什么|是啥|指什么|指的|的?(?:含义|定义)|怎么|如何|啥意思|什么意思)"
)
# Whose report or table it stands in: 市交通局报告里预算执行率, 通报里说的序时进度.
_PLACE = re.compile(
    r"^.*?(?:报告|通报|台账|表|说明|文件|材料|清单|自评)(?:里面?|中|上)?(?:所?说的?|写的?|提到的?|讲的?|的)?(?=[\u4e00-\u9fff“A-Z])"
)


def definition_answer(plan: Plan, heads: Sequence[Head], library: Library, scope: Scope) -> Draft | None:
    """The meaning of what `plan` asks about, as the vocabulary and at most two records of `heads` tell it; None if neither does."""
    asked = asked_term(plan)
    own = _explanations([asked], plan, heads, library, scope) if asked else []
    own = own or _explanations(_tails(asked), plan, heads, library, scope)
    known = tuple(n for i in plan.indicators for n in (i.zh, *i.synonyms))
    told = own or _explanations([*quoted_terms(plan.question.text), *known], plan, heads, library, scope)
    # Where records explain 床位使用率, what 使用率 means in general is another matter.
    general = not own or asked in known or asked.lower() in {i.en.lower() for i in plan.indicators}
    draft = compose.compose_definitions(plan) if general else Draft()
    if told and plan.indicators and general:
        draft.prose(say("from_text", plan.question.language))
    for document, span, passage in told:
        draft.quote(document, span, passage.headings)
    return draft if draft.parts else None


def _tails(asked: str) -> list[str]:
    """Shorter names of the same, where a record calls it so: 留用率 for 见习留用率."""
    return [] if asked.isascii() else [asked[at:] for at in (1, 2) if len(asked) - at >= _SHORTEST]


def asked_term(plan: Plan) -> str:
    """What a question asks the meaning of, without whose report it stands in; "" where it does not tell."""
    text = plan.asked or plan.question.text
    if quoted := quoted_terms(plan.question.text):
        behind = _BEHIND.match(text.split(quoted[0], 1)[1]) if quoted[0] in text else None
        return quoted[0] + (behind["rest"] if behind else "")  # “双师型”教师是什么意思
    for pattern in _ASKED_EN:
        if found := pattern.search(text):
            return re.sub(r"\s+in the .*$|[“”\"']", "", found["term"]).strip()
    found = _ASKED_ZH.search(text)
    return _PLACE.sub("", found["term"]).strip("“”的") if found else ""


def _explanations(
    names: Sequence[str], plan: Plan, heads: Sequence[Head], library: Library, scope: Scope
) -> list[tuple[Document, Span, Passage]]:
    """The words of at most two records that explain one of these names, each from the name to the end of its sentence."""
    names = tuple(name for name in dict.fromkeys(names) if len(name) > 1)
    if not names or not heads:
        return []
    pattern, listed = _explaining(names), _explaining(names, colon=True)
    chosen = narrowed(plan, heads, library, scope)
    documents = library.store.documents(scope, [h.id for h in chosen])
    found: dict[str, tuple[Document, Span, Passage]] = {}
    for passage in library.store.passages(scope, [h.id for h in chosen]):
        document = documents[passage.document_id]
        glossary = any(_GLOSSARY.search(heading) for heading in passage.headings)
        match = (listed if glossary else pattern).search(passage.span.of(document.text))
        if match and document.id not in found:
            start = passage.span.start + match.start()
            found[document.id] = (
                document,
                Span(start, min(start + _LONGEST, passage.span.start + match.end())),
                passage,
            )
        if len(found) >= _MOST:
            break
    return list(found.values())


def _explaining(names: Sequence[str], *, colon: bool = False) -> re.Pattern[str]:
    """What explains one of the names, Chinese ones with quotes and breaks within, English ones in whatever case.

    With `colon` a colon behind the name is enough.
    """
    zh, en = (rf"(?:{_EXPLAINS}|[”\"」]?\s*[:：])", rf"(?:{_EXPLAINS_EN}|\s*:)") if colon else (_EXPLAINS, _EXPLAINS_EN)
    longest = sorted(names, key=len, reverse=True)
    chinese = "|".join(r"[“”\"「」\s]{0,2}".join(map(re.escape, name)) for name in longest if not name.isascii())
    english = "|".join(r"[\s-]+".join(map(re.escape, name.split())) for name in longest if name.isascii())
    forms = []
    if chinese:
        forms.append(rf"(?<![\u4e00-\u9fff])[“\"「]?(?:{chinese}){zh}[^。\n]+(?:\n(?!\n)[^。\n=＝]+(?=[\n。]|$))*。?")
    if english:
        forms.append(rf"(?<![A-Za-z])[“\"]?(?i:{english}){en}[^\n]*?(?:\.(?=\s|$)|$)")
    return re.compile("|".join(forms), re.M)
