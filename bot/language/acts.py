"""What a message does other than answer: it says that nothing is known, greets, thanks, or asks back.

The words are closed lists, and only here. They are compared with a whole answer, however it is written: any case, with
or without apostrophes, punctuation, emoji and filler words. A text that only begins like one of them ("Good morning
from the bakery") is an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Literal

from bot.language.answers import fold, plain, words

# unknown: nobody knows it (yet). nothing: there is none, or it is to be left out. reply: a bare yes, no, ok or emoji,
# which answers a yes-or-no question and is never a text.
Act = Literal["unknown", "nothing", "greeting", "thanks", "question", "reply"]

# A longer text has content of its own; this also bounds the work of the patterns.
LONGEST = 120

_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,40}:")
_MENTIONED = re.compile(r"(?<!\w)@\w+")
_APART = re.compile(r"[^\w']+")
_STRETCHED = re.compile(r"([^\W\d])\1\1+")
# Slack's names of the emoji that mean something alone.
_EMOJI = {
    **dict.fromkeys((":shrug:", ":man-shrugging:", ":woman-shrugging:", ":person_shrugging:"), "🤷"),
    **dict.fromkeys((":thinking_face:", ":thinking:", ":face_with_raised_eyebrow:", ":confused:"), "🤔"),
    **dict.fromkeys((":question:", ":grey_question:", ":interrobang:"), "❓"),
    **dict.fromkeys((":wave:", ":wave_hello:"), "👋"),
    ":pray:": "🙏",
}

# ---------------------------------------------------------------- the words

# Filler words: next to the others they change nothing.
_AROUND = frozenset(
    words(
        "well hm hmm um umm uh uhm er erm oh ah aha so ok okay honestly tbh sorry actually lol haha hahaha yeah"
        " basically really just yet now atm though here still please pls plz quite right maybe perhaps probably"
        " at the moment for all to be honest far i we you u id ill weve ive im guess think afraid and but then or"
        " either no yes totally"
        " would will it its thats that this about on were man mate really soon tomorrow next week"
    )
)
_UNKNOWN = frozenset(
    {
        *("idk", "idek", "dunno", "dont know", "do not know", "didnt know", "wouldnt know", "dont really know", "dk"),
        *("no idea", "not an idea", "no clue", "not a clue", "no answer", "no opinion", "no preference", "no thoughts"),
        *("not sure", "not really sure", "not so sure", "unsure", "not certain", "not clear", "unclear", "unknown"),
        *("tbd", "tba", "tbc", "to be decided", "to be determined", "to be confirmed", "to be announced"),
        *("havent decided", "have not decided", "not decided", "undecided", "hasnt been decided", "to be defined"),
        *("havent thought", "have not thought", "not thought", "didnt think", "need time", "need a moment"),
        *("who knows", "god knows", "beats me", "search me", "hard to say", "difficult to say", "good question"),
        *("cant say", "cannot say", "cant tell", "cannot tell", "couldnt say", "couldnt tell", "impossible to say"),
        *("whatever", "whatever works", "whatever you think", "doesnt matter", "does not matter", "dont care"),
        *("do not care", "dont mind", "do not mind", "any", "anything", "anything works", "depends", "surprise me"),
        *("you decide", "you choose", "you pick", "up to you", "your choice", "your call", "not my call"),
        *("later", "not now", "not today", "another time", "next time", "some other time", "in a bit", "not yet"),
        *(
            "ask me later",
            "ask me again",
            "ask me tomorrow",
            "ask me next week",
            "ask again",
            "tell you",
            "let you know",
            "come back",
            "get back",
        ),
        *("let me think", "let me check", "let me see", "need to think", "have to think", "need to check"),
        *("have to check", "must check", "gotta check", "need to ask", "have to ask", "check", "find out"),
        *("have to look", "need to look", "look it up", "we will see", "well see", "lets see", "time will tell"),
        *("nobody knows", "noone knows", "no one knows", "still open", "still thinking", "working on", "not known"),
        *("have no idea", "have no clue", "havent a clue", "havent got a clue", "not 100 sure", "not entirely sure"),
        *("not completely sure", "not too sure", "not quite sure", "ikd", "dont no", "t b d", "t b a", "t b c"),
        *("let me ask", "let me get back", "let me get back to you", "get back to you", "hard to tell", "ツ"),
        *("difficult to tell", "you tell me", "as you like", "a good question", "forgot", "dont remember"),
        *("cant remember", "cannot remember", "no comment", "to be seen", "your guess is as good", "dont really care"),
    }
)
_NOTHING = frozenset(
    {
        *(
            "no thanks",
            "no thank you",
            "none",
            "nothing",
            "nobody",
            "noone",
            "no one",
            "nil",
            "null",
            "na",
            "n a",
            "not applicable",
        ),
        *("leave it out", "leave that out", "leave this out", "leave it open", "leave that open", "leave this open"),
        *("leave it empty", "leave it blank", "leave empty", "leave blank", "leave open", "blank", "empty", "without"),
        *("there is none", "there are none", "theres none", "there isnt one", "there arent any", "dont have one"),
        *("do not have one", "dont have any", "do not have any", "have none", "none of these", "none of them"),
        *("not relevant", "irrelevant", "does not apply", "doesnt apply", "undefined", "leave this one open"),
        *("nothing special", "nothing in particular", "no one in particular", "nobody in particular", "not needed"),
    }
)
_HESITATES = frozenset(words("hm hmm mm um umm uh uhm er erm oh ah well so"))
# Filler words that aren't enough alone: a text that begins with one of these needs more.
_NO_ANSWER = frozenset(
    {"check", "find out", "tell you", "let you know", "come back", "get back", "look it up", "working on"}
)
# "not sure who", "no idea how long that takes": a few words more, and it still says that nothing is known.
_ABOUT = re.compile(
    r"(?:idk|dunno|dont know|do not know|no idea|no clue|not sure|unsure|havent decided|not decided|who knows)"
    r" (?:how|who|whom|what|when|where|which|why|if|whether)(?: [\w']+){0,5}"
    r"|(?:need|have|got|gotta|must|ill|will|let me)(?: to)? (?:(?:ask|check with) (?:my |our |the )?[\w']+"
    r"|think about (?:it|that|this))(?: (?:first|about it|about that|again))?"
)
_GREETING = frozenset(
    {
        *("hi", "hiya", "hey", "heya", "hello", "hullo", "hallo", "helo", "howdy", "yo", "greetings", "moin", "servus"),
        *("hola", "ciao", "bonjour", "good day", "good morning", "good afternoon", "good evening", "good night", "gm"),
        *(
            "morning",
            "mornin",
            "afternoon",
            "evening",
            "sup",
            "whats up",
            "how are you",
            "how are you doing",
            "how r u",
        ),
        *("hows it going", "how is it going", "nice to meet you", "pleased to meet you", "good to see you"),
        *("hallo zusammen", "guten morgen", "guten tag", "hello world", "anyone there", "anybody there"),
        *("is anyone there", "is anybody there"),
        *("bye", "goodbye", "see you", "see ya"),
    }
)
_THANKS = frozenset(
    {
        *("thanks", "thank you", "thx", "tysm", "thank u", "thanx", "cheers", "much appreciated", "appreciated"),
        *("thanks a lot", "thanks so much", "thanks a million", "many thanks", "thank you very much"),
        *("thanks a bunch", "thanks for your help", "thanks for the help", "thank you for your help", "ty"),
        *(
            "thank you for the help",
            "thanks for helping",
            "thank you so much",
            "thanks very much",
            "danke",
            "merci",
            "gracias",
            "good bot",
        ),
    }
)
_PRAISE = frozenset(words("great cool nice perfect awesome amazing lovely super excellent wonderful brilliant good"))
_WHOM = frozenset(
    words("there all everyone everybody team folks guys friends friend bot drumbeat again mate buddy both you dear")
)
_REPLIES = frozenset(words("y yes yep yeah yup ya sure ok okay okey k kk n no nope nah right correct true false fine"))

# ---------------------------------------------------------------- questions to us

_THAT = r"(?:that|this|it|these|those|them)"
_WE = r"(?:i|we|one)"
_YOU = r"(?:you|u|one|i|we|anyone|anybody)"
_FEW = r"(?: [\w']+){0,4}"
# What the question asks for when somebody asks why: never the subject of a post.
_ASKED_FOR = (
    rf"(?: me)?(?: (?:{_THAT}|to know|to ask|for|about|so much|so many|all|my|our|a|the|another|numbers?|date|name|goal"
    r"|time|person|target|role|platform|info|information|details?|questions?|now|anyway))*"
)
_VERBS = (
    r"(?:change|edit|skip|undo|redo|delete|remove|fix|correct|adjust|update|answer|do|add|come back|leave|see|stop|use"
    r"|choose|pick|say|write|type)"
)
_OBJECTS = (
    rf"(?: (?:{_THAT}|out|open|empty|blank|something|anything|back|to|a|the|one|more|parts?|answers?|all|here))*"
    r"(?: (?:later|afterwards|after|again|now|then|on|anytime|at any time|any time|still|myself|too))*"
)
_STATES = (
    r"(?:required|needed|necessary|mandatory|optional|important|public|private|visible|secret|final|possible|allowed"
    r"|binding|enough|ok|okay|fine|right|correct|a must)"
)
# Each is compared with a whole message, apart from its question mark.
_SHAPES = (
    # what it means
    rf"wdym(?: by)?{_FEW}",
    rf"(?:what|how) (?:do|did) (?:you|u) mean(?: (?:by|with))?{_FEW}",
    rf"what (?:does|is|was|are)(?: {_THAT})?(?: [\w']+)? (?:mean|meant)(?: (?:by|with){_FEW})?",
    rf"whats meant(?: (?:by|with){_FEW})?",
    rf"(?:what (?:is|are|was)|whats) {_THAT}(?: (?:for|about|good for|supposed to (?:be|mean)))?",
    r"(?:i |we )?(?:dont|do not|didnt|did not|cant) (?:get|understand|follow)"
    r"(?: (?:it|that|this|(?:the|your) question))?",
    r"(?:not sure|no idea|dont know|do not know|dunno) what (?:you mean|(?:that|this|it) means|is meant)",
    r"(?:explain|help me understand)(?: (?:that|this|it|please))?",
    r"what for|how so|how come|for what|what|who|when|where|how|which|which ones?|huh|pardon|excuse me|so what",
    r"(?:sorry |what )?(?:say|come) (?:that )?again|what now|now what|and now|and then|what next|whats next",
    # what it is for
    rf"why (?:do|would|should|must|are) (?:you|u|{_WE}) (?:need|ask|asking|want|care|have to|tell|give|say|answer)"
    rf"(?: (?:answer|know|say|do))?{_ASKED_FOR}",
    r"why (?:not|though|exactly|so|now)|whats the point",
    rf"what do (?:you|u) (?:need|want|expect)(?: {_THAT})?"
    r" (?:for|from me|from us|to hear|to know|me to (?:say|write|do))",
    rf"what do (?:you|u) expect|does (?:{_THAT}) matter|what will happen (?:with|to) {_THAT}",
    r"(?:what|and|but)? ?(?:what )?if (?:i|we) (?:dont|do not|cant) (?:know|have|say|tell|remember)"
    rf"(?: (?:{_THAT}|one|any|yet))*",
    r"what if there (?:is|are) (?:none|no|nothing)(?: [\w']+)?",
    rf"why(?: (?:is|are|does|do|would))?(?: {_THAT})?"
    r"(?: (?:needed|necessary|important|required|relevant|matter))?",
    # what is allowed, and required
    rf"(?:can|could|may|shall|should|do|must|will) {_WE}(?: [\w']+){{0,3}} {_VERBS}{_OBJECTS}",
    rf"must {_WE}|(?:can|could|will|may) {_THAT}(?: still)? be (?:changed|edited|skipped|undone|deleted|removed"
    r"|corrected|fixed)(?: (?:later|afterwards|again|on|then))*",
    rf"how (?:can|do|could|would|should) {_WE} (?:change|edit|undo|skip|delete|correct|do|write|say|answer|find|know"
    rf"|type|enter)(?: {_THAT})?(?: (?:later|afterwards|again|here|on|then))*",
    rf"(?:do|does|must|should|need|have) {_WE}(?: really)? (?:have|need|has|got|want)(?: to)?"
    r"(?: (?:do|answer|say|give|fill|know|have|decide|be|enter))?(?: (?:a|an|the)(?: [\w']+)?)?"
    rf"(?: (?:{_THAT}|one|in|now|all|everything))*",
    rf"(?:is|are) (?:{_THAT}|there)(?: [\w']+)? {_STATES}{_FEW}",
    rf"what (?:should|do|can|could|must|shall|would) {_WE} (?:write|say|type|put|enter|answer|give|pick|choose)"
    r"(?: (?:here|there|now|in|then|for (?:that|this|it)))*",
    rf"what (?:should|do|can|could|must|shall) {_WE} do(?: (?:here|now|next|then))?",
    # what happens with it
    r"what happens(?: (?:then|next|now|afterwards|after (?:that|this)))?",
    r"what happens (?:if|when) (?:i|we) (?:dont|do not|change|skip|stop|save|miss|forget|cancel|delete|leave)" + _FEW,
    rf"(?:who|whos) (?:can |could |will |else |all )?(?:see|read|get|hear|know)s? {_THAT}(?: [\w']+)?",
    rf"where (?:does|will|do|is|are|can|should) (?:{_THAT}|{_WE})(?: [\w']+)?"
    rf"(?: (?:{_THAT}|the|numbers?|go|up|shown))*",
    # how it is done, and how long it takes
    rf"how (?:does|do|will|would) (?:{_THAT}|you|u) work|how long (?:does|will|is) {_THAT}{_FEW}|how much longer",
    r"how many(?: more)?(?: (?:questions?|steps?))?(?: (?:are|is))?(?: (?:left|there|to go|still|to come))*",
    r"are we (?:done|finished|there)(?: yet)?|is that (?:all|it)(?: now)?",
    rf"how (?:would|do|does|should|could|can|am|are) {_YOU}(?: even| ever| supposed to)?"
    rf" (?:count|measure|know|tell|say|track|find|calculate|work|decide|answer)(?: out)?(?: {_THAT})?(?: out)?",
    # examples
    r"like what|such as|for example|for instance|eg|e g|example|examples|an example|any examples?|number of what",
    r"(?:(?:can|could) (?:you|u) give|do (?:you|u) have|what (?:is|would be)) (?:an|any|a good|some) examples?",
    rf"(?:what is|whats) the difference{_FEW}",
    r"(?:(?:can|could|would|will) (?:you|u)(?: please)? )?(?:give|show) (?:me|us) (?:an |some |one )?"
    r"(?:examples?|options?)",
    rf"(?:can|could|would|will) (?:you|u)(?: please)? (?:explain|help|repeat|clarify|elaborate|rephrase){_FEW}",
    rf"what are (?:my|the|our) (?:options|choices)|(?:what|which) options{_FEW}",
    # who asks
    r"(?:who|what) are (?:you|u)|who is this|whos this",
    r"are (?:you|u)(?: [\w']+)? (?:bot|human|real|there|serious|person|ai|ok)",
)
_QUESTIONS = re.compile("|".join(_SHAPES))
# "what's a slot", "what is a goal": of our own words only, which the conversations pass in.
_WHAT_IS = re.compile(
    r"(?:what is|whats|what are|define|explain|meaning of)(?: meant by)?(?: (?:a|an|the|my|your))? "
    r"|(?:what|which)(?: (?:kind|sort|type) of)? "
)
_OUR_WORDS = frozenset(
    words(
        "goal target metric baseline number role backup slot post task platform audience theme plan lead review message"
    )
) | {"regular post", "number to reach", "kind of content", "kind of work", "key message", "content pillar"}
# A link back to something that was said before the question.
_ASKS = re.compile(r"\?[\"'”’)\]\s!.…]*$")


def said_as(text: str) -> str:
    """Return a text in the form of the lists: folded words without apostrophes, signs, emoji and stretched letters."""
    bare = _APART.sub(" ", _SHORTCODE.sub(" ", fold(plain(text))))
    return _STRETCHED.sub(r"\1", " ".join(bare.replace("'", "").replace("_", " ").split()))


def act_of(text: str, ours: Collection[str] = ()) -> Act | None:
    """Return what a whole message does, None where it is an answer. `ours` are more words of ours, folded.

    A message of signs alone ("…", "-", "🤷") says that nothing is known.
    """
    wrote = plain(text[: LONGEST * 4])
    if not wrote or len(wrote) > LONGEST:
        return None
    said = said_as(wrote)
    if not said:
        return _act_of_signs(_SHORTCODE.sub(lambda match: _EMOJI.get(match[0], match[0]), fold(wrote)))
    if _is_question(said, ours) or (said in _WONDERS and asks(wrote)):
        return "question"
    return _unknown(said) or _greeting(said_as(_MENTIONED.sub(" ", wrote))) or _reply(said)


def says_nothing(text: str) -> bool:
    """Tell whether a text has nothing in it for other readers: not known, a greeting, thanks, "ok"."""
    return act_of(text) not in (None, "question")


def asks(text: str) -> bool:
    """Tell whether a text ends like a question, no matter whom it asks."""
    return _ASKS.search(plain(text)[-20:]) is not None


def _act_of_signs(wrote: str) -> Act | None:
    """Read an answer without letters and digits: dots and dashes, or an emoji for not knowing."""
    signs = {char for char in wrote if unicodedata.category(char) not in ("Mn", "Me", "Cf", "Sk", "Zs")}
    if signs <= {"👋"}:
        return "greeting"
    if signs <= {"🙏"}:
        return "thanks"
    if signs <= set("-–—_/\\~"):
        return "nothing"
    return "unknown" if signs <= _PUZZLED else "reply"


_PUZZLED = {*".,;!?…-–—~:'\"", "🤷", "🤔", "❓", "❔", "♂", "♀", "😐", "😕", "🤨"}


def _is_question(said: str, ours: Collection[str]) -> bool:
    rest = said.split()
    while rest:
        form = " ".join(rest)
        if _QUESTIONS.fullmatch(form):
            return True
        named = _WHAT_IS.match(form)
        if named and (form[named.end() :] in _OUR_WORDS or form[named.end() :] in ours):
            return True
        if rest[0] not in _BEFORE:
            return False
        rest = rest[1:]
    return False


_WONDERS = frozenset(words("eh sorry again really seriously hm ok okay true what right correct"))
# In front of a question these change nothing.
_BEFORE = frozenset(
    words("well hm hmm um uh oh ah so ok okay sorry wait but and honestly actually hi hey hello please")
)


def _unknown(said: str) -> Act | None:
    """Tell whether a whole text says that nothing is known, or that there is nothing."""
    rest, found = said.split(), list[str]()
    while rest:
        if _ABOUT.fullmatch(" ".join(rest)):
            return "unknown"
        taken = _longest(rest, _UNKNOWN | _NOTHING)
        if taken:
            found.append(" ".join(rest[:taken]))
        elif rest[0] not in _AROUND and " ".join(rest[:1]) not in _THANKS:
            return None
        rest = rest[taken or 1 :]
    if not found and all(word in _HESITATES for word in said.split()):
        return "unknown"
    if not found or (len(found) == 1 and found[0] == said and said in _NO_ANSWER):
        return None
    return "nothing" if all(one in _NOTHING for one in found) else "unknown"


def _greeting(said: str) -> Act | None:
    """Tell whether a whole text is greetings and thanks, including the names of those it greets."""
    rest, found = said.split(), set[Act]()
    while rest:
        taken = _longest(rest, _GREETING | _THANKS)
        if taken:
            found.add("greeting" if " ".join(rest[:taken]) in _GREETING else "thanks")
        elif not (rest[0] in _AROUND or rest[0] in _PRAISE or (found and rest[0] in _WHOM)):
            return None
        rest = rest[taken or 1 :]
    if not found:
        return None
    return "greeting" if "greeting" in found else "thanks"


def _reply(said: str) -> Act | None:
    return "reply" if all(word in _REPLIES or word in _PRAISE for word in said.split()[:4]) and len(said) < 30 else None


def _longest(rest: list[str], phrases: Collection[str]) -> int:
    """Return how many of the first words form one of some phrases, at most six; 0 for none."""
    return next((n for n in range(min(6, len(rest)), 0, -1) if " ".join(rest[:n]) in phrases), 0)
