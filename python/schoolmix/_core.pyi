"""
The compiled core of schoolmix; use it through the package `schoolmix`.
"""

from _typeshed import Incomplete, SupportsGetItem, SupportsLenAndGetItem
from typing import Any, Final, SupportsFloat, SupportsIndex, final

__all__ = ["DEBUG", "VERSION", "Admission", "Choices", "Entrants", "Market", "Plan", "Roll", "Simulator", "Sources", "World", "broad_denominations", "catalogue", "compare", "compass", "concentration", "contribution", "decompose", "difference", "encounters", "expected", "expected_levels", "funding", "funding_amounts", "local", "measure", "meeting_changes", "nearest_points", "nearest_school", "pooled_rates", "rank_order", "reassign", "reflect", "scale", "schelling", "taste_draws", "test", "thresholds"]

DEBUG: Final[bool]
"""
Whether this is a build without optimisation.
"""

VERSION: Final[str]
"""
The version of the core.
"""

@final
class Admission:
    """
    What came out of giving out the places of a market, in one lottery or many.
    """
    def blocking_pairs(self, /) -> Any:
        """
        Wishes of all lotteries whose pupil and school would both rather have each other.
        """
    def chances(self, /) -> Any:
        """
        How often every pupil is placed on every choice.
        """
    def cutoffs(self, /, lottery: SupportsIndex) -> Any:
        """
        The last who was admitted to every school in a lottery (from 0).
        """
    def distances(self, /, groups: Incomplete, homes: Incomplete, schools: Incomplete) -> Any:
        """
        Distances from home to school by lottery and group; `homes` and `schools` are tables of x and y.
        """
    def justified_envy(self, /, by: str) -> Any:
        """
        Wishes of all lotteries for schools that admitted someone behind: by `class`, `order` or `group`.
        """
    @property
    def lotteries(self, /) -> int:
        """
        How many lotteries there are.
        """
    def numbers(self, /, lottery: SupportsIndex) -> Any:
        """
        The wishes of a lottery (from 0), with their classes and the numbers drawn for them.
        """
    def placements(self, /) -> Any:
        """
        Where every pupil is in every lottery.
        """
    def ranks(self, /, groups: Incomplete) -> Any:
        """
        Pupils by lottery, group and rank.
        """
    def seats(self, /, groups: Incomplete) -> Any:
        """
        Pupils by lottery, group and school.
        """
    def verdicts(self, /, *, report: Any) -> Any:
        """
        What is wrong with the placements of every lottery, counted.
        """

@final
class Choices:
    """
    Choices out of sets of alternatives.
    """
    def __new__(cls, /, table: Incomplete, names: SupportsGetItem[int, str], *, ranked: bool) -> Choices:
        """
        A table with `chooser, cluster, weight`, perhaps `offset, school`, and terms under their places.
        """
    def balanced(self, /, tastes: SupportsGetItem[int, SupportsFloat | SupportsIndex], *, pupils: SupportsGetItem[int, SupportsFloat | SupportsIndex], sizes: SupportsGetItem[int, SupportsFloat | SupportsIndex]) -> tuple[list[float], float]:
        """
        Pulls of schools that give each its size, and how far the logarithm of a size may still be off.
        """
    def estimate(self, /, *, report: Any) -> tuple[list[float], list[list[float]], list[list[float]] | None, tuple[float, float], tuple[int, int], list[float]]:
        """
        The tastes under which the choices are most likely.
        """
    def shares(self, /, tastes: SupportsGetItem[int, SupportsFloat | SupportsIndex], *, pulls: SupportsGetItem[int, SupportsFloat | SupportsIndex]) -> Any:
        """
        Utility and share of every row under some tastes, and under pulls of schools where there are any.
        """

