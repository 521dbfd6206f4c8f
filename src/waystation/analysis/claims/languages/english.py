"""English."""

from __future__ import annotations

from decimal import Decimal

from . import Language

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"

ENGLISH = Language(
    code="en",
    decimal=".",
    small={word: value for value, word in enumerate(_SMALL.split())},
    tens={word: 10 * value for value, word in enumerate(_TENS.split(), 2)} | {"fourty": 40},
    hundreds={},
    hundred=frozenset({"hundred"}),
    scales={
        "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
        "k": 1000, "m": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6, "mio": 10**6,
        "bn": 10**9, "bln": 10**9, "b": 10**9, "tn": 10**12, "millions": 10**6,
        "dozen": 12, "lakh": 10**5, "crore": 10**7,
    },
    bare=frozenset(),
    articles=frozenset({"a", "an"}),
    joiners=frozenset({"and"}),
    digits_after_joiner=False,
    half_after=("and a half", "and one half", "and one-half", "and-a-half"),
    half_before=("half a", "half of a", "one half of a", "one-half", "half-a", "a half"),
    quarter_before=("a quarter of a", "quarter of a", "a quarter", "quarter"),
    not_one=frozenset({"one", "zero"}),
    multiples=(
        (r"twice|two-?fold|doubled|doubles|doubling|double(?!-| (?:taxation|standard|entry|check|"
         r"counting|citizenship|nationality|role|burden))", Decimal(2)),
        (r"thrice|three-?fold|tripled|triples|tripling|triple|trebled|trebling|treble", Decimal(3)),
        (r"quadrupled?|quadrupling|four-?fold", Decimal(4)),
        (r"quintupled?|quintupling|five-?fold", Decimal(5)),
        (r"six-?fold", Decimal(6)),
        (r"seven-?fold", Decimal(7)),
        (r"eight-?fold", Decimal(8)),
        (r"ten-?fold", Decimal(10)),
        (r"halved|halving", Decimal("0.5")),
    ),
    times=r"times|-?fold",
    per_time=r"(?:a|per|each|every) (?:year|month|week|day|quarter)|yearly|annually|monthly|weekly",
    fractions=(
        (r"halves|half", 2), (r"thirds?", 3), (r"quarters?|fourths?", 4), (r"fifths?", 5),
        (r"sixths?", 6), (r"sevenths?", 7), (r"eighths?", 8), (r"ninths?", 9), (r"tenths?", 10),
    ),
    fraction_joiner=r"[ -]",
    halves=r"half(?= (?:of|the|all|its|their) )|one[ -]half|(?<=by )half(?!-)|half(?= (?:were|are|was|is|said|have|had)\b)",
    in_each=r"in(?: every)?|out of(?: every)?|of every",
    before=(
        (r"not (?:more|greater) than|no more than|no greater than|at most|a maximum of|maximum|up to|"
         r"as many as|as much as|to a maximum of|max\.?|capped at", "up_to"),
        (r"at least|a minimum of|minimum|no fewer than|no less than|not less than|not fewer than|min\.?",
         "at_least"),
        (r"(?:slightly |just |well |far |a little |somewhat )?(?:more than|over|above|exceeding|"
         r"in excess of|upwards? of|north of|beyond|greater than|higher than)|exceed(?:s|ed)?|surpass(?:es|ed)?|topp(?:ed|ing)",
         "over"),
        (r"(?:talk|talked|talking|speak|speaking|think|thinking|hear|heard|know|ask|asked|complain|worry) about", ""),
        (r"(?:slightly |just |well |far |a little |somewhat )?(?:less than|fewer than|under|below|"
         r"lower than)", "under"),
        (r"just about|just shy of|a little short of|little short of|almost|nearly|close to|just short of|approaching|not quite", "almost"),
        (r"an estimated|estimated(?: at| to be)?|estimates? of|an estimate of|estimates?|est\.?|"
         r"projected(?: at)?", "estimate"),
        (r"about|approximately|approx\.?|around|some|roughly|circa|ca\.?|c\.|in the region of|"
         r"in the order of|on the order of|something like|or so|more or less", "about"),
        (r"exactly|precisely|a total of|only|just", "exact"),
    ),
    after=(
        (r"or more|and more|or above|or over|plus|and above|upwards", "at_least"),
        (r"or less|or fewer|or under|at most|at the most|maximum", "up_to"),
        (r"or so|approximately|or thereabouts|on a rough count|roughly", "about"),
        (r"\(?estimated?\)?|\(?est\.?\)?|by estimate", "estimate"),
    ),
    wide=r"estimat(?:es?|ed) [^,;\d]{1,60} (?:at|to) $|projects (?:that|a|growth)|is projected|are projected|forecasts?|is expected to|are expected to|it (?:is|was) estimated that|(?:is|are|was|were) estimated (?:at|to)|estimates? (?:that|suggest|"
         r"indicate|put)|according to (?:[a-z]+ ){0,4}estimates?",
    range_words=r"-|to|through|and|or",
    range_opens=r"between|from|anywhere from|ranging from|range of|ranges from",
    ordinals={word: value for value, word in enumerate(_ORDINALS.split(), 1)},
    rank_before=r"(?:rank(?:s|ed|ing)?|(?:is|was|are|were) placed|come|comes|came|finished|stands)(?: (?:as|at|in|the|is|was|"
                r"number|no\.?|place|position|rank|of))*",
    rank_after=r"(?:-| )?(?:highest|largest|biggest|lowest|smallest|greatest|most|best|worst|fastest|"
               r"in the region|in the western balkans|among (?:the )?\w+ economies|place\b|rank\b|position\b|poorest|richest|youngest|oldest|leading|top)",
    rank_copula=r"(?:is|was|are|were|be|remains?|remained|comes?|came|(?:put|plac|mak)\w* [a-z]+)(?: (?:now|only|just|still|currently|again|thus|therefore))*(?: the)?",
    rank_among=r"in|among|amongst|of|out of|across|worldwide",
    below=r"under|younger|below",
    indices=r"index|ranking|league table",
    year_before=r"in|since|by|until|till|from|of|during|for|before|after|to|and|year|years|early|late|"
                r"mid|end|through|between|as of|as at|on|or|throughout|the|beyond|since",
    year_after=r"census|agenda|edition|study|survey|report|conflict|war|elections?|budget|figures?|"
               r"data|strategy|round|s\b|was|were|is|and|to",
    year_elsewhere=r"as(?: it was| they were)? in|compared (?:with|to)|against|than in|relative to|versus|vs\.?|since|after|before|founded in|established in|created in|following the|until|"
                   r"adopted in|agenda|strategy|started in|began in|by the end of the|back in|from the",
    relative_years=(
        ("now", r"now|currently|today|at present|presently|to date"),
        ("last", r"last year|the past year"),
        ("this", r"this year|the current year|so far this year"),
        ("before", r"(?:a|one|the) year (?:earlier|before|previously)|the previous year|"
                   r"in the preceding year|the prior year|(?:a|one) year ago|the year before|"
                   r"(?:two|three|four|five|ten) years (?:earlier|before|previously|ago)"),
        ("after", r"(?:a|one|the) year (?:later|after)|the following year|the next year"),
    ),
    when=r"when|where|at which time",
    comparing=r"which (?:is|was)(?: still)?",
    compared=r"than|from",
    set_against=r"(?:up|down|rising|falling|an? (?:in|de)crease|increased|decreased) from|"
                r"compared (?:with|to)|(?:as )?against|(?<=, )after|versus|vs\.?|as opposed to",
    respectively=r"respectively",
    clause_joiner="and",
    or_words=frozenset({"or"}),
    between=r"between",
    until=r"(?:to|until|till)(?: the end of)?",
    change_from=r"from",
    change_to=r"to",
    change_by=r"by",
    change_verbs=r"(?:rose|risen|rising|increas|grew|grow|fell|fall|declin|drop|decreas|chang|went|rais|lift|cut|"
                 r"brought|expand|climb|jump|slip|shr[aiu]nk|slid|soar|surg|plung|dipp|eas(?:ed|ing)|widen|"
                 r"narrow|shift|mov|improv|worsen|edg|doubl|swel|halv|tripl|up|down)\w*",
    multiple_after=r"as|more|less|fewer|higher|lower|larger|greater|bigger|the|that|since|compared",
    contrasts=r"while|whereas|but|although",
    determiners=r"the|these|those|its|their|both|our|all|other|last|first|next|past|any|this",
    later=r"after",
    limits=r"within",
    lasting=r"(?:take|took|taken|taking|last|wait|spen[dt]|lasted|delay)\w*",
    spans=r"after|within|every|in",
    ago=r"on(?=,)|after|ago|later|since|earlier|before|old",
    ago_before=r"back",
    in_year=r"in|during|for|of",
    which=r"which|who|that",
    in_place=r"in|at|across|throughout",
    out_of=r"from",
    nearby=r"neighbou?ring|nearby",
    with_word=r"with",
    than=r"than(?: in)?|unlike(?: in)?|compared (?:to|with)|as in",
    of_words=r"of|for|per",
    share_of=r"of|all",
    not_base=frozenset(
        ["in", "for", "at", "with", "from", "by", "to", "per", "who", "that", "which", "you",
            "us", "them", "whom", "these", "those", "ours", "yours"]
    ),
    remarks=r"ago|findings|errors|mistakes|authors|options|facts|takeaways|tips|steps|figures|numbers|values|estimates|versions|reasons|questions|ways|points|remarks|things|lessons|messages|conclusions|sides|parts|words|examples|caveats|observations|sentences",
    vague=frozenset({"several", "many", "few", "some", "tens", "hundreds", "dozens", "of"}),
    stop=frozenset(
        ["among", "amongst", "between", "the", "a", "an", "of", "in", "on", "at", "to", "for",
            "from", "by", "with", "and", "or", "as", "is", "are", "was", "were", "be", "been",
            "has", "have", "had", "it", "its", "their", "his", "her", "this", "that", "these",
            "those", "which", "who", "whom", "not", "no", "than", "then", "there", "will", "would",
            "could", "can", "may", "more", "most", "less", "over", "under", "about", "some", "up",
            "into", "out", "also", "only", "per"]
    ),
    signs=frozenset(["the", "of", "and", "in", "is", "to", "were", "was", "are", "has", "with",
        "for", "by", "from", "this", "that"]),
)  # fmt: skip
