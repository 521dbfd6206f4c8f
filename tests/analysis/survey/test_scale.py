"""The same estimates through Ibis, on DuckDB and on Spark, as from the NumPy kernel."""

from __future__ import annotations

import shutil
import sys

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from waystation.analysis import survey

INSTALL = 'pip install "waystation[scale]"'
DESIGN = {"weights": "w", "strata": "h", "clusters": "c", "population": "pop"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A thousand people in clusters, with answers missing and a constant of a million in y."""
    rng = np.random.default_rng(11)
    n = 1000
    s = {
        "h": np.repeat(np.arange(5), n // 5),
        "c": rng.integers(0, 9, n),
        "w": rng.uniform(1, 3, n),
        "y": 1e6 + np.where(rng.random(n) < 0.2, np.nan, rng.normal(5, 2, n)),
        "x": rng.uniform(1, 4, n),
        "pop": np.repeat(np.array([30.0, 40, 50, 60, 70]), n // 5),
        "area": rng.choice(np.array(["north", "south", "west"]), n),
        "woman": rng.random(n) < 0.5,
    }
    path = tmp_path_factory.mktemp("scale") / "records.parquet"
    pyarrow.parquet.write_table(pyarrow.table(s), path)
    return s, path


@pytest.fixture(scope="module")
def duckdb_tables():
    ibis = pytest.importorskip("ibis", reason=f"no Ibis here; install it with: {INSTALL}")
    return ibis.duckdb.connect().read_parquet


@pytest.fixture(scope="module")
def spark_tables(tmp_path_factory):
    ibis = pytest.importorskip("ibis", reason=f"no Ibis here; install it with: {INSTALL}")
    pyspark = pytest.importorskip("pyspark.sql", reason=f"no Spark; install it with: {INSTALL}")
    if shutil.which("java") is None:
        pytest.skip("no Java here; install it with: apt-get install openjdk-17-jre-headless")
    builder = pyspark.SparkSession.builder.master("local[1]").appName("waystation")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    connection = ibis.pyspark.connect(session)
    yield lambda path: connection.read_parquet(str(path))
    session.stop()


@pytest.fixture(params=["duckdb_tables", "spark_tables"])
def tables(request):
    return request.getfixturevalue(request.param)


# Both engines warn of what is theirs (deprecations on Python's and Arrow's newest).
@pytest.mark.filterwarnings("ignore")
def test_the_engine_gives_what_the_kernel_gives_to_a_trillionth(tables, sample):
    s, path = sample
    design = survey.Design(weights=s["w"], strata=s["h"], clusters=s["c"], fpc=s["pop"])
    area = {"area": s["area"]}
    kernel = [
        (survey.mean(design, s["y"], by=area), ("mean", {"by": ["area"]})),
        (survey.mean(design, s["y"], where=s["woman"]), ("mean", {"where": "woman"})),
        (survey.total(design, s["y"], by=area), ("total", {"by": ["area"]})),
        (survey.ratio(design, s["y"], s["x"], by=area), ("ratio", {"by": ["area"], "x": "x"})),
    ]

    for expected, (statistic, more) in kernel:
        found = survey.estimate_by_ibis(tables(path), statistic, "y", **more, **DESIGN)

        assert found.keys == expected.keys
        np.testing.assert_allclose(found.value, expected.value, rtol=1e-12)
        np.testing.assert_allclose(found.se, expected.se, rtol=1e-12)
        np.testing.assert_allclose(found.low, expected.low, rtol=1e-12)
        assert list(found.df) == list(expected.df)
        assert list(found.n) == list(expected.n)


@pytest.mark.filterwarnings("ignore")
def test_people_without_clusters_and_a_domain_of_nobody(tables, sample, tmp_path):
    s, _ = sample
    path = tmp_path / "plain.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"y": s["y"], "no": s["w"] < 0}), path)
    expected = survey.mean(survey.Design(n=len(s["y"])), s["y"])[0]

    found = survey.estimate_by_ibis(tables(path), "mean", "y")[0]
    nobody = survey.estimate_by_ibis(tables(path), "mean", "y", where="no")[0]

    assert (found.value, found.se) == pytest.approx((expected.value, expected.se), rel=1e-12)
    assert (found.n, found.df) == (expected.n, expected.df)
    assert (nobody.value, nobody.n, nobody.flag) == (None, 0, "nobody")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"W": [2.0, 2.0]}, "differ only in case"),
        ({"w": [1.0, -1.0]}, "negative, missing or infinite weight"),
        ({"y": [1.0, float("inf")]}, "infinite value"),
        ({"h": [1, 2]}, "only one unit"),
        ({"h": [1, None]}, "missing on some row"),
    ],
)
def test_bad_columns_and_rows_are_refused_as_everywhere(duckdb_tables, tmp_path, columns, sentence):
    import ibis

    table = pyarrow.table({"w": [1.0, 1.0], "y": [1.0, 2.0], "h": [1, 1], **columns})
    source = ibis.memtable(table) if "W" not in columns else _Twins(table)

    with pytest.raises(survey.CannotEstimate, match=sentence):
        survey.estimate_by_ibis(source, "mean", "y", weights="w", strata="h")


class _Twins:
    """A table whose engine still tells its columns apart by case, as PostgreSQL does."""

    def __init__(self, table):
        self.columns = table.schema.names


def test_without_the_extra_the_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ibis", None)

    with pytest.raises(survey.CannotEstimate, match=r"pip install"):
        survey.estimate_by_ibis(None, "mean", "y")