@final
class Entrants:
    """
    Those who enter secondary education in a school year of a world, and the sites where they do.
    """
    def __new__(cls, /, world: World, *, group: str, year: SupportsIndex | None) -> Entrants:
        """
        The entrants of a school year, by a trait.
        """
    @property
    def groups(self, /) -> list[int]:
        """
        Codes of the groups with pupils, in order.
        """
    @property
    def known(self, /) -> tuple[int, int, int]:
        """
        Entrants, sites where there are any, and those of them where levels could sit together.
        """
    @property
    def labels(self, /) -> list[str] | None:
        """
        The labels of all codes; none where codes are numbers.
        """
    @property
    def notes(self, /) -> list[str]:
        """
        What was left out, and why.
        """
    def run(self, /, classes: Incomplete, scenarios: SupportsGetItem[int, SupportsGetItem[int, Incomplete]], moves: Incomplete, *, span: Incomplete, report: Any) -> tuple[Any, Any, Any]:
        """
        Some replicates of scenarios, each the instruments that it has: values; pupils by track and group; and the
        sites that took part.
        """

@final
class Market:
    """
    A market of school places, checked once at the door.
    """
    def __new__(cls, /, wishes: Incomplete, schools: Incomplete, *, pupils: Incomplete | None, priorities: Incomplete | None, own: bool) -> Market:
        """
        Reads wishes, schools, perhaps pupils and priorities; `own` says whether wishes have a priority.
        """
    def admit(self, /, asked: Incomplete, *, traits: Incomplete, rules: SupportsGetItem[int, tuple[str, SupportsGetItem[int, tuple[SupportsIndex | None, bool]]] | tuple[str, SupportsGetItem[int, tuple[SupportsIndex, SupportsIndex]]] | tuple[str, SupportsGetItem[int, SupportsIndex], SupportsGetItem[int, SupportsIndex], SupportsGetItem[int, SupportsIndex], bool] | tuple[str, SupportsIndex, SupportsIndex, SupportsIndex, SupportsIndex] | tuple[str]], report: Any) -> Admission:
        """
        Gives out the places. `traits` has a row a pupil in order, with any of the columns `groups`, `round`,
        `consent`, `weight` and `arrival`; `rules` one a school in order, or none.
        """
    def canonical(self, /) -> Any:
        """
        Everything that decides but the seed: a row a wish with its class, and the places of its school.
        """
    @property
    def pupils(self, /) -> Any:
        """
        The names of pupils, in order.
        """
    @property
    def rows(self, /) -> tuple[list[int], list[int]]:
        """
        The row of every pupil in the frame of pupils, and of every school in that of schools.
        """
    @property
    def schools(self, /) -> Any:
        """
        The names of schools, in order.
        """

@final
class Plan:
    """
    What holds in a scenario, ready to be simulated.
    """
    @property
    def units(self, /) -> list[list[int]]:
        """
        What takes part in every instrument, year by year: municipalities, schools or families.
        """

@final
class Roll:
    """
    Pupils per unit and group, checked once at the door.
    """
    def __new__(cls, /, table: Incomplete, *, unit: SupportsGetItem[int, str], group: SupportsGetItem[int, str], by: SupportsGetItem[int, str], within: SupportsGetItem[int, str], count: str | None, weight: str | None, masks: dict[str, tuple[SupportsIndex, SupportsIndex]], bounds: tuple[str, str] | None, totals: tuple[Incomplete, SupportsGetItem[int, str], str] | None, refuse_duplicates: bool, order: SupportsGetItem[int, SupportsGetItem[int, SupportsIndex | str]] | None) -> Roll:
        """
        Reads a roll from an Arrow table.
        """
    @staticmethod
    def beside(rolls: SupportsGetItem[int, tuple[SupportsIndex, Roll]], name: str) -> Roll:
        """
        Rolls in one, told apart by a last column of `by` that holds the number of each.
        """
    def frame(self, /, count: str) -> Any:
        """
        The canonical sorted table.
        """
    def groups(self, /) -> Any:
        """
        The groups' key columns.
        """
    def located(self, /, *, places: tuple[Incomplete, SupportsGetItem[int, str], SupportsLenAndGetItem[str | None], SupportsFloat | SupportsIndex, tuple[SupportsFloat | SupportsIndex, SupportsFloat | SupportsIndex] | None] | None, links: tuple[Incomplete, SupportsGetItem[int, str], SupportsGetItem[int, str], str | None] | None, radius: SupportsFloat | SupportsIndex | None) -> Roll:
        """
        The same roll with the places of its units.
        """
    @property
    def masked(self, /) -> int:
        """
        Hidden rows.
        """
    def noted(self, /, note: str) -> Roll:
        """
        The same roll with one more note.
        """
    @property
    def notes(self, /) -> list[str]:
        """
        What was dropped, and why.
        """
    @property
    def pupils(self, /) -> float:
        """
        Pupils, or the sum of weights; hidden counts are not in it.
        """
    def units(self, /) -> Any:
        """
        The units' key columns.
        """
    @property
    def weighted(self, /) -> bool:
        """
        Whether cells hold weights.
        """

