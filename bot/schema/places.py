"""The plan's audiences, the platforms where they are met, the evidence for that, and campaigns."""

from __future__ import annotations

from bot.domain.audiences import Audience
from bot.domain.platforms import HOURS_IN_A_WEEK, MOST_MONEY, Evidence, Highlight, Platform
from bot.schema.shape import Chapter, Concept, Field, Lack

KINDS = (
    ("network", "Network"),
    ("blog", "Blog"),
    ("newsletter", "Newsletter or e-mail"),
    ("website", "Website"),
    ("podcast", "Podcast"),
    ("event", "Events"),
    ("other", "Something else"),
)
PRIORITIES = (
    ("primary", "Primary"),
    ("secondary", "Secondary: if there is time"),
    ("parked", "Parked: worth considering, not worked on"),
)
REACHES = (("owned", "Owned: it is ours"), ("earned", "Earned: others speak of us"), ("paid", "Paid: we advertise"))

# A field is written in rows: its name and question, an example and help, then the rest.
# fmt: off
PLACES = (
    Concept(
        "audience", "audiences", "audience", "audiences", Audience,
        (
            Field(
                "name", "line", "Audience", "Who are they? One group of people, in a few words.",
                "people who live near the bakery",
                "There is usually more than one audience. Each can hear something of its own.",
                "C2", required=True, needed_for="knowing whom to write for",
            ),
            Field(
                "titles", "list", "Roles and titles", "Which roles or titles do they have?",
                "parents, owners of cafés", "As many as you like, with commas between them.",
                "C2", needed_for="finding them",
                lack=Lack(240, "{} have no roles or titles yet.", "Which roles or titles do {} have?"),
            ),
            Field(
                "cares", "text", "What they care about", "What do they care about?",
                "Good bread before school, and no queue",
                "What keeps them awake, what they ask, what they tell friends.",
                "C2", needed_for="writing what they want to read",
                lack=Lack(250, "Nothing says yet what {} care about.", "What do {} care about?"),
            ),
            Field(
                "persona", "text", "A persona", "Describe one of them, if you like.",
                "A father of two who cycles past at seven in the morning",
                "One person whom one can picture writes better than a group.", "C2", asked=False,
            ),
        ),
        "lead", ("C2",), "Whom the plan speaks to.",
        Chapter(60, "audiences", "Audiences", "No audience is written down yet: whom the plan speaks to."),
        lacks=(Lack(1, "No audience is described yet. Whom do you write for?", kind="audience"),),
    ),
    Concept(
        "platform", "platforms", "platform", "platforms", Platform,
        (
            Field(
                "name", "line", "Platform", "Which platform? A network, a blog, a newsletter.",
                "Instagram", "Wherever people can meet you. E-mail is a platform too.",
                "A4", required=True, needed_for="knowing where to be",
            ),
            Field(
                "priority", "choice", "Priority", "How important is it?",
                "Primary", "Primary is where the biggest return lies. Parked means: not now.",
                "D2", options=PRIORITIES, needed_for="knowing what to leave out first",
                lack=Lack(170, "{} has no priority yet.", "How important is {}?"),
            ),
            Field(
                "goals", "many", "Goals", "Which goals does it serve?",
                "1,000 Instagram followers", "Goals of this plan, with commas between them.",
                "B4", of="goal", needed_for="knowing what it is for",
                lack=Lack(30, "{} serves no goal yet.", "Which goals does {} serve?"),
            ),
            Field(
                "hours", "number", "Hours a week", "How many hours a week does the team have for it?",
                "4", "What is planned there should fit into them.",
                "A4", most=HOURS_IN_A_WEEK, needed_for="not taking on more than you can carry",
                lack=Lack(180, "{} has no hours yet.", "How many hours a week does the team have for {}?"),
            ),
            Field(
                "line", "text", "Editorial line", "What belongs there, and what does not?",
                "Life behind the counter. No discounts.", "Two sentences that a new colleague could follow.",
                "B4", needed_for="writing in one voice",
                lack=Lack(190, "{} has no editorial line yet.", "What belongs on {}, and what does not?"),
            ),
            Field(
                "themes", "list", "Major themes", "What are its major themes?",
                "behind the scenes, recipes, our street", "With commas between them.",
                "B4", needed_for="never running out of ideas",
                lack=Lack(200, "{} has no themes yet.", "What are the major themes of {}?"),
            ),
            Field(
                "kind", "choice", "Kind", "What kind of place is it?",
                "Network", "A network, a blog, a newsletter.", "C3", options=KINDS, asked=False,
            ),
            Field(
                "reach", "several", "Owned, earned or paid", "Is it owned, earned or paid?",
                "Owned", "Owned is yours, earned is what others say, paid is advertising.",
                "C4", options=REACHES, asked=False, needed_for="weighing what it costs against what it brings",
                lack=Lack(220, "Nothing says yet whether {} is owned, earned or paid.", "Is {} owned, earned or paid?"),
            ),
            Field(
                "budget", "number", "Budget a month", "Which budget does it have a month?",
                "200", "In the money that you count in. Nothing is 0.",
                "A4", most=MOST_MONEY, money=True, asked=False, needed_for="knowing what may be spent",
                lack=Lack(230, "{} has no budget yet.", "Which budget does {} have a month?"),
            ),
            Field(
                "measures", "many", "Numbers", "Which numbers show how it does?",
                "Instagram followers", "Numbers of this plan, with commas between them.",
                "B4", of="measure", asked=False,
                lack=Lack(
                    210, "No number shows yet how {} does.", "Which numbers show how {} does?",
                    why="telling how the platform does",
                ),
            ),
        ),
        "platform", ("A4", "B2", "B4", "C4", "D2"), "Where people are met, and to what degree.",
        Chapter(
            80, "platforms", "Platforms, in order of priority",
            "No platform is written down yet: where people are met.",
            "Primary first, then secondary, then what has no priority yet; parked ones are not worked on.",
        ),
        lacks=(Lack(1, "No platform is named yet. Where do you want to be?", kind="platform"),),
    ),
    Concept(
        "evidence", "evidence", "evidence", "evidence", Evidence,
        (
            Field(
                "shows", "text", "What it shows", "What shows that your audience is there?",
                "31 of 50 customers at the counter said that they look at Instagram daily",
                "Something seen or counted. A guess is fine as a question, not as evidence.", "C3", required=True,
            ),
            Field(
                "platform", "one", "Platform", "On which platform?",
                "Instagram", "One of the platforms of this plan, or a new one.",
                "C3", of="platform", needed_for="finding the people you write for",
                lack=Lack(2, "{} names no platform yet.", "Which platform is {} about?", kind="evidence"),
            ),
            Field(
                "audience", "one", "Audience", "Which audience?",
                "people who live near the bakery", "One of the audiences of this plan, or a new one.",
                "C3", of="audience", needed_for="finding the people you write for",
                lack=Lack(3, "{} names no audience yet.", "Which audience is {} about?", kind="evidence"),
            ),
            Field(
                "source", "line", "Source", "Where does that come from?",
                "our survey at the counter", "A survey, a study, your own figures.", "C3", needed_for="trusting it",
                lack=Lack(500, "{} has no source yet.", "Where does {} come from?"),
            ),
            Field(
                "seen_on", "date", "As of", "From when is it?",
                "12 March", "Evidence grows old.", "C3", needed_for="knowing how old it is", past=True,
                lack=Lack(510, "{} has no date yet.", "From when is {}?"),
            ),
        ),
        "platform", ("C3",), "What shows that an audience is on a platform.",
        Chapter(
            70, "evidence", "What shows that they are there",
            "Nothing shows yet that an audience is where we look for it.",
        ),
        lacks=(
            Lack(
                1, "Nothing shows yet that your audience is on {}.", "What shows that your audience is on {}?",
                example="31 of 50 customers at the counter said that they look at it daily",
                why="finding the people you write for", kind="evidence", by="platform",
            ),
            Lack(
                1, "Nothing shows yet where {} can be met.", "What shows where {} can be met?",
                why="finding the people you write for", kind="evidence", by="audience",
            ),
        ),
    ),
    Concept(
        "highlight", "highlights", "highlight", "highlights", Highlight,
        (
            Field(
                "title", "line", "Highlight", "What is coming up? A launch, a fair, a campaign.",
                "Our 50th birthday", "Something with a date that deserves more than a regular post.",
                "B4", required=True,
            ),
            Field("begins", "date", "From", "On which day?", "12 May", "The first day.", "B4", required=True),
            Field(
                "ends", "date", "Until", "Until when? Skip it if it is one day.",
                "14 May", "The last day.", "B4", asked=False,
            ),
            Field(
                "platform", "one", "Platform", "On which platform?",
                "Instagram", "One of the platforms of this plan, or a new one.", "B4", of="platform",
            ),
            Field(
                "goal", "one", "Goal", "Which goal does it serve?",
                "1,000 Instagram followers", "One of the goals of this plan.",
                "B4", of="goal", needed_for="knowing what it is for",
                lack=Lack(40, "{} serves no goal yet.", "Which goal does {} serve?"),
            ),
            Field(
                "about", "text", "What happens", "What happens then?",
                "Cake for everybody, and the story of the first oven", "One or two sentences.", "B4", asked=False,
            ),
        ),
        "platform", ("B4",), "Something with a date.",
        Chapter(150, "highlights", "Highlights", "No highlight is planned yet.", order="begins"),
    ),
)
