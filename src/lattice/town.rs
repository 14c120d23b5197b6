//! The grid and who lives on it, checked at the door.

use super::torus::Torus;
use crate::error::{Error, Family, Result};

/// Most cells of a grid.
const CELLS: u64 = 1 << 24;
/// Farthest neighbour, so that neighbours can be counted in 16 bits.
const RADIUS: u32 = 127;
/// Shares may add up to 1 but for their rounding.
const ROUNDING: f64 = 1e-6;

/// What is asked of a grid.
#[derive(Clone, Debug)]
pub struct Given {
    /// Cells from left to right.
    pub width: u32,
    /// Cells from top to bottom.
    pub height: u32,
    /// Share of cells with an agent.
    pub density: f64,
    /// Share of agents that are of each group.
    pub shares: Vec<f64>,
    /// How far a neighbour may be, by row and by column.
    pub radius: u32,
    /// Bounded neighbourhoods, so many that they stand in a square.
    pub neighbourhoods: u32,
}

/// A grid without borders (a torus) and how many agents of each group live on it.
#[derive(Clone, Debug)]
pub struct Town {
    pub(super) torus: Torus,
    pub(super) sizes: Vec<u32>,
    pub(super) blocks: usize,
}

impl Town {
    /// The town in which `density` of all cells but `kept` have an agent.
    ///
    /// # Errors
    /// `BadOption` naming the field; `SizeLimit` for too many cells.
    pub fn new(given: &Given, kept: u64) -> Result<Self> {
        let Given { width, height, density, radius, neighbourhoods, .. } = *given;
        let cells = u64::from(width) * u64::from(height);
        if cells == 0 {
            return Err(Error::option("grid", "the grid has no cell", "a width and a height from 1"));
        }
        if cells > CELLS {
            let message = format!("the grid has {cells} cells; the limit is {CELLS}");
            return Err(Error::new(Family::Limit, "SizeLimit", message)
                .on("grid")
                .remedy("Take a smaller grid."));
        }
        if !(density > 0.0 && density <= 1.0) {
            let message = format!("density is {density}");
            return Err(Error::option("density", message, "a share of cells above 0 and at most 1"));
        }
        if radius == 0 || radius > RADIUS || 2 * radius + 1 > width.min(height) {
            let message = format!("radius is {radius} on a grid of {width} x {height} cells");
            let allowed = format!("1 to {RADIUS}, and less than half of the grid");
            return Err(Error::option("radius", message, &allowed));
        }
        let blocks = side("neighbourhoods", neighbourhoods, width.min(height))?;
        let agents = (density * cells.saturating_sub(kept) as f64) as u64;
        let sizes = sizes(&given.shares, agents)?;
        let torus = Torus::new(width as usize, height as usize, radius as usize);
        Ok(Self { torus, sizes, blocks })
    }

    /// Agents.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.sizes.iter().map(|size| *size as usize).sum()
    }

    /// Groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.sizes.len()
    }

    /// The group of every agent.
    pub(super) fn members(&self) -> Vec<u8> {
        let each = |(group, size): (u8, &u32)| std::iter::repeat_n(group, *size as usize);
        (0..).zip(&self.sizes).flat_map(each).collect()
    }
}

/// How many stand in a row where `count` of them form a square.
pub(super) fn side(field: &str, count: u32, longest: u32) -> Result<usize> {
    let side = count.isqrt();
    if count == 0 || side * side != count || side > longest {
        let message = format!("{field} is {count}");
        let allowed = format!("a square number, such as 25, with at most one a cell: {longest} in a row");
        return Err(Error::option(field, message, &allowed));
    }
    Ok(side as usize)
}

/// Agents of every group, by largest remainder; ties go to the first.
fn sizes(shares: &[f64], agents: u64) -> Result<Vec<u32>> {
    let all: f64 = shares.iter().sum();
    let fine = shares.iter().all(|share| *share > 0.0 && *share <= 1.0) && (all - 1.0).abs() <= ROUNDING;
    if !(fine && (2..=255).contains(&shares.len())) {
        let message = format!("shares of {} groups add up to {all}", shares.len());
        let allowed = "shares above 0 that add up to 1, of 2 to 255 groups";
        return Err(Error::option("shares", message, allowed));
    }
    let wanted: Vec<f64> = shares.iter().map(|share| share / all * agents as f64).collect();
    let mut sizes: Vec<u32> = wanted.iter().map(|wanted| *wanted as u32).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| wanted[*b].fract().total_cmp(&wanted[*a].fract()));
    let left = agents.saturating_sub(sizes.iter().map(|size| u64::from(*size)).sum());
    order.iter().take(left as usize).for_each(|group| sizes[*group] += 1);
    if sizes.contains(&0) {
        let message = format!("there are {agents} agents, so that a group has none");
        return Err(Error::option("density", message, "enough agents for one of every group"));
    }
    Ok(sizes)
}
