//! Symmetric linear equations.

/// Solves `A x = b` for a symmetric positive definite `A`, given by rows; none if it is not
/// positive definite.
///
/// ```
/// use schoolmix::fit::cholesky_solve;
/// let x = cholesky_solve(vec![vec![4.0, 2.0], vec![2.0, 3.0]], vec![8.0, 8.0]).unwrap();
/// assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
/// assert!(cholesky_solve(vec![vec![-1.0]], vec![1.0]).is_none());
/// ```
#[must_use]
pub fn cholesky_solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    for i in 0..b.len() {
        let (above, below) = a.split_at_mut(i);
        let row = &mut below[0];
        for (j, other) in above.iter().enumerate() {
            row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
        }
        let square = row[i] - dot(&row[..i], &row[..i]);
        if square.is_nan() || square <= 0.0 {
            return None;
        }
        row[i] = square.sqrt();
        b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
    }
    for i in (0..b.len()).rev() {
        b[i] /= a[i][i];
        let x = b[i];
        b[..i].iter_mut().zip(&a[i]).for_each(|(b, l)| *b -= l * x);
    }
    Some(b)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