@final
class Simulator:
    """
    A year of a world from which simulations begin.
    """
    def __new__(cls, /, world: World, *, group: str, year: SupportsIndex | None, moving: bool, opened: SupportsGetItem[int, tuple[str, tuple[SupportsFloat | SupportsIndex, SupportsFloat | SupportsIndex], SupportsIndex, str | None]]) -> Simulator:
        """
        Who is at school, and who will come; `moving` where families are to change homes, and the schools that
        instruments may open.
        """
    @property
    def groups(self, /) -> list[int]:
        """
        Codes of the groups with pupils, in order; those without a value are in none of them.
        """
    @property
    def has(self, /) -> tuple[bool, bool]:
        """
        Whether the places of schools are known, and the municipalities of homes.
        """
    @property
    def known(self, /) -> tuple[int, list[int], float]:
        """
        Pupils at school, those of the cohorts that come again in turn, and the share that repeats a study year.
        """
    @property
    def labels(self, /) -> list[str] | None:
        """
        The labels of all codes; none where codes are numbers.
        """
    @property
    def notes(self, /) -> list[str]:
        """
        What was left out, and why.
        """
    def plan(self, /, *, choice: tuple[SupportsGetItem[int, tuple[str, dict[str, SupportsGetItem[int, SupportsFloat | SupportsIndex]], dict[str, str], SupportsGetItem[int, SupportsFloat | SupportsIndex] | Incomplete | None]], tuple[str, dict[str, SupportsGetItem[int, SupportsFloat | SupportsIndex]], dict[str, str], SupportsGetItem[int, SupportsIndex], SupportsGetItem[int, SupportsFloat | SupportsIndex] | None], tuple[str, dict[str, SupportsGetItem[int, SupportsFloat | SupportsIndex]], dict[str, str]], str, str] | None, enrolment: tuple[str, Incomplete | None, SupportsIndex | None, bool, SupportsGetItem[int, SupportsIndex | None], SupportsGetItem[int, SupportsFloat | SupportsIndex]], course: Incomplete, instruments: SupportsGetItem[int, Incomplete]) -> Plan:
        """
        A plan: how pupils choose (none: as fitted to where they go), how places are given out, who chooses in a
        year and how large a share at a time, the share of families that move, whether pupils see who is at school
        now, and the instruments in the order in which they are applied.
        """
    def run(self, /, plans: SupportsGetItem[int, Plan], *, span: Incomplete, report: Any) -> tuple[Any, Any, Any, Any, Any]:
        """
        Some replicates of plans: pupils by municipality of the home, school and group; what every year brought to
        those who chose; whom pupils meet; schools with pupils, and with fewer than a norm; and what happened, where
        `log` is on.
        """
    def settle(self, /, plan: Plan, *, starts: Incomplete, report: Any) -> tuple[Any, list[tuple[str, int, float]], Any]:
        """
        Everyone chooses again and again, from some starts: the ticks; how each ended, after how many ticks it came
        back in a circle, and the share who would be better off elsewhere; and where pupils are in the end.
        """

