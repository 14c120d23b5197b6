//! Instruments of policy as plain values: names are positions in a world.

use crate::error::{Error, Result};
use crate::policy::{
    BroadSchools, Capacity, Catchments, CentralEnrolment, CloseSchool, DoubleFixedFoot, DoubleList,
    FixedRegistrationMoment, FriendshipSchools, HousingMix, Indicator, Information, Instrument, MergeSchools,
    MoveSchool, NearPriority, NearestSchool, NewSchool, ParentInitiative, Preschool, Quota, Recognised,
    Reserve, SesTier, SoftQuota, Transport, VoluntaryContribution, Way,
};
use std::collections::HashMap;

/// A setting.
#[derive(Clone, Debug)]
pub enum Setting {
    /// A truth value.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A truth value a group.
    Truths(Vec<bool>),
    /// Numbers.
    Numbers(Vec<f64>),
}

/// The names of the instruments with a mechanism, in the order of their numbers.
const NAMES: [&str; 24] = [
    "CentralEnrolment",
    "Information",
    "ParentInitiative",
    "FriendshipSchools",
    "BroadSchools",
    "DoubleFixedFoot",
    "NewSchool",
    "CloseSchool",
    "MergeSchools",
    "MoveSchool",
    "Quota",
    "Reserve",
    "SoftQuota",
    "DoubleList",
    "SesTier",
    "NearPriority",
    "NearestSchool",
    "Catchments",
    "FixedRegistrationMoment",
    "VoluntaryContribution",
    "Transport",
    "Capacity",
    "HousingMix",
    "Preschool",
];

/// The settings of an instrument, by name.
pub struct Settings<'a> {
    name: &'a str,
    all: &'a HashMap<String, Setting>,
    groups: usize,
}

/// An instrument with the number of its kind; `groups` with pupils without one among them. Pupils without a group are
/// in none that is named, and have the mean of the numbers of all groups.
///
/// # Errors
/// `BadOption` for an unknown instrument, and for a setting that is missing or of another kind.
pub fn instrument(
    name: &str,
    all: &HashMap<String, Setting>,
    way: Option<Way>,
    groups: usize,
) -> Result<(u32, Box<dyn Instrument>)> {
    let Some(kind) = NAMES.iter().position(|known| *known == name) else {
        return Err(Error::option(
            "instruments",
            format!("there is no instrument '{name}'"),
            &NAMES.join(", "),
        ));
    };
    let settings = Settings { name, all, groups };
    Ok((kind as u32, settings.instrument(way)?))
}

