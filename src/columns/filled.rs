//! What published tables do not tell, filled in: hidden counts, and who goes where between two margins.

use super::answer::Answer;
use super::count::whole_or_null;
use super::frame::Frame;
use super::seating::points;
use crate::error::{Error, Family, Result};
use crate::fit::{Gravity, Margins, rounded};
use crate::numeric::{Stream, purpose};
use crate::roll::Hidden;
use crate::space::distance;
use crate::uncertainty::{Law, hidden_counts};
use arrow_array::RecordBatch;

/// Pairs of a home area and a school whose trips are fitted together.
const PAIRS: usize = 1 << 24;

/// One draw of hidden counts: `rows` have `unit` (positions, ascending), `low` and `high`; `rest` is what
/// those of each unit add up to, null where it is not known. The draw, and what was assumed.
///
/// # Errors
/// `TotalMismatch`, `BadOption` for an unknown law.
pub fn drawn(
    rows: &[RecordBatch],
    rest: &[Option<u64>],
    law: &str,
    seed: u64,
) -> Result<(RecordBatch, String)> {
    let frame = Frame::new(rows, &[])?;
    let column = |name: &str| -> Result<Vec<u64>> {
        Ok(whole_or_null(&frame, name)?.into_iter().map(Option::unwrap_or_default).collect())
    };
    let (units, low, high) = (column("unit")?, column("low")?, column("high")?);
    let hidden =
        |i: usize| Hidden { unit: units[i] as usize, group: i, low: low[i] as u32, high: high[i] as u32 };
    let hidden: Vec<Hidden> = (0..units.len()).map(hidden).collect();
    let (counts, words) = hidden_counts(&hidden, rest, Law::named(law)?, seed)?;
    let mut answer = Answer::default();
    answer.whole("pupils", counts.into_iter().map(|n| n as i64));
    Ok((answer.batch()?, words))
}

/// How far attraction reaches: kilometres of decay, one a group, or the mean distance they are to give.
pub enum Reach {
    /// Kilometres over which attraction falls by a factor e, by group.
    Decays(Vec<f64>),
    /// Mean kilometres from home to school.
    Mean(f64),
}

/// Whole pupils by home area, school and group (positions) between both margins of every group; with the
/// decay of every group and the mean distance.
///
/// # Errors
/// `NotConverged`, `SizeLimit`.
pub fn seated(
    homes: &[RecordBatch],
    schools: &[RecordBatch],
    groups: Vec<Margins>,
    reach: Reach,
    seed: u64,
) -> Result<(RecordBatch, Vec<f64>, Option<f64>)> {
    let ((x, y), (to_x, to_y)) = (points(homes)?, points(schools)?);
    let width = to_x.len();
    if x.len().saturating_mul(width) > PAIRS {
        let message = format!("{} home areas and {width} schools are too many to fit trips between", x.len());
        return Err(Error::new(Family::Limit, "SizeLimit", message).remedy("Fit parts of the country apart."));
    }
    let at = |x: &[f64], y: &[f64]| -> Vec<(f64, f64)> { x.iter().copied().zip(y.iter().copied()).collect() };
    let (origins, destinations) = (at(&x, &y), at(&to_x, &to_y));
    let kilometres =
        origins.iter().flat_map(|home| destinations.iter().map(|school| distance(*home, *school))).collect();
    let gravity = Gravity { kilometres, groups };
    let decays = match reach {
        Reach::Decays(decays) => decays,
        Reach::Mean(mean) => {
            let found = gravity.decay(mean).ok_or_else(|| unreachable_mean(mean))?;
            vec![found; gravity.groups.len()]
        }
    };
    let trips = gravity.trips(&decays).ok_or_else(not_fitted)?;
    let stream = Stream::new(seed, 0);
    let whole = |(group, table): (usize, &Vec<f64>)| {
        rounded(table, width, &mut stream.draws(group as u64, 0, purpose::SEAT))
    };
    let whole: Vec<Vec<u64>> = trips.iter().enumerate().map(whole).collect();
    let cells: Vec<(usize, usize)> = (0..whole.len())
        .flat_map(|group| (0..whole[group].len()).map(move |cell| (group, cell)))
        .filter(|(group, cell)| whole[*group][*cell] > 0)
        .collect();
    let mut answer = Answer::default();
    answer.whole("group", cells.iter().map(|(group, _)| *group as i64));
    answer.whole("home", cells.iter().map(|(_, cell)| (cell / width) as i64));
    answer.whole("school", cells.iter().map(|(_, cell)| (cell % width) as i64));
    answer.whole("pupils", cells.iter().map(|(group, cell)| whole[*group][*cell] as i64));
    Ok((answer.batch()?, decays, gravity.mean(&trips)))
}

fn unreachable_mean(mean: f64) -> Error {
    let message =
        format!("no decay of distance gives a mean of {mean:.2} km between these homes and schools");
    Error::new(Family::Convergence, "NotConverged", message)
        .on("decay")
        .remedy("Give decay, in kilometres; and look whether homes and schools have their places.")
}

fn not_fitted() -> Error {
    Error::new(Family::Convergence, "NotConverged", "no table of homes by schools has both margins")
        .on("decay")
        .remedy("Give a longer decay.")
}