@final
class Sources:
    """
    A year of a world from which counterfactual worlds are drawn.
    """
    def __new__(cls, /, world: World, *, group: str, year: SupportsIndex | None, untracked: bool, seed: SupportsIndex, report: Any) -> Sources:
        """
        Fits the tastes of pupils; those for any school too where worlds without tracking are wanted.
        """
    @property
    def beyond(self, /) -> int:
        """
        Pupils who attend a school that they are not taken to consider.
        """
    @property
    def known(self, /) -> tuple[bool, bool, bool]:
        """
        Whether pupils have tracks, whether the places of schools and the municipalities of homes are known.
        """
    @property
    def notes(self, /) -> list[str]:
        """
        What was left out, and why.
        """
    def observed(self, /) -> Any:
        """
        Pupils as they sit, by municipality of the home, school and group.
        """
    def placed(self, /, worlds: SupportsGetItem[int, SupportsGetItem[int, str]], *, first: SupportsIndex, last: SupportsIndex, report: Any) -> tuple[Any, int]:
        """
        Pupils in each world (the names of its factors) and replicate, and how many in each found
        no place at a school that they consider.
        """

@final
class World:
    """
    Who could sit where.
    """
    def counts(self, /, group: str, *, unit: str, year: SupportsIndex | None) -> Any:
        """
        Pupils per unit and group in a school year.
        """
    @staticmethod
    def from_parts(pupils: Incomplete, schools: Incomplete, homes: Incomplete, municipalities: Incomplete, *, traits: SupportsGetItem[int, tuple[str, SupportsGetItem[int, str] | None, bool, bool]], labels: dict[str, SupportsGetItem[int, str]], source: str, sector: str, years: tuple[SupportsIndex, SupportsIndex]) -> World:
        """
        A world from the tables of its exact columns and what codes in them stand for.
        """
    @staticmethod
    def from_pupils(pupils: Incomplete, *, sector: str, traits: SupportsGetItem[int, tuple[str, SupportsGetItem[int, str] | None, bool, bool]], schools: Incomplete, homes: Incomplete, municipalities: Incomplete) -> World:
        """
        A register, a row a pupil and school year.
        """
    def headcount(self, /, year: SupportsIndex | None) -> int:
        """
        Pupils at school in a school year.
        """
    @staticmethod
    def hidden_counts(rows: Incomplete, *, rest: SupportsGetItem[int, SupportsIndex | None], law: str, seed: SupportsIndex) -> tuple[Any, str]:
        """
        One draw of hidden counts, given what those of each unit add up to; and what was assumed.
        """
    def homes(self, /) -> Any:
        """
        Home areas.
        """
    def municipality_codes(self, /) -> list[str]:
        """
        Codes of the municipalities, by position; none where those of homes are not known.
        """
    @staticmethod
    def nearest(homes: Incomplete, schools: Incomplete) -> Any:
        """
        The nearest of some schools for each of many homes, by position, ties to the lower; both
        tables have x_km and y_km.
        """
    def order(self, /, group: str) -> list[str] | None:
        """
        The labels of a trait from low to high; none where they have no order.
        """
    def parts(self, /) -> tuple[list[Any], dict[str, list[str]]]:
        """
        The tables of its exact columns (pupils, schools, homes, municipalities), and what codes in them
        stand for.
        """
    def pupils(self, /, year: SupportsIndex | None) -> Any:
        """
        Pupils of a school year, a row a pupil.
        """
    def refuse_area_trait(self, /, group: str, *, year: SupportsIndex) -> None:
        """
        Refuses a trait that is the home area's and not the pupil's.
        """
    def schools(self, /) -> Any:
        """
        School sites.
        """
    @staticmethod
    def seated(homes: Incomplete, schools: Incomplete, *, margins: SupportsGetItem[int, tuple[SupportsGetItem[int, SupportsIndex], SupportsGetItem[int, SupportsIndex]]], decays: SupportsGetItem[int, SupportsFloat | SupportsIndex], mean: SupportsFloat | SupportsIndex | None, seed: SupportsIndex) -> tuple[Any, list[float], float | None]:
        """
        Whole pupils by home, school and group between the margins of every group (homes, schools), under
        a decay of distance a group, or one that gives a mean distance; with the decays and that mean.
        """
    def sites(self, /, year: SupportsIndex) -> int:
        """
        Sites with a pupil in a school year.
        """
    @staticmethod
    def synthetic(*, sector: str, scale: SupportsFloat | SupportsIndex, seed: SupportsIndex, report: Any) -> World:
        """
        An invented country with real distributions.
        """
    def track_labels(self, /) -> list[str]:
        """
        The tracks that pupils may be in, in the order of the kinds; none in po.
        """
    def traits(self, /) -> list[tuple[str, list[str] | None, bool, bool]]:
        """
        The traits: name, labels (none for whole numbers), whether they go from low to high, whether it is
        a trait of the home area.
        """
    @property
    def years(self, /) -> tuple[int, int]:
        """
        First and last school year.
        """

