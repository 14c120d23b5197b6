//! Parameters of indices: names, what they may be, and their values.

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowed {
    /// A number strictly between two others.
    Between(f64, f64),
    /// A number of at least this.
    AtLeast(f64),
    /// A whole number from the first to the second.
    Whole(u32, u32),
    /// One of some words.
    Words(&'static [&'static str]),
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// The place of a word among those allowed.
    Word(usize),
    /// Left open, for the index to choose.
    Open,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub allowed: Allowed,
    /// What it is when it is not given; null for a parameter that must be given.
    pub default: Option<Value>,
}

/// The values of an index's parameters, in the order of its entry.
#[derive(Clone, Debug)]
pub struct Parameters(Vec<Value>);

/// Why parameters do not fit an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit<'a> {
    /// No parameter has this name.
    Unknown(&'a str),
    /// The parameter has a value that it may not have.
    Refused(&'static str),
    /// The parameter must be given.
    Missing(&'static str),
}

impl Parameters {
    /// Puts given values in their places and fills in the others.
    ///
    /// # Errors
    /// The first name or value that does not fit.
    pub fn new<'a>(
        known: &'static [Parameter],
        given: &'a [(String, Result<f64, String>)],
    ) -> Result<Self, Unfit<'a>> {
        if let Some((name, _)) = given.iter().find(|(name, _)| known.iter().all(|p| p.name != name)) {
            return Err(Unfit::Unknown(name));
        }
        let value = |parameter: &Parameter| match given.iter().find(|(name, _)| name == parameter.name) {
            None => parameter.default.ok_or(Unfit::Missing(parameter.name)),
            Some((_, value)) => parameter.read(value).ok_or(Unfit::Refused(parameter.name)),
        };
        known.iter().map(value).collect::<Result<Vec<Value>, Unfit<'a>>>().map(Self)
    }

    /// The number of a parameter; NaN for a word, which the catalogue does not ask for.
    #[must_use]
    pub fn number(&self, place: usize) -> f64 {
        match self.0[place] {
            Value::Number(number) => number,
            Value::Word(_) | Value::Open => f64::NAN,
        }
    }

    /// The place of the word of a parameter.
    #[must_use]
    pub fn word(&self, place: usize) -> usize {
        match self.0[place] {
            Value::Word(word) => word,
            Value::Number(_) | Value::Open => 0,
        }
    }

    /// The whole number of a parameter, if it is not left open.
    #[must_use]
    pub fn whole(&self, place: usize) -> Option<usize> {
        match self.0[place] {
            Value::Number(number) => Some(number as usize),
            Value::Word(_) | Value::Open => None,
        }
    }
}

impl Parameter {
    fn read(&self, value: &Result<f64, String>) -> Option<Value> {
        match (self.allowed, value) {
            (Allowed::Between(low, high), Ok(x)) => (*x > low && *x < high).then_some(Value::Number(*x)),
            (Allowed::AtLeast(low), Ok(x)) => (*x >= low && x.is_finite()).then_some(Value::Number(*x)),
            (Allowed::Whole(low, high), Ok(x)) => {
                let fits = x.fract() == 0.0 && (f64::from(low)..=f64::from(high)).contains(x);
                fits.then_some(Value::Number(*x))
            }
            (Allowed::Words(words), Err(word)) => words.iter().position(|w| w == word).map(Value::Word),
            _ => None,
        }
    }

    /// The values it may have, in words.
    #[must_use]
    pub fn allowed(&self) -> String {
        match self.allowed {
            Allowed::Between(low, high) if high.is_finite() => format!("a number between {low} and {high}"),
            Allowed::Between(low, _) => format!("a number above {low}"),
            Allowed::AtLeast(low) => format!("a number of at least {low}"),
            Allowed::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Allowed::Words(words) => words.iter().map(|w| format!("'{w}'")).collect::<Vec<_>>().join(", "),
        }
    }

    /// It with a value that it may have, as it is written in a call.
    #[must_use]
    pub fn example(&self) -> String {
        match self.allowed {
            Allowed::Words(words) => format!("{}=\"{}\"", self.name, words[0]),
            Allowed::Whole(low, _) => format!("{}={low}", self.name),
            Allowed::Between(..) | Allowed::AtLeast(_) => format!("{}=1", self.name),
        }
    }

    /// Its name with its default, as it is written in a call.
    #[must_use]
    pub fn signature(&self) -> String {
        match (self.default, self.allowed) {
            (None, _) => self.name.to_owned(),
            (Some(Value::Number(x)), _)
                if self.name == "base" && x.to_bits() == std::f64::consts::E.to_bits() =>
            {
                "base=e".to_owned()
            }
            (Some(Value::Number(x)), _) => format!("{}={x}", self.name),
            (Some(Value::Word(place)), Allowed::Words(words)) => format!("{}='{}'", self.name, words[place]),
            (Some(_), _) => format!("{}=None", self.name),
        }
    }
}
