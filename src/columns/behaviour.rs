//! How pupils choose, as plain values, for the groups of a base.

use super::count::{numbers_or_null, whole_or_null};
use super::frame::Frame;
use crate::choice::{About, Aspect, Behaviour, Draws, Empty, Join, Known, Part, Rule};
use crate::error::{Error, Result};
use crate::utility::{Composition, Decay};
use arrow_array::RecordBatch;
use std::collections::{BTreeMap, HashMap};

/// Numbers by name, one a group that has a name.
pub type Numbers = HashMap<String, Vec<f64>>;
/// Words by name.
pub type Words = HashMap<String, String>;

/// The values of a part.
pub enum Values {
    /// A number of every group and school, those of a group together.
    Schools(Vec<f64>),
    /// A table `home, site, group, value` of positions.
    Homes(Vec<RecordBatch>),
}

/// A choice as plain values.
pub struct Spelled {
    /// Name, numbers, words and values of every part.
    pub parts: Vec<(String, Numbers, Words, Option<Values>)>,
    /// Name, numbers, words, positions of criteria and values of the rule.
    pub rule: (String, Numbers, Words, Vec<usize>, Option<Vec<f64>>),
    /// Name and numbers of what is known.
    pub known: (String, Numbers),
    /// How parts make one number.
    pub join: String,
    /// How a choice is drawn.
    pub draws: String,
}

/// The groups that have numbers, and whether pupils without a group are one more: these choose by the plain mean of
/// the numbers of all groups.
#[derive(Clone, Copy)]
pub struct Groups {
    /// Groups with a name.
    pub named: usize,
    /// Whether there are pupils without one.
    pub others: bool,
}

impl Groups {
    /// A number a group, with that of pupils without one.
    fn all(self, mut values: Vec<f64>) -> Vec<f64> {
        if self.others {
            values.push(mean(&values));
        }
        values
    }

