//! Logistic regression with a ridge, by Newton's steps.
//!
//! Source:   Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 2nd edition, sections 3.4.1 and 4.4.
//! Shape:    rows in, a weight for each value out; the first value is 1 for all and has no ridge.
//! Law:      one order of additions, so that the same rows give the same weights.

use names::{Evidence, FEATURES};

const N: usize = FEATURES.len();

/// How strongly weights are held near zero, in rows.
const RIDGE: f64 = 3.0;

const STEPS: usize = 30;

/// One example.
pub(super) struct Row<'a> {
    pub(super) values: &'a Evidence,
    pub(super) is_same: bool,
    pub(super) weight: f64,
}

/// What the weights make of the values.
pub(super) fn sum(weights: &[f64; N], values: &Evidence) -> f64 {
    weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
}

/// Which sign a weight may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Any,
    /// What it measures never speaks against.
    For,
    /// What it measures never speaks for.
    Against,
}

/// The weights of highest likelihood whose signs are as they may be: the one that is most wrong is left out, until none
/// is.
pub(super) fn learn(rows: &[Row<'_>], signs: &[Sign; N]) -> [f64; N] {
    let spread = spread(rows);
    let mut used = [true; N];
    loop {
        let weights = likeliest(rows, &spread, &used);
        let wrong = |i: &usize| match signs[*i] {
            Sign::Any => false,
            Sign::For => weights[*i] < 0.0,
            Sign::Against => weights[*i] > 0.0,
        };
        let harm = |i: &usize| weights[*i].abs() * spread[*i].sqrt();
        match (0..N).filter(wrong).max_by(|a, b| harm(a).total_cmp(&harm(b))) {
            Some(worst) => used[worst] = false,
            None => return weights,
        }
    }
}

fn likeliest(rows: &[Row<'_>], spread: &[f64; N], used: &[bool; N]) -> [f64; N] {
    let mut weights = [0.0; N];
    for _ in 0..STEPS {
        let (mut slope, mut curve) = ([0.0; N], [[0.0; N]; N]);
        for row in rows {
            let odds = sum(&weights, row.values);
            let likely = 1.0 / (1.0 + (-odds).exp());
            let (miss, bend) =
                ((f64::from(u8::from(row.is_same)) - likely) * row.weight, likely * (1.0 - likely) * row.weight);
            for (i, value) in row.values.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                slope[i] += miss * value;
                for (cell, other) in curve[i].iter_mut().zip(row.values).take(i + 1) {
                    *cell += bend * value * other;
                }
            }
        }
        for i in 0..N {
            // A ridge on standardised values is one on the raw ones times their variance.
            let ridge = match i {
                _ if !used[i] => 1e12,
                0 => 1e-9,
                _ => RIDGE * spread[i] + 1e-9,
            };
            slope[i] -= ridge * weights[i];
            curve[i][i] += ridge;
        }
        let step = solve(curve, slope);
        let mut largest = 0.0_f64;
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step;
            largest = largest.max(step.abs());
        }
        if largest < 1e-9 {
            break;
        }
    }
    std::array::from_fn(|i| if used[i] { weights[i] } else { 0.0 })
}

/// The variance of each value.
fn spread(rows: &[Row<'_>]) -> [f64; N] {
    let (mut all, mut first, mut second) = (0.0, [0.0; N], [0.0; N]);
    for row in rows {
        all += row.weight;
        for (i, value) in row.values.iter().enumerate() {
            first[i] += row.weight * value;
            second[i] += row.weight * value * value;
        }
    }
    std::array::from_fn(|i| if all > 0.0 { (second[i] - first[i] * first[i] / all) / all } else { 0.0 })
}

/// Solves `matrix * x = right` by Cholesky's way; only the lower half of the matrix is read.
fn solve(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let rest = matrix[i][j] - known;
            matrix[i][j] = if i == j { rest.max(1e-12).sqrt() } else { rest / matrix[j][j] };
        }
    }
    for i in 0..N {
        let known: f64 = (0..i).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|k| matrix[k][i] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::{N, Row, Sign, learn, sum};

    #[test]
    fn two_clouds_are_parted() {
        let row = |x: f64, y: f64| {
            let mut values = [0.0; N];
            (values[0], values[1], values[2]) = (1.0, x, y);
            values
        };
        let points: Vec<([f64; N], bool)> = (0..200)
            .map(|n| {
                let (x, y) = (f64::from(n % 20), f64::from(n / 20));
                (row(x, y), x > 2.0 * y)
            })
            .collect();
        let rows: Vec<Row<'_>> =
            points.iter().map(|(values, is_same)| Row { values, is_same: *is_same, weight: 1.0 }).collect();
        let weights = learn(&rows, &[Sign::Any; N]);
        let right = points.iter().filter(|(values, is_same)| (sum(&weights, values) > 0.0) == *is_same).count();
        assert!(right >= 195, "{right} of 200");
        assert_eq!(weights, learn(&rows, &[Sign::Any; N]));
        let mut signs = [Sign::Any; N];
        signs[2] = Sign::For;
        let weights = learn(&rows, &signs);
        assert!(weights[2] == 0.0 && weights[1] > 0.0, "{weights:?}");
    }
}
