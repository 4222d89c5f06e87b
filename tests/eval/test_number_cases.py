"""Agreement with number cases in another project's format."""

from eval.numerals import Agreement, measure


def test_measure_counts_agreement_and_extra_readings() -> None:
    cases = [
        {"Input": "共有120家", "Results": [{"Start": 2, "End": 4, "Resolution": {"value": "120"}}]},
        {"Input": "共有120家", "Results": [{"Start": 2, "End": 4, "Resolution": {"value": "121"}}]},
        {"Input": "共有120家", "Results": []},
        {"Input": "三点五", "Results": [{"Start": 0, "End": 2, "Resolution": {"value": "3.5"}}]},
    ]
    assert measure(cases) == Agreement(cases=4, agreeing=2, expected=3, found=2, parsed=2)
