//! Rank-order measures with the curve behind them.

use super::question::{check, need_visible};
use super::{Focus, Measure};
use crate::error::{Error, Result};
use crate::indices::{Index, RankOrder, Undefined, defined, rank_order};
use crate::roll::{Amount, Part, Roll, Table, Visitor};

/// A threshold of one measure in one table.
#[derive(Clone, Debug)]
pub struct ThresholdRow {
    /// Number of the table.
    pub part: usize,
    /// Number of the measure.
    pub measure: usize,
    /// Share of the pupils below; null where the measure is undefined.
    pub at: Option<f64>,
    /// The binary index of those below against those above.
    pub estimate: Option<f64>,
    /// The curve there.
    pub fitted: Option<f64>,
    /// Weight of the threshold in the fit.
    pub weight: Option<f64>,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// A coefficient of the curve, or the index.
#[derive(Clone, Debug)]
pub struct TermRow {
    /// Number of the table.
    pub part: usize,
    /// Number of the measure.
    pub measure: usize,
    /// `p^0`, `p^1`, ... or `index`.
    pub term: String,
    /// The value.
    pub estimate: Option<f64>,
    /// Its standard error; null where the curve meets every threshold.
    pub se: Option<f64>,
    /// Degree of the curve.
    pub degree: Option<usize>,
    /// Weighted share of explained variance.
    pub r_squared: Option<f64>,
    /// Thresholds that the curve is fitted to.
    pub thresholds: Option<usize>,
    /// Why there is no value, or what is odd about it; empty otherwise.
    pub note: &'static str,
}

/// Every threshold of rank-order measures.
///
/// # Errors
/// `BadOption` for other measures, `NoOrder`, `SuppressedMarker`.
pub fn thresholds(roll: &Roll, measures: &[Measure]) -> Result<Vec<ThresholdRow>> {
    let curves = curves(roll, measures)?;
    let rows = |(part, measure, found): (usize, usize, std::result::Result<RankOrder, Undefined>)| match found
    {
        Err(why) => {
            let (at, estimate, fitted, weight) = (None, None, None, None);
            vec![ThresholdRow { part, measure, at, estimate, fitted, weight, note: why.reason() }]
        }
        Ok(curve) => curve
            .profile
            .into_iter()
            .map(|t| ThresholdRow {
                part,
                measure,
                at: Some(t.p),
                estimate: Some(t.value),
                fitted: Some(t.fitted),
                weight: Some(t.weight),
                note: "",
            })
            .collect(),
    };
    Ok(curves.into_iter().flat_map(rows).collect())
}

/// The coefficients and the index of rank-order measures.
///
/// # Errors
/// As [`thresholds`].
pub fn terms(roll: &Roll, measures: &[Measure]) -> Result<Vec<TermRow>> {
    let curves = curves(roll, measures)?;
    Ok(curves.into_iter().flat_map(|(part, measure, found)| of_curve(part, measure, found)).collect())
}

/// What is odd about a rank-order index; empty for nothing.
pub(super) fn odd(index: f64) -> &'static str {
    match index {
        _ if index < 0.0 => "below 0: wrong order, or too high a degree",
        _ if index > 1.0 => "above 1: too high a degree",
        _ => "",
    }
}

fn of_curve(part: usize, measure: usize, found: std::result::Result<RankOrder, Undefined>) -> Vec<TermRow> {
    let blank = |note| TermRow {
        part,
        measure,
        term: "index".to_owned(),
        estimate: None,
        se: None,
        degree: None,
        r_squared: None,
        thresholds: None,
        note,
    };
    match found {
        Err(why) => vec![blank(why.reason())],
        Ok(curve) => {
            let base = TermRow {
                degree: Some(curve.degree),
                r_squared: curve.r_squared,
                thresholds: Some(curve.profile.len()),
                ..blank("")
            };
            let power = |(m, (beta, se)): (usize, &(f64, Option<f64>))| TermRow {
                term: format!("p^{m}"),
                estimate: Some(*beta),
                se: *se,
                ..base.clone()
            };
            let note = odd(curve.index);
            let index = TermRow { estimate: Some(curve.index), se: curve.se, note, ..base.clone() };
            curve.coefficients.iter().enumerate().map(power).chain([index]).collect()
        }
    }
}

type Curve = (usize, usize, std::result::Result<RankOrder, Undefined>);

fn curves(roll: &Roll, measures: &[Measure]) -> Result<Vec<Curve>> {
    if let Some(m) = measures.iter().find(|m| !matches!(m.index, Index::RankOrder { .. })) {
        let message = format!("measure '{}' is no rank-order measure", m.label);
        return Err(Error::option("measures", message, "rank_information, rank_variance, rank_square_root"));
    }
    check(roll, measures, Focus { focal: None, versus: None })?;
    need_visible(roll, "a rank-order curve")?;
    let of_part = |(number, part): (usize, &Part)| -> Vec<Curve> {
        let one = |(m, measure): (usize, &Measure)| {
            (number, m, roll.visit(part, Question { index: measure.index, order: &roll.order }))
        };
        measures.iter().enumerate().map(one).collect()
    };
    Ok(roll.parts.iter().enumerate().flat_map(of_part).collect())
}

struct Question<'a> {
    index: Index,
    order: &'a [usize],
}

impl Visitor for Question<'_> {
    type Output = std::result::Result<RankOrder, Undefined>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Self::Output {
        defined(table)?;
        match self.index {
            Index::RankOrder { rank, degree } => rank_order(table, self.order, rank, degree),
            _ => Err(Undefined::NoThreshold),
        }
    }
}
