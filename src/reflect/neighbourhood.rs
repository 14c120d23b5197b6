//! What is called the neighbourhood of a school.

use super::Pairs;
use crate::error::{Error, Result};

/// Which areas are the neighbourhood of a school.
#[derive(Clone, Debug)]
pub enum Neighbourhood<'a> {
    /// Those that share its values in these columns.
    Columns(Vec<String>),
    /// Those that a frame gives it.
    Pairs(Pairs<'a>),
    /// So many areas that are nearest to it.
    Nearest(usize),
    /// All within so many kilometres.
    Within(f64),
    /// All, with weights `exp(-βd)`, β per kilometre.
    Decay(f64),
}

/// Each by name, with its parameter and what that may be.
const NAMED: [(&str, &str, &str); 3] = [
    ("nearest", "areas", "a whole number of 1 or more"),
    ("within", "radius", "a number above 0, in kilometres"),
    ("decay", "beta", "a number above 0, per kilometre"),
];

impl Neighbourhood<'_> {
    /// A neighbourhood by distance, by its name and parameters.
    ///
    /// # Errors
    /// `UnknownOption`, `BadOption`.
    ///
    /// ```
    /// use schoolmix::reflect::Neighbourhood;
    /// let one = Neighbourhood::named("within", &[("radius".to_owned(), 1.5)]).unwrap();
    /// assert!(matches!(one, Neighbourhood::Within(radius) if radius == 1.5));
    /// ```
    pub fn named(name: &str, parameters: &[(String, f64)]) -> Result<Self> {
        let Some((_, parameter, allowed)) = NAMED.iter().find(|known| known.0 == name) else {
            let known: Vec<String> = NAMED.iter().map(|(name, p, _)| format!("'{name}' with {p}=")).collect();
            return Err(Error::option(
                "match",
                format!("there is no neighbourhood '{name}'"),
                &known.join(", "),
            ));
        };
        if let Some((other, _)) = parameters.iter().find(|(given, _)| given != parameter) {
            let message = format!("neighbourhood '{name}' has no parameter '{other}'");
            return Err(Error::input("UnknownOption", message)
                .on(other.clone())
                .remedy(format!("Its parameter is {parameter}, {allowed}.")));
        }
        let value = parameters.first().map(|(_, value)| *value);
        let value = value.filter(|x| x.is_finite() && *x > 0.0 && (name != "nearest" || x.fract() == 0.0));
        let Some(value) = value else {
            return Err(Error::option(
                parameter,
                format!("neighbourhood '{name}' needs {parameter}"),
                allowed,
            ));
        };
        Ok(match name {
            "nearest" => Self::Nearest(value as usize),
            "within" => Self::Within(value),
            _ => Self::Decay(value),
        })
    }

    /// Why a school has no neighbourhood.
    pub(super) fn absent(&self) -> &'static str {
        match self {
            Self::Columns(_) => "no area of the reference shares its values",
            Self::Pairs(_) => "none of its areas is in the reference",
            Self::Within(_) => "no area within the radius",
            Self::Nearest(_) | Self::Decay(_) => "no area",
        }
    }

    /// Whether distances are needed.
    pub(super) fn by_distance(&self) -> bool {
        matches!(self, Self::Nearest(_) | Self::Within(_) | Self::Decay(_))
    }
}
