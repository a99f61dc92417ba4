"""Fragments of patterns for English."""

from typing import Final

I_AM: Final = r"\bI(?:['’]m| am)"
HAVE: Final = r"\b(?:I|we)(?:['’]ve| have)? (?:just |recently |finally |already )*"
ADVERBS: Final = r"(?:now |currently |still |actually |really |also |absolutely |just |mostly )*"
NAME: Final = r"[A-Z][\w'’-]*[\w](?: [A-Z][\w'’-]*\w){0,2}"
END: Final = (
    r"(?=\s*(?:[,.;:!()\n]|$| - | — )|\s+(?:and|but|because|since|so|which|who|with|where|when"
    r"|while|that|though|for (?:\d|a|an|two|three|many)|now|currently|at the moment|these days"
    r"|too|as well|from)\b)"
)
WHAT: Final = rf"(?P<what>[^,.;:!?()\n]{{2,60}}?){END}"
VAGUE: Final = (
    r"(?!(?:it|this|that|these|those|you|your|yours|how|what|when|where|him|her|them|everything"
    r"|the (?:idea|way|sound|look|thought)|to (?:hear|see|know|say|think|ask|help)|hearing"
    r"|seeing)\b)"
)
RELATION: Final = (
    r"wife|husband|partner|fianc[ée]e?|girlfriend|boyfriend|son|daughter|kids?|children|brother"
    r"|sister|mother|mom|mum|father|dad|grand(?:mother|father|ma|pa|son|daughter)|uncle|aunt"
    r"|cousin|niece|nephew"
)
ANIMAL: Final = (
    r"cats?|kittens?|dogs?|pupp(?:y|ies)|parrots?|hamsters?|rabbits?|turtles?|fish|horses?"
    r"|snakes?|guinea pigs?"
)
JOB: Final = (
    r"doctor|teacher|nurse|engineer|developer|designer|programmer|lawyer|student|manager|writer"
    r"|chef|cook|driver|analyst|scientist|musician|artist|accountant|architect|translator"
    r"|editor|journalist|photographer|pilot|dentist|psychologist|counsell?or|researcher|tester"
    r"|administrator|consultant|entrepreneur|freelancer|biologist|physicist|chemist|economist"
    r"|pharmacist|veterinarian|vet|professor|librarian|firefighter|plumber|electrician"
    r"|carpenter|baker|barista|actor|actress|singer"
)
THING: Final = (
    r"car|bike|bicycle|motorcycle|scooter|house|apartment|flat|cottage|guitar|piano|violin"
    r"|camera|laptop|boat|garden|farm|bakery|shop|company|business"
)
MONTH: Final = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
)
