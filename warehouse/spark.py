"""The same models on Spark: a local session here, a cluster where `SPARK_REMOTE` or spark-defaults name one."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.build import ModelRun, dbt
from warehouse.store import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

INPUT_SCHEMAS = ("feed", "settings")
OUTPUT_SCHEMAS = ("staging", "core", "metrics", "fairness", "person", "marts")


def session(work: Path) -> "SparkSession":
    """The Spark session of this process, in UTC, its tables below `work`."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.appName("neikan")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(work / "spark-warehouse"))
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def load(database: Path, work: Path) -> "SparkSession":
    """Copies schemas feed and settings of a DuckDB build into Spark by Parquet; empties the schemas that dbt fills."""
    spark = session(work)
    parquet = work / "parquet"
    for schema in INPUT_SCHEMAS + OUTPUT_SCHEMAS:
        spark.sql(f"drop database if exists {schema} cascade")
        shutil.rmtree(work / "spark-warehouse" / f"{schema}.db", ignore_errors=True)
        spark.sql(f"create database {schema}")
    shutil.rmtree(parquet, ignore_errors=True)
    parquet.mkdir(parents=True)
    with connect(database, read_only=False) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_schema in ('feed', 'settings')"
        ).fetchall()
        for schema, table in tables:
            path = parquet / f"{schema}.{table}.parquet"
            connection.execute(f"copy {schema}.{table} to '{path}' (format parquet)")
            spark.sql(f"create table {schema}.{table} using parquet location '{path}'")
    return spark


def build(database: Path, work: Path) -> list[ModelRun]:
    """Runs every model on Spark over the inputs of a DuckDB build; raises warehouse.build.BuildError."""
    load(database, work)
    return dbt(["run"], work, target="spark")