    /// A number a group and school, with those of pupils without a group.
    fn by_school(self, mut values: Vec<f64>) -> Vec<f64> {
        let schools = values.len() / self.named.max(1);
        if self.others {
            let of =
                |school: usize| values.iter().skip(school).step_by(schools).copied().collect::<Vec<f64>>();
            let means: Vec<f64> = (0..schools).map(|school| mean(&of(school))).collect();
            values.extend(means);
        }
        values
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// A behaviour; `fitted` gives that which is fitted to where pupils go.
///
/// # Errors
/// `BadOption` for what has no meaning; `WrongType` for a table of values that are no numbers.
pub fn behaviour(spelled: Spelled, groups: Groups, fitted: impl Fn() -> Behaviour) -> Result<Behaviour> {
    let mut parts = Vec::new();
    for (name, numbers, words, values) in spelled.parts {
        if name == "fitted" {
            let weights = given(&numbers, &name, "weight", groups)?;
            parts.extend(fitted().parts.into_iter().map(|part| Part { weights: weights.clone(), ..part }));
            continue;
        }
        parts.push(part(name, (&numbers, &words), values, groups)?);
    }
    let rule = rule(spelled.rule, groups, &mut parts)?;
    Behaviour {
        parts,
        join: one_of("join", &spelled.join, &[("sum", Join::Sum), ("product", Join::Product)])?,
        rule,
        known: known(&spelled.known, groups)?,
        draws: one_of("draws", &spelled.draws, &[("gumbel", Draws::Gumbel), ("inverse", Draws::Inverse)])?,
    }
    .checked()
}

fn part(
    name: String,
    (numbers, words): (&Numbers, &Words),
    values: Option<Values>,
    groups: Groups,
) -> Result<Part> {
    let of = |field: &str| given(numbers, &name, field, groups);
    let word = |field: &str| words.get(field).map(String::as_str).unwrap_or_default();
    let about = match (name.as_str(), values) {
        ("composition", None) => {
            let pairs = of("optimum")?.into_iter().zip(of("at_one")?);
            About::Company {
                tastes: pairs.map(|(f, m)| Composition::new(f, m)).collect::<Result<_>>()?,
                itself: word("include_self") == "true",
                empty: empty(&name, word("include_self"), word("empty"))?,
            }
        }
        ("distance", None) => About::Distance(decays(word("form"), &of, groups)?),
        ("sibling", None) => About::Sibling,
        ("denomination" | "school", Some(Values::Schools(values))) => {
            About::Schools(groups.by_school(values))
        }
        ("given", Some(Values::Homes(batches))) => {
            let others = if word("others") == "never" { f64::NEG_INFINITY } else { 0.0 };
            About::Given { values: pairs(&batches, groups)?, others }
        }
        _ => return Err(Error::option("parts", format!("there is no part '{name}'"), "the known parts")),
    };
    Ok(Part { weights: of("weight")?, about, name })
}

fn empty(name: &str, itself: &str, word: &str) -> Result<Empty> {
    if itself == "true" {
        return Ok(Empty::Itself);
    }
    let words = [("zero", Empty::Zero), ("average", Empty::Average), ("self", Empty::Itself)];
    one_of(&format!("{name}.empty"), word, &words)
}

fn decays(form: &str, of: &impl Fn(&str) -> Result<Vec<f64>>, groups: Groups) -> Result<Vec<Decay>> {
    let count = groups.named + usize::from(groups.others);
    match form {
        "sigmoid" => {
            of("half_km")?.into_iter().zip(of("slope")?).map(|(p, q)| Decay::sigmoid(p, q)).collect()
        }
        "nearest" => {
            Ok(of("count")?.into_iter().map(|count| Decay::Nearest(count.round() as usize)).collect())
        }
        _ => {
            let words = [("linear", Decay::Linear), ("log", Decay::Log), ("min_max", Decay::MinMax)];
            Ok(vec![one_of("distance.form", form, &words)?; count])
        }
    }
}

fn rule(
    (name, numbers, words, criteria, values): (String, Numbers, Words, Vec<usize>, Option<Vec<f64>>),
    groups: Groups,
    parts: &mut Vec<Part>,
) -> Result<Rule> {
    let of = |field: &str| given(&numbers, &name, field, groups);
    // A list of numbers a criterion and group.
    let each = |field: &str| -> Vec<Vec<f64>> {
        let all = numbers.get(field).map_or(&[][..], |all| all);
        all.chunks(groups.named.max(1)).map(|chunk| groups.all(chunk.to_vec())).collect()
    };
    Ok(match name.as_str() {
        "logit" => Rule::Logit(of("scale")?),
        "threshold" => {
            let quality = values.map(|values| add_quality(parts, groups.by_school(values), groups));
            let least = of("min_quality")?;
            Rule::Threshold {
                share: of("share")?,
                km: of("max_km")?,
                quality: quality.map(|part| (part, least)),
                at_random: words.get("order").is_some_and(|order| order == "random"),
            }
        }
        "lexicographic" => Rule::Lexicographic(criteria.into_iter().zip(each("tolerances")).collect()),
        "elimination" => Rule::Elimination(
            criteria
                .into_iter()
                .zip(each("weights").into_iter().zip(each("cuts")))
                .map(|(part, (weights, cuts))| Aspect { part, weights, cuts })
                .collect(),
        ),
        _ => return Err(Error::option("rule", format!("there is no rule '{name}'"), "the known rules")),
    })
}

/// What a threshold asks of schools is a part that weighs nothing.
fn add_quality(parts: &mut Vec<Part>, values: Vec<f64>, groups: Groups) -> usize {
    let weights = vec![0.0; groups.named + usize::from(groups.others)];
    parts.push(Part { name: "quality".to_owned(), about: About::Schools(values), weights });
    parts.len() - 1
}

fn known((name, numbers): &(String, Numbers), groups: Groups) -> Result<Known> {
    let count = given(numbers, name, "count", groups)?;
    let mut known = Known::near(count.len());
    known.counts = count.into_iter().map(|count| count.round() as usize).collect();
    match name.as_str() {
        "radius" => known.km = given(numbers, name, "km", groups)?,
        "chance" => known.chance = Some(given(numbers, name, "share", groups)?),
        _ => {}
    }
    Ok(known)
}

/// The numbers of a field, one a group.
fn given(numbers: &Numbers, name: &str, field: &str, groups: Groups) -> Result<Vec<f64>> {
    if let Some(values) = numbers.get(field).filter(|values| values.len() == groups.named) {
        return Ok(groups.all(values.clone()));
    }
    let column = format!("{name}.{field}");
    let message = format!("{column} does not have a number for each of {} groups", groups.named);
    Err(Error::option(&column, message, "a number a group"))
}

fn pairs(batches: &[RecordBatch], groups: Groups) -> Result<BTreeMap<(u32, u32, u16), f64>> {
    let frame = Frame::new(batches, &[])?;
    let whole = |name: &str| whole_or_null(&frame, name);
    let rows = whole("home")?.into_iter().zip(whole("site")?).zip(whole("group")?);
    let mut found: BTreeMap<(u32, u32, u16), f64> = BTreeMap::new();
    for (((home, site), group), value) in rows.zip(numbers_or_null(&frame, "value")?) {
        let key =
            |group: usize| (home.unwrap_or_default() as u32, site.unwrap_or_default() as u32, group as u16);
        let value = value.unwrap_or_default();
        let all = 0..groups.named;
        let of = group.map_or(all, |group| group as usize..group as usize + 1);
        for group in of {
            *found.entry(key(group)).or_default() += value;
            if groups.others {
                *found.entry(key(groups.named)).or_default() += value / groups.named as f64;
            }
        }
    }
    Ok(found)
}

fn one_of<T: Copy>(field: &str, word: &str, words: &[(&str, T)]) -> Result<T> {
    let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    let allowed = || words.iter().map(|(known, _)| format!("'{known}'")).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| Error::option(field, format!("{field} is '{word}'"), &allowed()))
}
