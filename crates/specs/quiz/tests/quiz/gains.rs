//! What a course changed.

use vidik_quiz::gain::{Points, TestResult, gain};

fn result(law: f64, bodies: f64) -> TestResult {
    let mut result = TestResult::default();
    result.add(Some("law"), "law-1", Points { points: law, max: 2.0 });
    result.add(Some("bodies"), "bodies-1", Points { points: bodies, max: 2.0 });
    result
}

#[test]
fn people_are_compared_with_themselves() {
    let people = [
        (result(0.0, 2.0), result(2.0, 2.0)),
        (result(1.0, 1.0), result(1.0, 1.0)),
        (result(1.0, 0.0), result(0.0, 0.0)),
    ];
    let gain = gain(people.iter().map(|(before, after)| (before, after)));
    assert_eq!((gain.total.pairs, gain.better, gain.same, gain.worse), (3, 1, 1, 1));
    let near = |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-9, "{found:?} {wanted}");
    near(gain.total.before, (0.5 + 0.5 + 0.25) / 3.0);
    near(gain.total.after, (1.0 + 0.5 + 0.0) / 3.0);
    near(gain.total.normalised_gain, (0.5 - 1.25 / 3.0) / (1.0 - 1.25 / 3.0));
    near(gain.topics["law"].gain, 1.0 / 3.0 / 2.0);
    near(gain.topics["bodies"].before, 0.5);
    assert_eq!(gain.questions["law-1"].pairs, 3);
}

#[test]
fn a_gain_rests_on_somebody() {
    let nobody = gain([]);
    assert_eq!((nobody.total.pairs, nobody.total.gain), (0, None));
    let knew = (result(2.0, 2.0), result(2.0, 2.0));
    let gain = gain([(&knew.0, &knew.1)]);
    assert_eq!((gain.total.gain, gain.total.normalised_gain), (Some(0.0), None));
}