impl Settings<'_> {
    fn instrument(&self, way: Option<Way>) -> Result<Box<dyn Instrument>> {
        Ok(match self.name {
            "CentralEnrolment" => {
                Box::new(CentralEnrolment { way: way.ok_or_else(|| self.lacks("admission"))? })
            }
            "Information" => {
                Box::new(Information { groups: self.named("groups")?, points: self.number("points")? })
            }
            "ParentInitiative" => Box::new(ParentInitiative {
                school: self.site("sites")?,
                group: self.group("groups")?,
                families: self.number("families")? as u32,
                retention: self.number("retention")?,
            }),
            "FriendshipSchools" => Box::new(FriendshipSchools {
                hours: self.number("hours")?,
                pairs: self
                    .sites("pairs")?
                    .map(|sites| sites.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()),
                groups: self.named("groups")?,
                max_km: self.number("max_km")?,
                min_gap: self.number("min_gap")?,
            }),
            "Quota" | "Reserve" | "SoftQuota" | "DoubleList" | "SesTier" => self.for_groups()?,
            "NearPriority" | "Preschool" | "FixedRegistrationMoment" => self.priority()?,
            "NearestSchool" => Box::new(NearestSchool { among: self.number("among")? as u32 }),
            "Catchments" => Box::new(Catchments {
                areas: self.positions("homes")?.into_iter().zip(self.positions("sites")?).collect(),
            }),
            "VoluntaryContribution" => Box::new(VoluntaryContribution {
                euros: self.numbers("euros")?,
                aversion: self.by_group("aversion")?,
            }),
            "Transport" => Box::new(Transport { factor: self.number("factor")? }),
            "HousingMix" => Box::new(HousingMix { share: self.number("share")? }),
            _ => self.supply()?,
        })
    }

    fn supply(&self) -> Result<Box<dyn Instrument>> {
        Ok(match self.name {
            "BroadSchools" => {
                Box::new(BroadSchools { sites: self.sites("sites")?, tracks: self.kinds("tracks")? })
            }
            "DoubleFixedFoot" => Box::new(DoubleFixedFoot {
                cents: self.number("cents")? as u64,
                costs: self
                    .all
                    .contains_key("costs")
                    .then(|| self.pair("costs"))
                    .transpose()?
                    .map(|(least, most)| (least as u64, most as u64)),
                tracks: self.kinds("tracks")?,
            }),
            "NewSchool" => Box::new(NewSchool {
                school: self.site("sites")?,
                capacity: self.number("capacity")? as u64,
                tracks: self.kinds("tracks")?,
                growth: self.numbers("growth")?,
                pull: self.number("pull")?,
            }),
            "CloseSchool" => Box::new(CloseSchool { sites: self.positions("sites")? }),
            "MergeSchools" => {
                Box::new(MergeSchools { sites: self.positions("sites")?, into: self.site("into")? })
            }
            "MoveSchool" => Box::new(MoveSchool { school: self.site("sites")?, at: self.pair("at")? }),
            _ => Box::new(Capacity {
                factor: self.number("factor")?,
                extra: self.number("extra")? as i64,
                sites: self.sites("sites")?,
            }),
        })
    }

    fn for_groups(&self) -> Result<Box<dyn Instrument>> {
        let indicator = Indicator {
            groups: self.named("groups")?,
            missed: self.number("missed")?,
            mistaken: self.number("mistaken")?,
        };
        let of = Recognised { indicator, sites: self.sites("sites")? };
        let share = self.number("share")?;
        Ok(match self.name {
            "Quota" => Box::new(Quota { of, share, sitting: self.truth("sitting")? }),
            "Reserve" => {
                Box::new(Reserve { of, share, hard: self.truth("hard")?, sitting: self.truth("sitting")? })
            }
            "SoftQuota" => Box::new(SoftQuota { of, share }),
            "DoubleList" => {
                Box::new(DoubleList { of, share, hard: self.truth("hard")?, sitting: self.truth("sitting")? })
            }
            _ => Box::new(SesTier { of, share }),
        })
    }

    fn priority(&self) -> Result<Box<dyn Instrument>> {
        Ok(match self.name {
            "NearPriority" => Box::new(NearPriority {
                nearest: self.number("nearest")? as u32,
                before_siblings: self.truth("before_siblings")?,
                sites: self.sites("sites")?,
            }),
            "Preschool" => {
                Box::new(Preschool { attending: self.by_group("attending")?, sites: self.sites("sites")? })
            }
            _ => Box::new(FixedRegistrationMoment { late: self.by_group("late")? }),
        })
    }

    fn lacks(&self, key: &str) -> Error {
        let message = format!("{} does not say its {key}", self.name);
        Error::option(key, message, "a setting of its own kind")
    }

    fn number(&self, key: &str) -> Result<f64> {
        match self.all.get(key) {
            Some(Setting::Number(number)) => Ok(*number),
            _ => Err(self.lacks(key)),
        }
    }

    fn truth(&self, key: &str) -> Result<bool> {
        match self.all.get(key) {
            Some(Setting::Truth(truth)) => Ok(*truth),
            _ => Err(self.lacks(key)),
        }
    }

    fn numbers(&self, key: &str) -> Result<Vec<f64>> {
        match self.all.get(key) {
            Some(Setting::Numbers(numbers)) => Ok(numbers.clone()),
            // A list of nothing is of any kind.
            Some(Setting::Truths(none)) if none.is_empty() => Ok(Vec::new()),
            _ => Err(self.lacks(key)),
        }
    }

    fn pair(&self, key: &str) -> Result<(f64, f64)> {
        match self.numbers(key)?[..] {
            [first, second] => Ok((first, second)),
            _ => Err(self.lacks(key)),
        }
    }

    /// Whether each group is named; pupils without a group are in none.
    fn named(&self, key: &str) -> Result<Vec<bool>> {
        let Some(Setting::Truths(truths)) = self.all.get(key) else { return Err(self.lacks(key)) };
        let mut truths = truths.clone();
        truths.resize(self.groups, false);
        Ok(truths)
    }

    /// The place of the one group that is named.
    fn group(&self, key: &str) -> Result<u16> {
        let place = self.named(key)?.iter().position(|is_named| *is_named);
        place.map(|place| place as u16).ok_or_else(|| self.lacks(key))
    }

    /// A number a group; pupils without one have the mean of all groups.
    fn by_group(&self, key: &str) -> Result<Vec<f64>> {
        let mut numbers = self.numbers(key)?;
        let mean = numbers.iter().sum::<f64>() / numbers.len().max(1) as f64;
        numbers.resize(self.groups, mean);
        Ok(numbers)
    }

    fn positions(&self, key: &str) -> Result<Vec<u32>> {
        Ok(self.numbers(key)?.into_iter().map(|number| number as u32).collect())
    }

    fn kinds(&self, key: &str) -> Result<Vec<usize>> {
        Ok(self.numbers(key)?.into_iter().map(|number| number as usize).collect())
    }

    /// Positions; none for all.
    fn sites(&self, key: &str) -> Result<Option<Vec<u32>>> {
        if self.all.contains_key(key) { self.positions(key).map(Some) } else { Ok(None) }
    }

    fn site(&self, key: &str) -> Result<u32> {
        if let Ok(number) = self.number(key) {
            return Ok(number as u32);
        }
        self.positions(key)?.first().copied().ok_or_else(|| self.lacks(key))
    }
}
