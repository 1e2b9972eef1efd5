"""Words that tell what a day is about: the treatment that was, one to come, or a question.

They are sought in a clause of canonical words in which the mention of a day that is being judged
is written `@` and every other mention `%`.
"""

from __future__ import annotations

import re

from bot.dates.grammar.rule import NOUN, TREATMENT


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![\w']){pattern}(?!\w)" for pattern in patterns))


_FACE = r"(?:it|this|mine|my (?:\w+ )?\w+|face)"
_DONE = r"(?:done|needled|microneedled|treated)"

# What makes a treatment of the past, and where its clause begins.
DONE = _any_of(
    r"(?:i )?(?:just |only |already )?"
    r"(?:had|got|gotten|underwent|received|finished|completed|did|tuve)"
    rf" (?:just |only |already )?(?:{TREATMENT}|{_FACE} (?:all )?{_DONE})",
    r"(?:i )?(?:just |only )?had (?:it|mine)(?= (?:just |only |on |about |@|%))",
    rf"(?:after|since|from|following) (?:i )?(?:getting|having|doing|having had)"
    rf" (?:{TREATMENT}|{_FACE} {_DONE})",
    rf"(?:i )?(?:was|were|got|been|getting) (?:just |only |last )?{_DONE}(?! (?:with|for))",
    rf"(?:treated|needled|microneedled|{_FACE} done)(?! (?:with|for|to))",
    rf"^\W*(?:just )?{_DONE} (?=on|about|@|%)",
    rf"{NOUN} (?:\w+ )?(?:was|took place|happened|fue|ended)",
    rf"{NOUN} (?:that )?(?:i|we|you) (?:had|got|did)",
    r"(?:i )?(?:came in|came to (?:you|the clinic)|saw you|was in (?=on |@|%)"
    r"|was at (?:your|the) clinic)",
    r"(?:you|she|he|they) (?:did|treated|needled) (?:my|me|it)",
    r"me (?:lo |la )?(?:hice|hicieron|trate|trataron|realizaron)(?: \w+)*",
)
NOT_DONE = _any_of(
    r"(?:didn't|didnt|did not|haven't|havent|have not|hasn't|never|not) (?:\w+ )?"
    r"(?:have|had|get|got|gotten|do|done|been)"
)
# What makes a treatment that is still to come.
UPCOMING = _any_of(
    rf"(?:i'?m |i am |i'?ll be |i will be |be )?(?:getting|having|get|have|doing|do|tengo)"
    rf" (?:{TREATMENT}|{_FACE} {_DONE})",
    rf"{NOUN} (?:\w+ )?(?:is|'s|will be|is (?:booked|scheduled)|es|sera)"
    r"(?: (?:on|at|in|for|set|only|due|booked|scheduled|coming|up|not until))* @",
    rf"{NOUN} ?'s @",
    r"(?:i'?m |i am )?(?:booked|scheduled|due)(?: in)?(?: (?:for|on))*(?: my \w+)? @",
    r"(?:i'?m |i am )?(?:coming|going) in(?: (?:for|on|to))*(?: \w+){0,3} @",
    rf"upcoming {NOUN}",
    r"(?:will|going to|gonna) be (?:treated|needled|microneedled)",
)
# The mention belongs to the treatment whatever else the clause asks.
BOUND = _any_of(
    rf"(?:my|our|the|mi) {NOUN}(?: (?:on|at|from|of|for|done|booked|scheduled|del?|el))* @",
    rf"@(?: ?'s)? {NOUN}",
)
LEADING_TREATMENT = re.compile(
    rf"^\W*(?:(?:hi|hello|hey|ok|so|first)\W+)*{TREATMENT}(?: (?:done|on|date|day|:))*:? @"
)
BEFORE_TREATMENT = _any_of(
    rf"(?:before|to|for|until|upcoming|next|antes de(?:l)?) {TREATMENT}",
    rf"(?:have|tengo) {TREATMENT}",
)
# "I had a peel treatment", "my sister had it done": a treatment, but not this patient's here.
SOMEONE_ELSES = _any_of(
    r"my (?:\w+ )?(?:friend|daughter|son|sister|brother|mom|mum|mother|wife|husband|partner|cousin)"
)
OTHER_TREATMENT = _any_of(
    r"(?:botox|fillers?|peels?|laser|wax\w*|massage|hydrafacial|lash\w*|brow\w*|dent\w*|doctors?"
    r"|gp|hair|colou?r|nails?|manicure|physio|antibiotic\w*)"
)
OURS = _any_of(r"(?:(?:rf|prp) )?(?:micro ?-?ne+d\w*|needling|dermapen|skinpen|microagujas)")

ASKS = _any_of(
    r"(?:can|could|may|should|shall|would|will|might|must|can't)"
    r" (?:i|we|my|it|the|you|this|there|someone|anyone)",
    r"(?:is|are|isn't|isnt) (?:it|this|that|there|my|the|any\w*|\w+ing)",
    r"(?:is|are) (?:\w+ ){1,4}(?:normal|ok|okay|fine|safe|allowed|bad|alright)",
    r"(?:am i|do i|do we|does|what|whats|how|why|which|que|como)",
    r"(?:when|where) (?:can|should|could|may|will|is|are|do|am|to)",
    r"(?:ok|okay|safe|allowed|fine|alright|good|possible|able|wait|bad|cool) (?:to|if|for|until)",
    r"(?:puedo|podria|podre|debo|deberia|cuando|es normal|esta bien|se puede)",
    r"(?:is|would|will|are) (?:@|%)(?: \w+){0,2} (?:too|ok|okay|fine|safe|early|soon|alright)",
    r"(?:wondering|wonder|let me know|tell me)",
)
# Present-tense permission: "yesterday" cannot belong to it.
_MAY = r"(?:can|could|may|should|shall|puedo|podria|debo)"
MAY_I = _any_of(rf"{_MAY} (?:i|we)", r"(?:puedo|podria|debo|when can|what can)", r"am i allowed")

# Words that end like a past tense, or that are used to ask and to plan.
_NOT_PAST = (
    r"(?:allowed|supposed|need|needed|bed|red|shed|bleed|married|scheduled|booked|planned"
    r"|recommended|advised|invited|inflamed|irritated|tired|scared|worried|concerned|interested"
    r"|required|speed|feed|excited|exposed|treated|microneedled|needled|indeed|proceed|exceed"
    r"|colou?red|tinted|medicated|weed|seed|succeed)(?!\w)"
)
_EVENT = r"(?:date|wedding|party|gig|shoot|meeting|interview|flight|trip|event|game|race|dinner)"
PAST = _any_of(
    r"(?<!can )(?<!could )(?<!may )(?<!should )i put",
    rf"got(?! an? (?:\w+ )?{_EVENT})",
    r"(?:was|were|wasn't|had|went|did|didn't|drank|took|ate|swam|ran|wore|woke|began"
    r"|came|saw|felt|fell|slept|forgot|been|since|flew|sat|spent|bought|has|broke|gave|made|left"
    r"|fui|tome|puse|bebi|empezo|salio)",
    rf"(?!{_NOT_PAST})\w{{2,}}ed",
)
PLANS = _any_of(
    r"(?:going to|gonna|will|i'll|i'd|plan\w*|want|wanna|hop(?:e|ing)|wedding|party|event|trip"
    r"|flight|fl(?:y|ying)|holiday|vacation|interview|photo\w*|shoot|gym|race|marathon|prom|graduation"
    r"|birthday|conference|concert|travel\w*|date night|class|boda|fiesta|viaje|voy a|quiero"
    r"|have to|need to|have an?|got an?|there'?s|looking to|thinking of|get(?:ting)? married)",
    r"(?:by|until|till|before|starting|for|from) @",
    r"@ (?:ok|okay|fine|alright|good|instead|possible)",
)
# "I'm on day 3", "today is day 3": the count is of today.
COUNTS_TODAY = _any_of(
    r"(?<!when )(?<!once )(?<!if )(?:i'?m|i am|we're|we are|currently|it's|its|it is|this is|that's"
    r"|estoy|voy|ando|llevo|es mi|ya es)(?: [\w'%]+){0,3} @",
    r"% (?:is|makes|marks|will be|es)?(?: my| the| only)? ?@",
    r"% [\w' ]*(?:i'm|im|i am)(?: [\w']+){0,2} @",
    r"@(?: is| es)? (?:%|already|ya)",
)
# "When I'm on day 5", "once I get to day 5": a day to come.
COUNTS_AHEAD = _any_of(
    r"(?:when|once|as soon as|by the time|cuando)(?: i'?m| i am| it'?s| we'?re| i get| i reach"
    r"| i hit| este| sea| llegue)(?: [\w']+){0,2} @",
)
# "It was (on) Tuesday" speaks of the treatment unless the clause names something else.
IT_WAS = re.compile(
    r"(?:^\W*|(?<!\w)(?:it|that|mine|date) )(?:was|fue)"
    r"(?: (?:on|in|about|around|like|just|only|done|the|el)){0,4} [@%]"
)
# Words that may stand around a date without saying anything about it.
_FILLERS = frozenset(
    """hi hello hey yes yeah yep no nope ok okay oh well um uh so actually sorry i think believe
    guess mean it was is that this mine my the on at in about around approximately roughly like
    just only maybe probably possibly either or and again please thanks thank you to be exact
    exactly precise sure not wait a an of for de el la fue creo que gracias si o s am pm clock
    oclock noon ago early late afternoon morning evening date been its""".split()
)
_TIME_OF_DAY = re.compile(r"\d{1,2}(?:[ap]m)?")
CORRECTION = _any_of(r"(?:no|not|actually|sorry|i mean|wait|correction|rather|perdon|mejor dicho)")


def only_a_date(marked: str) -> bool:
    """Whether nothing is left of a marked clause but a date and words of no weight."""
    return ("@" in marked or "%" in marked) and all(
        word in _FILLERS or _TIME_OF_DAY.fullmatch(word) for word in re.findall(r"\w+", marked)
    )
