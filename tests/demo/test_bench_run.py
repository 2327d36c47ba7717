"""A run of `portal bench`: a difference is found and ends it, it says the ratios, and it leaves nothing behind."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from demo.bench.one_save import ONE_SAVE
from demo.bench.serving import QUESTIONS
from demo.bench.sides import Differs, check_equal, difference

PORTAL = Path(sys.executable).with_name("portal")


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, None),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": ""}]}, ".a[1].b (None ≠ )"),
        ({"a": 1}, {"a": 1, "b": 2}, ". ({'a': 1} ≠ {'a': 1, 'b': 2})"),
        ([1, 2], [1], ". ([1, 2] ≠ [1])"),
        ({"a": True}, {"a": 1}, ".a (True ≠ 1)"),
        ({"a": "1.0"}, {"a": "1.00"}, ".a (1.0 ≠ 1.00)"),
    ],
)
def test_a_difference_is_found_at_its_place(one: Any, other: Any, place: str | None) -> None:
    assert difference(one, other) == place


def test_a_difference_ends_the_run() -> None:
    with pytest.raises(Differs, match=r"one_save.*en \.data\.save"):
        check_equal(ONE_SAVE, b'{"data":{"save":1}}', b'{"data":{"save":2}}')


@pytest.mark.long
def test_a_quick_run_says_the_ratios_and_leaves_nothing(tmp_path: Path) -> None:
    before = set(Path(tempfile.gettempdir()).glob("portal-bench-*"))
    done = subprocess.run(
        [PORTAL, "bench", "--quick", "--json", tmp_path / "bench.json"],
        capture_output=True, text=True, encoding="utf-8", timeout=150, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "PAGE_MAX=1000" in done.stdout
    told = json.loads((tmp_path / "bench.json").read_text())
    assert [each["name"] for each in told["questions"]] == [question.name for question in QUESTIONS]
    for each in told["questions"]:
        assert len(each["ratios"]["throughput"]) == told["rounds"] >= 3
        assert 0 < each["ratio"]["throughput"] < 3
        assert each["title"] in done.stdout
    assert set(Path(tempfile.gettempdir()).glob("portal-bench-*")) == before
