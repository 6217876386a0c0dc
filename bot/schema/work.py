"""Who does the work, with what, and what it takes to sign off the strategy."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.resources import Resource, Responsibility
from bot.domain.roles import RoleDetails
from bot.domain.signing import Signing
from bot.schema.shape import Chapter, Concept, Field, Lack

RESOURCES = (
    ("procedure", "Procedure: how something is done"),
    ("guideline", "Guideline: what everybody keeps to"),
    ("tool", "Tool"),
    ("material", "Material: logos, photos, texts"),
)
HANDS = (("in_house", "We ourselves"), ("agency", "An agency"), ("nobody", "Nobody"))
RULES = (("any", "One of them is enough"), ("all", "All of them have to"))

# A field is written in rows: its name and question, an example and help, then the rest.
# fmt: off
WORK = (
    Concept(
        "role", "roles", "role", "roles", RoleDetails,
        (
            Field(
                "does", "text", "What belongs to it", "What belongs to this role?",
                "Writes and posts on Instagram, answers comments until noon",
                "So that nothing is missed when somebody else takes it over.",
                "D3", needed_for="handing the work over without missing anything",
                lack=Lack(320, "Nothing says yet what belongs to the role {}.", "What belongs to the role {}?"),
            ),
            Field(
                "hours", "number", "Hours a week", "How many hours a week does this role have?",
                "6", "Part of somebody's job, not on top of it.",
                "A5", most=Decimal(168), needed_for="fitting the plan into people's weeks",
                lack=Lack(310, "The role {} has no hours yet.", "How many hours a week does the role {} have?"),
            ),
            Field(
                "agency", "line", "Agency", "Does an agency do the work? Its name, and whom to ask there.",
                "North & Sons, Kim, kim@example.com",
                "For an agency without Slack. The holder of the role answers for it here.", "B5", asked=False,
            ),
        ),
        "holder", ("A5", "B5", "D3"), "A position with responsibilities.",
        Chapter(190, "roles", "Roles", "No role is written down yet."), own=False,
        lacks=(Lack(
            1, "There is no role yet. Who does what?", "Who does what? Name one role, and who has it.",
            example="Editor @ana", why="getting the work done", kind="holder",
        ),),
    ),
    Concept(
        "responsibility", "responsibilities", "piece of work", "pieces of work", Responsibility,
        (
            Field(
                "work", "line", "Work", "Which piece of work is it?",
                "Photos for the newsletter", "Something that somebody has to do, whoever it is.", "E5", required=True,
            ),
            Field(
                "today", "choice", "Who does it today", "In whose hands is it today?",
                "An agency", "Your own, an agency's, or nobody's.",
                "E5", options=HANDS, needed_for="knowing who does what today",
                lack=Lack(400, "Nothing says yet in whose hands {} is.", "In whose hands is {} today?"),
            ),
            Field(
                "should", "choice", "Who should", "In whose hands should it be?",
                "We ourselves", "Many begin with an agency, and take work over as they learn.",
                "E5", options=HANDS, needed_for="knowing where it is to go",
                lack=Lack(430, "Nothing says yet in whose hands {} should be.", "In whose hands should {} be?"),
            ),
            Field(
                "by", "date", "By", "By when?",
                "end of next year", "A date, or something like “in 6 months”.",
                "E5", needed_for="making it really happen",
                lack=Lack(440, "{} has no day yet on which it changes hands.", "By when should {} be in other hands?"),
            ),
            Field(
                "keeper", "one", "Role", "Which role answers for it inside?",
                "Newsletter writer", "One of the roles of this plan.",
                "B5", of="role", needed_for="having somebody who answers for it",
                lack=Lack(410, "Nobody inside answers for {} yet.", "Which role answers for {} inside?"),
            ),
            Field(
                "agency", "line", "Agency", "Which agency, and whom does one ask there?",
                "North & Sons, Kim, kim@example.com", "For an agency without Slack.", "B5", asked=False,
                lack=Lack(
                    420, "Nothing says yet which agency does {}.", "Which agency does {}, and whom does one ask there?",
                    why="knowing whom to ask there",
                ),
            ),
        ),
        "holder", ("B5", "E5"), "Who does what today, and who should by when.",
        Chapter(
            200, "hands", "Who does what today, and who should",
            "It is not written down yet who does what today, and who should by when.",
        ),
        lacks=(Lack(
            390, "Nothing says who does what today, and who should.",
            "Which work is there, and who does it today? Name one piece of it.", why="knowing who does what today",
        ),),
    ),
    Concept(
        "resource", "resources", "procedure or tool", "procedures and tools", Resource,
        (
            Field(
                "name", "line", "Name", "What is it called?",
                "How we answer a bad review", "A procedure, a guideline, a tool, material: what the work stands on.",
                "E6", required=True, needed_for="finding what the work stands on",
            ),
            Field(
                "kind", "choice", "Kind", "What kind of thing is it?",
                "Procedure", "A procedure, a guideline, a tool or material.", "E6", options=RESOURCES,
            ),
            Field(
                "link", "text", "Where it is", "Where does one find it? A link, or a place.",
                "the folder “Answers” on the shared drive", "So that nobody has to ask.",
                "E6", needed_for="finding it",
                lack=Lack(530, "Nothing says yet where {} is.", "Where does one find {}?"),
            ),
            Field(
                "owner", "one", "Who looks after it", "Which role looks after it?",
                "Community", "One of the roles of this plan.", "E6", of="role", needed_for="keeping it true",
                lack=Lack(540, "Nobody looks after {} yet.", "Which role looks after {}?"),
            ),
            Field(
                "about", "text", "What it says", "What does it say, in short?",
                "Thank them, say sorry once, offer to talk in private",
                "One or two sentences. They stand in the written strategy.", "E6", asked=False,
            ),
        ),
        "holder", ("B6", "E6"), "Procedures, guidelines, tools and material.",
        Chapter(
            210, "resources", "Guidelines, procedures and tools",
            "No guideline, procedure or tool is written down yet.",
        ),
        lacks=(Lack(520, "No procedure or tool is written down yet."),),
    ),
    Concept(
        "signing", "signing", "signing off", "signing off", Signing,
        (
            Field(
                "company", "line", "In whose name", "In whose name does the strategy stand?",
                "Sample Bakery Ltd",
                "The company's name stands on its first page. Drop its logo on me as a picture, if you have one.",
                "D5", required=True, needed_for="having it in writing",
            ),
            Field(
                "approvers", "many", "Who approves it", "Which roles approve it?",
                "Director",
                "Roles of this plan, with commas between them. Whoever has them then is asked. `/beat role` adds one.",
                "D5", of="role", needed_for="signing it off",
                lack=Lack(620, "Nobody is named yet who approves the strategy."),
            ),
            Field(
                "rule", "choice", "How many of them", "Is one of them enough, or do all have to approve?",
                "One of them is enough", "Nobody approves what they submitted themselves.",
                "D5", options=RULES, asked=False,
            ),
            Field(
                "next_update", "date", "Next update", "When is it to be looked at again?",
                "in 6 months", "On that day whoever leads the plan is asked to update it.",
                "D5", needed_for="keeping the strategy from growing old",
                lack=Lack(630, "No day ahead is set on which the strategy is looked at again."),
            ),
        ),
        "lead", ("D5",), "What it takes to sign the strategy off.",
        Chapter(
            270, "signing", "Signing off",
            "It is still open in whose name the strategy stands, and who approves it.", entry="How it is signed off",
        ), single=True,
        lacks=(Lack(610, "Nothing says yet in whose name the strategy stands."),),
    ),
)
