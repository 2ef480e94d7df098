"""Services with their customers and levels: the copied catalogue of document 004 and what else the company does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from etl.demo.draw import Floats, Ints
from etl.demo.files import DATA, frame_of, read_settings, read_table
from etl.demo.levels import Customers, Service, make_levels

RELATIONS = {"职能": "function", "职级": "rank"}
CATALOGUE = "service_catalogue_004.csv"
FOLLOWS_PLANT_HOURS = ("plant", "always", "desk")


@dataclass(frozen=True)
class Catalogue:
    """Feeds, and arrays by service number; targets in seconds by (version, service, priority, customer)."""

    services: pl.DataFrame
    customers: pl.DataFrame
    levels: pl.DataFrame
    provider: Ints
    sibling: Ints
    priority_shares: Floats
    kind_shares: Floats
    pair_service: Ints
    pair_customer: Ints
    pair_weights: tuple[Floats, Floats]
    response: Ints
    resolution: Ints
    calendar: Ints
    usual_work: Ints
    version_starts_on: date


def make_catalogue(departments: pl.DataFrame, calendars: tuple[str, ...]) -> Catalogue:
    services = [*_copied_services(departments).values(), *_own_services(departments)]
    classes = read_settings(DATA / "service_classes.toml")
    ids = [f"S{number + 1:03d}" for number in range(len(services))]
    index = {department_id: number for number, department_id in enumerate(departments["department_id"])}
    provider = np.array([index[service.provider] for service in services])
    levels = make_levels(services, ids, classes, index, calendars)
    usual = np.array([classes[service.kind]["P3"][1] * 60 for service in services])
    pair_service, pair_customer, weights = _pairs(services, departments, index)
    return Catalogue(
        services=frame_of(
            "services", [(i, s.name, s.provider, s.description) for i, s in zip(ids, services, strict=True)]
        ),
        customers=frame_of(
            "service_customers",
            [(i, *key, rel) for i, s in zip(ids, services, strict=True) for key, rel in s.customers.items()],
        ),
        levels=levels.feed,
        provider=provider,
        sibling=_siblings(provider),
        priority_shares=np.array([classes[service.kind]["priorities"] for service in services]),
        kind_shares=np.array([classes[service.kind]["kinds"] for service in services]),
        pair_service=pair_service,
        pair_customer=pair_customer,
        pair_weights=weights,
        response=levels.response,
        resolution=levels.resolution,
        calendar=levels.calendar,
        usual_work=usual,
        version_starts_on=classes["version"]["starts_on"],
    )


def _leaves(departments: pl.DataFrame) -> list[str]:
    return departments.filter(pl.col("volume").is_not_null())["department_id"].to_list()


def _copied_services(departments: pl.DataFrame) -> dict[tuple[str, str], Service]:
    """One service per provider and phrase of the copied catalogue; its positions stay with the customers."""
    units = read_settings(DATA / "catalogue_004_units.toml")
    found: dict[tuple[str, str], Service] = {}
    for row in read_table(CATALOGUE).fill_null("").iter_rows(named=True):
        relation = RELATIONS[row["relation_type"]]
        for provider in units["providers"][row["provider_unit"]]:
            for phrase in row["services"].split("|"):
                kind, popularity = ("office", 4) if row["clause"].startswith("1") else ("office", 1)
                kind = "report" if relation == "rank" else kind
                description = f"内部服务目录第 {row['clause']} 条"
                service = found.setdefault((provider, phrase), Service(provider, phrase, kind, popularity, description))
                for unit in row["customers"].split(";"):
                    for customer in _unit_departments(units["customers"][unit], provider, departments):
                        position = units["customers"][unit].get("position")
                        service.customers.setdefault((customer, row["provider_position"] or None, position), relation)
    return found


def _unit_departments(unit: dict[str, Any], provider: str, departments: pl.DataFrame) -> list[str]:
    if unit["departments"] == ["every"]:
        return [leaf for leaf in _leaves(departments) if leaf != provider]
    return list(unit["departments"])


def _own_services(departments: pl.DataFrame) -> list[Service]:
    plant = departments.filter(pl.col("round_the_clock") == "yes")["department_id"].to_list()
    leaves = _leaves(departments)
    groups = {"all": ["D100", *leaves], "plant": plant, "office": [leaf for leaf in leaves if leaf not in plant]}
    services = []
    for row in read_table("services.csv").iter_rows(named=True):
        provider = row["provider_department_id"]
        names = groups.get(row["customers"], row["customers"].split(";"))
        customers: Customers = {(name, None, None): row["relation"] for name in names if name != provider}
        services.append(
            Service(provider, row["service_name"], row["class"], row["popularity"], row["description"], customers)
        )
    return services


def _siblings(provider: Ints) -> Ints:
    """For each service the next one of the same provider, itself when it is the only one."""
    result = np.arange(len(provider))
    for one in np.unique(provider):
        own = np.flatnonzero(provider == one)
        result[own] = np.roll(own, -1)
    return result


def _pairs(
    services: list[Service], departments: pl.DataFrame, index: dict[str, int]
) -> tuple[Ints, Ints, tuple[Floats, Floats]]:
    """Who asks for what how often: in office hours, and in the hours of the plant."""
    people = np.sqrt(departments["people"].to_numpy())
    volume = departments["volume"].fill_null(0).to_numpy()
    popularity = {one.provider: sum(s.popularity for s in services if s.provider == one.provider) for one in services}
    round_the_clock = (departments["round_the_clock"].fill_null("") == "yes").to_numpy()
    of_service, of_customer, office, plant = [], [], [], []
    for number, service in enumerate(services):
        customers = sorted({index[key[0]] for key in service.customers})
        wish = {c: people[c] * (0.25 if c == index[service.provider] else 1.0) for c in customers}
        share = volume[index[service.provider]] * service.popularity / popularity[service.provider]
        for customer in customers:
            weight = share * wish[customer] / sum(wish.values())
            of_service.append(number)
            of_customer.append(customer)
            office.append(weight)
            plant.append(weight if round_the_clock[customer] and service.kind in FOLLOWS_PLANT_HOURS else 0.0)
    return np.array(of_service), np.array(of_customer), (np.array(office), np.array(plant))
