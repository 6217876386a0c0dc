"""The roadmap, experiments, and assessments."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.experiments import Experiment
from bot.domain.growth import HIGHEST, LOWEST, Alignment, Maturity
from bot.domain.roadmap import Milestone
from bot.schema.shape import Chapter, Concept, Field, Lack

# Every month strategy and vision are compared; every quarter the team assesses itself (docs/product.md, "Every week").
MONTH_DAYS, QUARTER_DAYS = 31, 92
VERDICTS = (
    ("open", "Not known yet"),
    ("held", "It held"),
    ("failed", "It did not hold"),
    ("unclear", "It cannot be told"),
)


def _score(name: str, label: str, question: str, help: str) -> Field:
    return Field(
        name,
        "score",
        label,
        f"{question} {LOWEST} is not at all, {HIGHEST} is as a matter of course.",
        "3",
        help,
        "E7",
        required=True,
        least=Decimal(LOWEST),
        most=Decimal(HIGHEST),
    )


# A field is written in rows: its name and question, an example and help, then the rest.
# fmt: off
GROWTH = (
    Concept(
        "milestone", "milestones", "milestone", "milestones", Milestone,
        (
            Field(
                "title", "line", "Milestone", "What is to be true by then?",
                "A podcast of our own", "The road map looks three years ahead. A few words are enough.",
                "E2", required=True, needed_for="seeing the road beyond this year",
            ),
            Field(
                "due", "date", "By", "By when?",
                "end of next year", "A date, or something like “in two years”.", "E2", required=True,
            ),
            Field(
                "success", "text", "Success looks like", "What would you see if it went well?",
                "200 people listen to each episode", "A benchmark on the way: one can tell that one is there.",
                "E2", needed_for="telling whether it was reached",
                lack=Lack(560, "Nothing tells yet whether {} was reached.", "What would you see if {} went well?"),
            ),
            Field(
                "failure", "text", "Failure looks like", "What would tell you that it fails?",
                "Under 30 listeners after three months", "Then it is time to change the plan, and no shame.", "E2",
            ),
            Field(
                "goal", "one", "Goal", "Which goal does it belong to?",
                "1,000 Instagram followers", "One of the goals of this plan.", "E2", of="goal", asked=False,
            ),
        ),
        "lead", ("E2",), "The road ahead, three years by default.",
        Chapter(
            170, "road", "Road map",
            "No milestone is written down yet: what is to be true in one, two and three years.", order="due",
        ),
        lacks=(Lack(550, "The road map has no milestone ahead."),),
    ),
    Concept(
        "experiment", "experiments", "experiment", "experiments", Experiment,
        (
            Field(
                "hypothesis", "text", "Hypothesis", "What do you believe, and want to try out?",
                "Videos of the oven bring twice as many answers as photos", "Something that can turn out to be wrong.",
                "C7", required=True,
            ),
            Field(
                "begins", "date", "From", "From when do you try it?",
                "next Monday", "The first day.", "C7", needed_for="knowing which weeks count",
                lack=Lack(450, "{} has no first day yet.", "From when do you try out {}?"),
            ),
            Field(
                "ends", "date", "Until", "Until when?",
                "in 4 weeks", "The last day. Four weeks are often enough.", "C7", needed_for="coming to a verdict",
                lack=Lack(460, "{} has no last day yet.", "Until when do you try out {}?"),
            ),
            Field(
                "measure", "one", "Number that tells", "Which number tells?",
                "Instagram followers", "One of the numbers of this plan.",
                "C7", of="measure", needed_for="coming to a verdict",
                lack=Lack(470, "No number tells yet about {}.", "Which number tells about {}?"),
            ),
            Field(
                "verdict", "choice", "Verdict", "What came of it?",
                "It held", "Say so once it is over.",
                "C7", options=VERDICTS, asked=False, needed_for="learning from it",
                lack=Lack(480, "{} is over, and nothing says what came of it.", "What came of {}?"),
            ),
            Field(
                "learnt", "text", "What was learnt", "What did you learn?",
                "Short videos, filmed at five in the morning, do best", "A sentence for those who come after you.",
                "C7", asked=False,
                lack=Lack(
                    490, "Nothing says yet what was learnt from {}.", "What did you learn from {}?",
                    why="building the next experiment on this one",
                ),
            ),
        ),
        "lead", ("C7",), "Something that is tried out.",
        Chapter(160, "experiments", "Experiments", "Nothing is being tried out yet."),
    ),
    Concept(
        "alignment", "alignments", "look at strategy and vision", "looks at strategy and vision", Alignment,
        (
            Field(
                "gaps", "text", "Where they differ", "Where do strategy and vision not fit together?",
                "The vision speaks of the whole town, our posts of the shop alone",
                "Honest words help most. “Nowhere” will do, too.",
                "E1", required=True, needed_for="seeing where strategy and vision differ",
            ),
            Field(
                "agrees", "text", "Where they agree", "Where do they agree?",
                "Both are about people who come back", "One or two sentences.", "E1",
            ),
            Field(
                "action", "text", "What to do", "What is to be done about it?",
                "One post a week from another shop in our street", "It becomes part of the written strategy.", "E1",
            ),
            Field(
                "on", "date", "On", "When did you look?",
                "today", "The day of the assessment.", "E1", required=True, past=True,
            ),
        ),
        "lead", ("E1",), "Where strategy and vision agree, and where they differ.",
        Chapter(
            220, "alignment", "Strategy and vision",
            "Nobody has looked yet at where strategy and vision agree, and where they differ.",
            entry="Looked at on {}", order="on", latest_first=True,
        ),
        every=MONTH_DAYS,
        lacks=(Lack(600, "Nobody looked this month at whether strategy and vision still agree."),),
    ),
    Concept(
        "maturity", "maturities", "self-assessment", "self-assessments", Maturity,
        (
            _score("planning", "Planning", "How well do you plan ahead?", "Is next month's calendar there on time?"),
            _score("people", "People", "How clear is who does what?", "Would the work go on if somebody were ill?"),
            _score("content", "Content", "How good is what you publish?", "Do people wait for it?"),
            _score("listening", "Listening", "How well do you listen and answer?", "Does everybody get an answer?"),
            _score("measuring", "Measuring", "How well do you learn from numbers?", "Did one change the plan lately?"),
            Field(
                "next_step", "text", "What to do next", "What is the one thing to get better at next?",
                "Plan the calendar a month ahead", "One thing is enough until the next quarter.",
                "E7", needed_for="getting better from quarter to quarter",
                lack=Lack(590, "The last self-assessment has no next step yet."),
            ),
            Field(
                "on", "date", "On", "When was that?",
                "today", "The day of the assessment.", "E7", required=True, past=True,
            ),
        ),
        "lead", ("E7",), "How grown the work is, once a quarter.",
        Chapter(230, "maturity", "How grown the work is", "The work has not been assessed yet.", as_table=True),
        every=QUARTER_DAYS,
        lacks=(Lack(
            580, "Nobody assessed this quarter how grown the work is.", why="getting better from quarter to quarter",
        ),),
    ),
)