def broad_denominations(denominations: SupportsGetItem[int, str]) -> list[str | None]:
    """
    The broad denomination of each, none where it is not known.
    """

def catalogue() -> Any:
    """
    The catalogue of measures.
    """

def compare(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, method: str, detail: str | None, interval: str | None, level: SupportsFloat | SupportsIndex, replicates: SupportsIndex, seed: SupportsIndex, report: Any) -> Any:
    """
    The parts of a difference between two rolls that stand in one, told apart by the last column of
    `by`.
    """

def compass(grid: Incomplete, wanted: Incomplete, given: Incomplete, *, compat: bool, report: Any) -> Any:
    """
    Homes, then schools: ticks of every replicate, or who lives and learns where at the end; `compat` as
    COMPASS does, for tests.
    """

def concentration(roll: Roll, *, focal: SupportsGetItem[int, SupportsIndex | str] | None, thresholds: SupportsGetItem[int, SupportsFloat | SupportsIndex]) -> Any:
    """
    Who is in schools where a group is more than a given share.
    """

def contribution(roll: Roll, *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, beside: tuple[Roll, SupportsGetItem[int, str] | tuple[Incomplete, SupportsGetItem[int, str], SupportsGetItem[int, str]] | tuple[str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex]]]] | None) -> Any:
    """
    What every school adds to D.
    """

def decompose(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, order: str, interval: str | None, level: SupportsFloat | SupportsIndex, replicates: SupportsIndex, seed: SupportsIndex, report: Any) -> Any:
    """
    Parts along the nests of a roll.
    """

def difference(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, exchange: str, interval: str | None, level: SupportsFloat | SupportsIndex, replicates: SupportsIndex, seed: SupportsIndex, report: Any) -> Any:
    """
    Permutation tests between two rolls that stand in one, told apart by the last column of `by`.
    """

def encounters(roll: Roll, *, without_self: bool) -> Any:
    """
    The chance that a schoolmate is of a group.
    """

def expected(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, margins: str, clusters: str | SupportsGetItem[int, tuple[SupportsIndex, SupportsFloat | SupportsIndex]] | None, level: SupportsFloat | SupportsIndex | None, replicates: SupportsIndex, seed: SupportsIndex, report: Any) -> Any:
    """
    The same under random allocation.
    """

def expected_levels(entering: SupportsLenAndGetItem[SupportsFloat | SupportsIndex], years: SupportsGetItem[int, SupportsLenAndGetItem[SupportsLenAndGetItem[SupportsFloat | SupportsIndex]]], *, study_year: SupportsIndex) -> list[float]:
    """
    Pupils by level that are expected in a study year, from those who enter the first.
    """

