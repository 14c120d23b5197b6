//! Weighted least squares by Householder reflections.

/// A linear model fitted by [`least_squares`].
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// β, one a column of the design.
    pub coefficients: Vec<f64>,
    /// Xβ, one an observation.
    pub fitted: Vec<f64>,
    /// Weighted sum of squared residuals, `Σ w (y - Xβ)²`.
    pub residual: f64,
    /// Observations beyond the number of coefficients.
    pub spare: usize,
    /// R of `√W X = QR`, column by column.
    factor: Vec<Vec<f64>>,
}

/// A column shorter than this part of its first length is a combination of those before it.
const DEPENDENT: f64 = 1e-14;

/// The β that minimises `Σ w (y - Xβ)²`, from `√W X = QR` by Householder reflections
/// (Golub 1965, Numerische Mathematik 7:206); `design` holds the columns of X.
///
/// None if the columns are linearly dependent, which they are if observations are fewer.
///
/// ```
/// use schoolmix::fit::least_squares;
/// let line = [vec![1.0; 3], vec![0.0, 1.0, 2.0]];
/// let fit = least_squares(&line, &[1.0, 2.0, 4.0], &[1.0; 3]).unwrap();
/// assert!((fit.coefficients[0] - 5.0 / 6.0).abs() < 1e-15);
/// assert!((fit.coefficients[1] - 1.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn least_squares(design: &[Vec<f64>], y: &[f64], weights: &[f64]) -> Option<Fit> {
    let spare = y.len().checked_sub(design.len())?;
    let scale = |column: &[f64]| column.iter().zip(weights).map(|(x, w)| x * w.sqrt()).collect();
    let mut columns: Vec<Vec<f64>> = design.iter().map(|column| scale(column)).collect();
    let mut right: Vec<f64> = scale(y);
    triangulate(&mut columns, &mut right)?;
    let coefficients = solve(&columns, right);
    let row = |i: usize| design.iter().zip(&coefficients).map(|(column, b)| column[i] * b).sum();
    let fitted: Vec<f64> = (0..y.len()).map(row).collect();
    let residual = (0..y.len()).map(|i| weights[i] * (y[i] - fitted[i]) * (y[i] - fitted[i])).sum();
    Some(Fit { coefficients, fitted, residual, spare, factor: columns })
}

impl Fit {
    /// Standard error of `δ'β`: `√(δ' S δ)` with `S = s² (X'WX)⁻¹` and `s²` the residual over
    /// the spare observations; None without any.
    ///
    /// ```
    /// use schoolmix::fit::least_squares;
    /// let fit = least_squares(&[vec![1.0; 3]], &[1.0, 2.0, 3.0], &[1.0; 3]).unwrap();
    /// assert!((fit.standard_error(&[1.0]).unwrap() - (1.0 / 3f64).sqrt()).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn standard_error(&self, combination: &[f64]) -> Option<f64> {
        let variance = self.residual / self.spare as f64;
        (self.spare > 0).then(|| (variance * square(&self.lean(combination))).sqrt())
    }

    /// u of `R'u = δ`, for `δ' (X'WX)⁻¹ δ = u'u`.
    fn lean(&self, combination: &[f64]) -> Vec<f64> {
        let mut u: Vec<f64> = Vec::with_capacity(combination.len());
        for (i, wanted) in combination.iter().enumerate() {
            let known = dot(&self.factor[i][..i], &u);
            u.push((wanted - known) / self.factor[i][i]);
        }
        u
    }
}

/// Turns the columns into R, and the right side along with them.
fn triangulate(columns: &mut [Vec<f64>], right: &mut [f64]) -> Option<()> {
    for k in 0..columns.len() {
        let (done, rest) = columns.split_at_mut(k + 1);
        let mirror = mirror(&done[k], k)?;
        for column in std::iter::once(&mut done[k]).chain(rest) {
            reflect(&mirror, &mut column[k..]);
        }
        reflect(&mirror, &mut right[k..]);
    }
    Some(())
}

/// The vector that mirrors what stands below row `k` of a column onto that row.
fn mirror(column: &[f64], k: usize) -> Option<Vec<f64>> {
    let length = square(&column[k..]).sqrt();
    let mut mirror = column[k..].to_vec();
    // Away from the axis: the sum does not cancel.
    *mirror.first_mut()? += length.copysign(column[k]);
    (length > DEPENDENT * square(column).sqrt()).then_some(mirror)
}

fn reflect(mirror: &[f64], column: &mut [f64]) {
    let times = 2.0 * dot(mirror, column) / square(mirror);
    column.iter_mut().zip(mirror).for_each(|(x, v)| *x -= times * v);
}

/// β of `Rβ = Q'y`, from the last.
fn solve(factor: &[Vec<f64>], mut right: Vec<f64>) -> Vec<f64> {
    right.truncate(factor.len());
    for (k, column) in factor.iter().enumerate().rev() {
        right[k] /= column[k];
        let known = right[k];
        right[..k].iter_mut().zip(column).for_each(|(x, r)| *x -= r * known);
    }
    right
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn square(a: &[f64]) -> f64 {
    dot(a, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn powers(x: &[f64], degree: i32) -> Vec<Vec<f64>> {
        (0..=degree).map(|m| x.iter().map(|x| x.powi(m)).collect()).collect()
    }

    #[test]
    fn a_polynomial_is_found_again_whatever_the_weights() {
        let x = [0.1, 0.2, 0.45, 0.7, 0.8, 0.95];
        let y = x.map(|x| 1.0 - 2.0 * x + 3.0 * x * x);
        let fit = least_squares(&powers(&x, 2), &y, &[0.1, 2.0, 1.0, 0.5, 3.0, 1.0]).unwrap();
        for (found, planted) in fit.coefficients.iter().zip([1.0, -2.0, 3.0]) {
            assert!((found - planted).abs() < 1e-13, "{found} {planted}");
        }
        assert!(fit.residual < 1e-28 && fit.spare == 3);
    }

    #[test]
    fn a_weight_of_two_is_an_observation_twice() {
        let once = least_squares(&powers(&[0.0, 1.0, 3.0], 1), &[1.0, 0.0, 2.0], &[2.0, 1.0, 1.0]).unwrap();
        let twice =
            least_squares(&powers(&[0.0, 0.0, 1.0, 3.0], 1), &[1.0, 1.0, 0.0, 2.0], &[1.0; 4]).unwrap();
        assert!((once.residual - twice.residual).abs() < 1e-14);
        assert!((once.coefficients[1] - twice.coefficients[1]).abs() < 1e-14);
        let ratio = once.standard_error(&[1.0, 0.5]).unwrap() / twice.standard_error(&[1.0, 0.5]).unwrap();
        assert!((ratio - 2f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn dependent_columns_have_no_fit_and_an_exact_one_no_error() {
        assert!(least_squares(&powers(&[0.5, 0.5, 0.5], 1), &[1.0, 2.0, 3.0], &[1.0; 3]).is_none());
        assert!(least_squares(&powers(&[0.5], 1), &[1.0], &[1.0]).is_none());
        let exact = least_squares(&powers(&[0.0, 1.0], 1), &[1.0, 3.0], &[1.0; 2]).unwrap();
        assert_eq!(exact.standard_error(&[1.0, 0.0]), None);
        assert!((exact.coefficients[1] - 2.0).abs() < 1e-15);
    }
}
