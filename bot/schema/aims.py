"""What the plan is for: vision, objectives, and what goals and measures say beyond their number."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.goals import GoalDetails, MeasureDetails
from bot.domain.objectives import Objective
from bot.domain.positioning import Vision
from bot.schema.shape import Chapter, Concept, Field, Lack

PURPOSES = (
    ("following", "Build a following"),
    ("sales", "Sell"),
    ("brand", "Be known"),
    ("values", "Show what we stand for"),
    ("trust", "Be trusted"),
    ("service", "Help customers"),
)
LEVELS = (("business", "Business: revenue, margin, customers"), ("marketing", "Marketing: awareness, leads, standing"))
# A field is written in rows: its name and question, an example and help, then the rest.
# fmt: off
AIMS = (
    Concept(
        "vision", "vision", "vision", "vision", Vision,
        (
            Field(
                "text", "text", "Vision", "Where does all of this lead? Three sentences at most.",
                "Everybody in town knows where their bread comes from. They ask us before they buy.",
                "It stands at the beginning of the strategy, and everybody hears it when a version is approved.",
                "E1", required=True, needed_for="telling everybody where this leads",
            ),
        ),
        "lead", ("E1",), "Where all of this leads.",
        Chapter(
            10, "vision", "Vision and summary",
            "The vision is still open: where all of this leads, in three sentences at most.", entry="Our vision",
        ), single=True,
        lacks=(Lack(1, "There is no vision yet. Where does all of this lead?", kind="aim"),),
    ),
    Concept(
        "objective", "objectives", "objective", "objectives", Objective,
        (
            Field(
                "statement", "text", "Objective",
                "What does the organisation, or one of its departments, want to bring about?",
                "10 % more revenue from regular customers this year",
                "Goals on social media hang from it: it is what they are good for in the end.",
                "C1", required=True, needed_for="knowing what the goals are good for",
            ),
            Field(
                "level", "choice", "Level", "Is that an objective of the business, or of marketing?",
                "Business", "Business objectives are about money and customers. Marketing objectives serve them.",
                "C1", options=LEVELS,
            ),
            Field(
                "department", "line", "Department", "Whose objective is it?",
                "sales", "Marketing, service, sales, people: every department that is concerned can have its own.",
                "B1", needed_for="knowing which department wants what",
                lack=Lack(110, "Nothing says yet whose objective {} is.", "Whose objective is {}?"),
            ),
            Field(
                "brings", "text", "What being there brings", "Why be on social media for it? What will it bring?",
                "People who follow us come in once a week instead of once a month",
                "One or two sentences. They say why the work is worth its hours.",
                "B1", needed_for="knowing why to be there at all",
                lack=Lack(
                    120, "Nothing says yet what being there brings for {}.",
                    "Why be on social media for {}? What will it bring?",
                ),
            ),
            Field(
                "serves", "one", "Serves", "Which business objective does it serve?",
                "10 % more revenue from regular customers this year",
                "So nothing hangs loose: business objective, marketing objective, goal.", "C1", of="objective",
                lack=Lack(
                    100, "{} serves no business objective yet.", "Which business objective does {} serve?",
                    why="seeing what the posts do for the business",
                ),
            ),
            Field(
                "audience", "one", "For whom", "Which audience is it aimed at?",
                "people who live near the bakery", "One of the audiences of this plan, or a new one.",
                "B1", of="audience", asked=False,
            ),
        ),
        "lead", ("B1", "C1"), "Why the organisation is there at all, by department.",
        Chapter(
            20, "objectives", "Objectives, and the goals that hang from them",
            "No objective is written down yet: what the organisation wants, by department.",
            "From business objective to marketing objective to goal.",
        ),
        lacks=(
            Lack(2, "Nothing says yet what the organisation wants to bring about.", kind="aim"),
            Lack(
                1, "Nothing says what {} wants to bring about.", "What does {} want to bring about?",
                example="Answer every question of a customer on the same day",
                why="knowing why that department takes part", by="goal",
            ),
        ),
    ),
    Concept(
        "goal", "goals", "goal", "goals", GoalDetails,
        (
            Field(
                "purpose", "several", "What it is for", "What is this goal for? One or several.",
                "Build a following, Sell", "It tells what the posts are to do: please people, sell, help.",
                "A2", options=PURPOSES, needed_for="knowing what a post is to do",
                lack=Lack(50, "{} does not say yet what it is for.", "What is {} for? One or several."),
            ),
            Field(
                "objective", "one", "Objective", "Which objective does this goal serve?",
                "10 % more revenue from regular customers this year",
                "So that nothing hangs loose. `/beat objective` adds one.",
                "C1", of="objective", needed_for="showing what the goal is good for",
                lack=Lack(60, "{} serves no objective yet.", "Which objective does {} serve?"),
            ),
            Field(
                "department", "line", "Department", "Which department is it for?",
                "sales", "Marketing, service, sales, people.", "B1",
            ),
            Field(
                "audience", "one", "For whom", "Which audience is this goal about?",
                "people who live near the bakery", "One of the audiences of this plan, or a new one.",
                "B1", of="audience", needed_for="knowing whom to reach",
                lack=Lack(3, "{} does not say yet whom it is about.", "Which audience is {} about?", kind="audience"),
            ),
        ),
        "lead", ("A2", "B1"), "What is to be achieved.",
        Chapter(30, "goals", "Goals", "No goal is written down yet."), own=False,
        lacks=(
            Lack(
                1, "There is no goal yet. What is it all for?", "What is it all for? Name one goal.",
                example="1,000 Instagram followers by the end of June", why="knowing what the work is for", kind="goal",
            ),
            Lack(
                2, "No goal serves {} yet.", "Which goal serves {}?",
                example="1,000 Instagram followers by the end of June", why="making the objective more than a wish",
                by="part",
            ),
        ),
    ),
    Concept(
        "measure", "measures", "number", "numbers", MeasureDetails,
        (
            Field(
                "how", "text", "How it is read", "Where is this number read, and how?",
                "Instagram, Professional dashboard, Total followers", "So that whoever reads it next reads the same.",
                "A3", needed_for="reading the same number every time",
                lack=Lack(
                    80, "Nothing says yet where {} is read.", "Where is the number of {} read, and how?",
                    asked_of="measurer",
                ),
            ),
            Field(
                "if_wrong", "text", "What we would do", "What would you do if this number went wrong?",
                "Ask ten followers what they miss, and try one of it for two weeks",
                "A number that changes nothing is not worth reading.", "C6", needed_for="acting on the number",
                lack=Lack(
                    70, "Nothing says yet what you would do if {} went wrong.", "What would you do if {} went wrong?",
                ),
            ),
            Field(
                "worry", "number", "Worry line", "From which number on would you worry?",
                "500", "A line beside the target. Beyond it, the review asks what to do.",
                "E2", least=-(Decimal(10) ** 12), needed_for="noticing early that something goes wrong",
                lack=Lack(90, "{} has no worry line yet.", "From which number on would {} worry you?"),
            ),
            Field(
                "floor", "number", "At least", "It is to stay between two numbers: which is the lower one?",
                "20", "For numbers that are to keep within a range. The target is the upper end.",
                "C6", least=-(Decimal(10) ** 12), asked=False,
                lack=Lack(
                    2, "{} has no lower end.", "{} is to stay between two numbers: which is the lower one?",
                    why="telling whether it is within its range", kind="baseline", asked_of="measurer",
                ),
            ),
        ),
        "reviewer", ("A3", "C6"), "The number, or the judgement, that shows a goal.",
        Chapter(40, "measures", "Numbers and targets", "No number shows a goal yet.", as_table=True), own=False,
        lacks=(Lack(
            1, "{} has no number that shows it.", "Which number shows {}?", example="Instagram followers",
            why="telling whether the goal is reached", kind="measure", by="goal",
        ),),
    ),
)