def funding(schools: SupportsGetItem[int, SupportsLenAndGetItem[SupportsIndex]], exceptions: SupportsGetItem[int, str | None], *, amounts: SupportsLenAndGetItem[SupportsIndex]) -> list[list[int]]:
    """
    Funding of schools, in cents: feet of heads and of branches, pupils at rates 1 and 2, isolated sites, exception,
    further feet of broad sites, and all together.

    A school is heads, branches, pupils at rates 1 and 2, isolated sites, further feet of heads and of branches.
    """

def funding_amounts(year: SupportsIndex) -> list[int]:
    """
    Amounts of a year, in cents: the foot of a head, that of a branch, a pupil at rate 1, at rate 2.
    """

def local(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None) -> Any:
    """
    What every unit adds.
    """

def measure(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, law: str, interval: str | None, method: str, level: SupportsFloat | SupportsIndex, replicates: SupportsIndex, correct: str | None, seed: SupportsIndex, report: Any) -> Any:
    """
    A row for each table, measure and focus.
    """

def meeting_changes(roll: Roll, *, without_self: bool) -> Any:
    """
    The change of the chance to meet one's own group between two rolls that stand in one, told apart by the
    last column of `by`.
    """

def nearest_points(homes: Incomplete, schools: Incomplete, *, count: SupportsIndex) -> Any:
    """
    The schools nearest to every home, nearest first, ties by order: a row a home and school, as their numbers.
    """

def nearest_school(world: World, rules: SupportsGetItem[int, str], *, group: str, year: SupportsIndex | None, seed: SupportsIndex, report: Any) -> tuple[Any, Any, list[list[str]]]:
    """
    Pupils as they sit (rule 0) and under each rule, by municipality of the home; what each rule
    changes there; and the notes of all, and of each rule.
    """

def pooled_rates(pupils: SupportsGetItem[int, SupportsGetItem[int, SupportsFloat | SupportsIndex]], events: SupportsGetItem[int, SupportsFloat | SupportsIndex]) -> tuple[list[float], list[list[float]], float]:
    """
    Rates of kinds of pupils, their covariance and the dispersion, from pupils of sites by kind and sums of events.
    """

def rank_order(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]]) -> Any:
    """
    Coefficients and index of rank-order measures.
    """

def reassign(world: World, rule: str, *, group: str, year: SupportsIndex | None, radius: SupportsFloat | SupportsIndex | None, seed: SupportsIndex) -> tuple[Any, list[str]]:
    """
    Pupils per site and group under a rule, and what must be known of it.
    """

def reflect(roll: Roll, reference: Roll, *, focal: SupportsGetItem[int, SupportsIndex | str] | None, neighbourhood: SupportsGetItem[int, str] | tuple[Incomplete, SupportsGetItem[int, str], SupportsGetItem[int, str]] | tuple[str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex]]], threshold: SupportsFloat | SupportsIndex, own: str) -> Any:
    """
    Every school beside its neighbourhood.
    """

def scale(name: str) -> str | None:
    """
    The parameter along which a measure has a profile, if it has one.
    """

def schelling(grid: Incomplete, wanted: Incomplete, *, share: SupportsGetItem[int, SupportsFloat | SupportsIndex], update: str, fraction: SupportsFloat | SupportsIndex | None, steps: SupportsIndex, report: Any) -> Any:
    """
    Schelling's model: steps of every replicate, or who stands where at the end.
    """

def taste_draws(estimates: SupportsGetItem[int, SupportsFloat | SupportsIndex], covariance: SupportsGetItem[int, SupportsGetItem[int, SupportsFloat | SupportsIndex]], *, count: SupportsIndex, seed: SupportsIndex) -> list[list[float]] | None:
    """
    Tastes drawn around the estimates; none where the covariance is not positive definite.
    """

def test(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, clusters: str | SupportsGetItem[int, tuple[SupportsIndex, SupportsFloat | SupportsIndex]] | None, replicates: SupportsIndex, seed: SupportsIndex, report: Any) -> Any:
    """
    Permutation tests against random allocation.
    """

def thresholds(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex | str]]]]) -> Any:
    """
    Every threshold of rank-order measures.
    """
