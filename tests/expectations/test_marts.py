"""The invariants of the marts: a good build keeps all of them, and each kind of damage is found by its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations import CheckerFault, check_marts
from expectations.annual_score import suite as annual_score
from expectations.bonus_department import suite as bonus_department
from expectations.bonus_line import suite as bonus_line
from expectations.bonus_pool import suite as bonus_pool
from expectations.breach_share import suite as breach_share
from expectations.chain_yield import suite as chain_yield
from expectations.declared_use import suite as declared_use
from expectations.department_score import suite as department_score
from expectations.engine import Suite, no_rows
from expectations.fairness_decision import suite as fairness_decision
from expectations.fairness_flag import suite as fairness_flag
from expectations.indicator_value import suite as indicator_value
from expectations.person_score import suite as person_score
from expectations.rater_severity import suite as rater_severity
from expectations.requirement_value import suite as requirement_value
from expectations.row_count import suite as row_count
from expectations.service_edge import suite as service_edge
from expectations.sla_cell import suite as sla_cell
from expectations.survey_cell import suite as survey_cell
from expectations.survey_edge import suite as survey_edge
from expectations.ticket_handover import suite as ticket_handover
from expectations.ticket_hold import suite as ticket_hold
from expectations.ticket_sla import suite as ticket_sla
from expectations.weight_sensitivity import suite as weight_sensitivity
from tests.expectations.small_build import make


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("build") / "build.duckdb")


@pytest.fixture
def build(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(good, tmp_path / "build.duckdb"))


def test_a_good_build_keeps_every_invariant_and_each_has_its_own_name(good: Path) -> None:
    results = check_marts(good)
    assert [(result.expectation, result.detail) for result in results if not result.is_met] == []
    assert len({result.expectation for result in results}) == len(results)
    assert {result.suite for result in results} == {
        *("marts.ticket_sla", "marts.ticket_hold", "marts.sla_cell", "marts.service_edge", "marts.indicator_value"),
        *("marts.department_score", "marts.bonus_line", "audit.row_count"),
        *(
            "marts.ticket_handover",
            "marts.breach_share",
            "marts.survey_cell",
            "marts.survey_edge",
            "marts.requirement_value",
        ),
        *(
            "marts.fairness_flag",
            "marts.rater_severity",
            "marts.fairness_decision",
            "marts.chain_yield",
            "marts.weight_sensitivity",
            "marts.declared_use",
        ),
        *("marts.bonus_pool", "marts.bonus_department", "marts.person_score", "marts.annual_score"),
    }


# What is done to a good build, % being the table of the suite, and the invariant that must notice.
DAMAGE: list[tuple[Callable[[], Suite], str, str]] = [
    (ticket_sla, "one_row_per_ticket", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (ticket_sla, "every_ticket_is_there", "DELETE FROM % WHERE ticket_id = 'T4'"),
    (ticket_sla, "every_ticket_is_there", "UPDATE settings.company SET as_of = TIMESTAMPTZ '2026-07-01 01:00:00Z'"),
    (ticket_sla, "somebody_answers", "UPDATE % SET accountable_department_id = NULL"),
    (ticket_sla, "period_is_known", "UPDATE % SET period_id = NULL WHERE ticket_id = 'T1'"),
    (ticket_sla, "reopened_only_after_a_resolution", "UPDATE % SET first_resolved_at = NULL"),
    (ticket_sla, "response_state_is_known", "UPDATE % SET response_state = 'late' WHERE ticket_id = 'T1'"),
    (ticket_sla, "resolution_elapsed_s_is_not_negative", "UPDATE % SET resolution_elapsed_s = -1"),
    (ticket_sla, "response_met_is_within_target", "UPDATE % SET response_target_s = NULL"),
    (ticket_sla, "resolution_stopped_late_is_breached", "UPDATE % SET resolution_target_s = 7199"),
    (ticket_sla, "resolution_open_is_running", "UPDATE % SET resolved_at = now() WHERE ticket_id = 'T3'"),
    (ticket_sla, "response_excluded_is_cancelled", "UPDATE % SET status = 'open'"),
    (ticket_sla, "response_none_has_no_target", "UPDATE % SET response_target_s = 99 WHERE ticket_id = 'T5'"),
    (requirement_value, "one_row_per_requirement", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (requirement_value, "no_requirement_is_forgotten", "DELETE FROM % WHERE department_id IS NULL"),
    (requirement_value, "status_is_known", "UPDATE % SET status = 'later' WHERE status = 'no_cases'"),
    (requirement_value, "value_stands_where_it_is_measured", "UPDATE % SET value = NULL"),
    (requirement_value, "suppressed_shows_nothing", "UPDATE % SET numerator = 3 WHERE status = 'suppressed'"),
    (requirement_value, "share_is_a_share", "UPDATE % SET value = 1.2 WHERE status = 'measured'"),
    (survey_cell, "one_row_per_survey_cell", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (survey_cell, "shown_cells_have_enough_raters", "UPDATE settings.privacy SET k_score = 11"),
    (survey_cell, "hidden_cells_hold_no_number", "UPDATE % SET satisfied_count = 1 WHERE state = 'few'"),
    (survey_cell, "marks_are_within_their_scale", "UPDATE % SET mark_sum = 11"),
    (survey_edge, "one_row_per_survey_edge", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (survey_edge, "shown_edges_have_enough_raters", "UPDATE settings.privacy SET k_score = 6"),
    (survey_edge, "hidden_edges_cannot_be_worked_out", "DELETE FROM feed.survey_responses WHERE response_id = 'B1'"),
    (survey_edge, "hidden_edges_hold_no_number", "UPDATE % SET mark_sum = 1 WHERE state = 'beside'"),
    (chain_yield, "one_row_per_chain", "INSERT INTO % SELECT * FROM %"),
    (chain_yield, "a_chain_is_no_better_than_its_worst_step", "UPDATE % SET rolled_share = 0.91"),
    (chain_yield, "losses_add_up_to_the_whole", "UPDATE marts.chain_step SET loss_share = 0.4"),
    (ticket_hold, "one_row_per_run", "UPDATE % SET seq = 1"),
    (ticket_hold, "held_s_is_not_negative", "UPDATE % SET held_s = -1 WHERE ticket_id = 'T3'"),
    (ticket_hold, "runs_are_numbered_from_1", "UPDATE % SET seq = 3 WHERE seq = 2"),
    (ticket_hold, "held_s_adds_up", "UPDATE % SET held_s = 61 WHERE ticket_id = 'T5'"),
    (ticket_hold, "held_s_adds_up", "DELETE FROM % WHERE ticket_id = 'T2'"),
    (ticket_handover, "one_row_per_ticket_and_provider", "UPDATE % SET provider_department_id = 'IT'"),
    (ticket_handover, "held_share_is_a_share", "UPDATE % SET held_share = 1.1 WHERE ticket_id = 'T2'"),
    (ticket_handover, "held_share_adds_up", "DELETE FROM % WHERE provider_department_id = 'HR'"),
    (ticket_handover, "every_turn_is_there", "UPDATE % SET hold_count = 2 WHERE ticket_id = 'T3'"),
    (breach_share, "one_row_per_period_and_provider", "UPDATE % SET provider_department_id = 'IT'"),
    (breach_share, "both_attributions_agree", "UPDATE % SET breached_share_sum = 0.2 WHERE breached_count = 0"),
    (breach_share, "every_late_ticket_counts", "DELETE FROM % WHERE breached_count = 1"),
    (sla_cell, "one_row_per_cell", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (sla_cell, "period_is_known", "UPDATE % SET period_id = NULL WHERE period_id = '2025H2'"),
    (sla_cell, "counts_are_not_negative", "UPDATE % SET response_none = NULL"),
    (sla_cell, "resolutions_add_up_to_tickets", "UPDATE % SET excluded_count = 7"),
    (sla_cell, "sums_are_those_of_the_tickets", "UPDATE % SET response_met = 3 WHERE period_id = '2026H1'"),
    (sla_cell, "sums_are_those_of_the_tickets", "DELETE FROM % WHERE period_id = '2025H2'"),
    (declared_use, "one_row_per_service_in_use", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (declared_use, "used_services_are_the_tickets", "UPDATE % SET ticket_count = 9"),
    (declared_use, "declared_services_are_the_catalogue", "DELETE FROM % WHERE ticket_count = 0"),
    (declared_use, "kinds_of_customer_are_declared", "UPDATE % SET rank_count = 1"),
    (service_edge, "one_row_per_edge", "INSERT INTO % SELECT * FROM % LIMIT 1"),
    (service_edge, "sums_are_those_of_the_tickets", "UPDATE % SET ticket_count = 9"),
    (service_edge, "survey_score_is_a_score", "UPDATE % SET survey_score = 101"),
    (service_edge, "few_raters_stay_unseen", "DELETE FROM feed.survey_responses WHERE respondent_id IS NULL"),
    (indicator_value, "one_row_per_indicator", "INSERT INTO % SELECT * FROM %"),
    (indicator_value, "nobody_is_forgotten", "INSERT INTO core.dim_department VALUES ('NEW')"),
    (indicator_value, "nobody_is_forgotten", "DELETE FROM % WHERE department_id = 'LAW'"),
    (indicator_value, "status_is_known", "UPDATE % SET status = 'fine' WHERE score IS NULL"),
    (indicator_value, "score_stands_where_there_is_one", "UPDATE % SET score = 0"),
    (indicator_value, "score_is_on_the_scale", "UPDATE % SET score = 121 WHERE score = 100"),
    (indicator_value, "at_fault_scores_nothing", "UPDATE % SET status = 'at_fault' WHERE score = 100"),
    (indicator_value, "suppressed_shows_nothing", "UPDATE % SET rater_count = 3"),
    (indicator_value, "suppressed_shows_nothing", "UPDATE % SET raw_value = 3"),
    (indicator_value, "value_has_its_origin", "UPDATE % SET raw_value = NULL"),
    (indicator_value, "provisional_has_a_reason", "UPDATE % SET provisional_reason = 'few_answers'"),
    (indicator_value, "error_is_that_of_a_value", "UPDATE % SET error = 0.01 WHERE value IS NULL"),
    (indicator_value, "interval_holds_its_value", "UPDATE % SET value_low = 0.96"),
    (indicator_value, "weight_is_a_share_of_100", "UPDATE % SET weight = 101"),
    (weight_sensitivity, "one_sensitivity_per_department", "INSERT INTO % SELECT * FROM %"),
    (weight_sensitivity, "who_is_ranked_has_a_sensitivity", "DELETE FROM % WHERE department_id = 'IT'"),
    (weight_sensitivity, "who_is_ranked_has_a_sensitivity", "UPDATE % SET department_id = 'LAW'"),
    (weight_sensitivity, "held_shares_are_shares", "UPDATE % SET rank_held_share = 1.01"),
    (department_score, "one_row_per_department", "INSERT INTO % SELECT * FROM %"),
    (department_score, "nobody_is_forgotten", "DELETE FROM % WHERE department_id = 'LAW'"),
    (department_score, "status_is_known", "UPDATE % SET status = 'good' WHERE score = 100"),
    (department_score, "not_rated_has_no_score", "UPDATE % SET grade = 'D'"),
    (department_score, "not_rated_is_neutral", "UPDATE % SET coefficient = 0.8"),
    (department_score, "score_is_on_the_scale", "UPDATE % SET score = 121 WHERE score = 100"),
    (department_score, "rank_follows_the_score", "UPDATE % SET score = 99 WHERE department_id = 'IT'"),
    (department_score, "equal_scores_get_equal_grades", "UPDATE % SET unvetoed_grade = 'B' WHERE department_id = 'IT'"),
    (department_score, "interval_holds_the_score", "UPDATE % SET score_low = 101 WHERE department_id = 'IT'"),
    (department_score, "interval_holds_the_score", "UPDATE % SET score_error = NULL"),
    (department_score, "bands_follow_the_score", "UPDATE % SET band = 2 WHERE department_id = 'IT'"),
    (department_score, "possible_ranks_hold_the_rank", "UPDATE % SET best_rank = 2 WHERE department_id = 'IT'"),
    (bonus_line, "one_line_per_person_and_department", "UPDATE % SET department_id = 'IT' WHERE employee_id = 'e1'"),
    (bonus_line, "amount_is_not_negative", "UPDATE % SET amount_fen = -1"),
    (bonus_line, "lines_add_up_to_the_pool", "DELETE FROM % WHERE employee_id IS NULL"),
    (bonus_line, "amount_is_its_quota_made_whole", "UPDATE % SET quota_num = '1004' WHERE department_id = 'HR'"),
    (bonus_pool, "one_row_per_half_year", "INSERT INTO % SELECT * FROM %"),
    (bonus_pool, "sums_are_those_of_the_lines", "UPDATE % SET given_fen = 999, retained_fen = 1"),
    (bonus_pool, "a_closed_pool_is_given_out_or_kept", "UPDATE % SET pool_fen = 1002"),
    (bonus_department, "one_row_per_department", "INSERT INTO % SELECT * FROM %"),
    (bonus_department, "amount_is_not_negative", "UPDATE % SET amount_fen = -1"),
    (bonus_department, "people_get_the_whole_part", "UPDATE % SET amount_fen = 499 WHERE department_id = 'HR'"),
    (person_score, "one_row_per_person_and_department", "INSERT INTO % SELECT * FROM %"),
    (person_score, "not_rated_has_no_score_and_a_reason", "UPDATE % SET reason = NULL"),
    (person_score, "score_is_on_the_scale", "UPDATE % SET score = 121 WHERE employee_id = 'e1'"),
    (person_score, "coefficient_is_there", "UPDATE % SET coefficient = NULL WHERE employee_id = 'e3'"),
    (person_score, "equal_scores_in_a_pool_get_equal_grades", "UPDATE % SET unvetoed_grade = employee_id"),
    (annual_score, "one_row_per_year_and_subject", "INSERT INTO % SELECT * FROM %"),
    (annual_score, "not_rated_has_no_score", "UPDATE % SET grade = 'D' WHERE score IS NULL"),
    (annual_score, "score_is_on_the_scale", "UPDATE % SET score = 121 WHERE score IS NOT NULL"),
    (bonus_line, "a_line_is_a_persons_or_the_companys", "UPDATE % SET department_id = NULL WHERE amount_fen = 500"),
    (fairness_flag, "one_row_per_flag", "INSERT INTO % SELECT * FROM %"),
    (fairness_flag, "kind_is_known", "UPDATE % SET kind = 'cheating' WHERE found_count = 48"),
    (fairness_flag, "p_is_a_probability", "UPDATE % SET p_holm = 0.0001 WHERE found_count = 48"),
    (fairness_flag, "nothing_is_flagged_above_the_error_rate", "UPDATE % SET is_flagged = true"),
    (fairness_flag, "two_departments_only_for_a_pair", "UPDATE % SET other_department_id = NULL"),
    (fairness_flag, "counts_fit", "UPDATE % SET case_count = 47 WHERE found_count = 48"),
    (fairness_flag, "every_test_counts", "UPDATE % SET unit_count = 2 WHERE found_count = 48"),
    (fairness_flag, "every_test_counts", "DELETE FROM % WHERE kind = 'mutual_inflation'"),
    (fairness_flag, "closings_are_those_of_the_clock", "UPDATE % SET found_count = 47 WHERE found_count = 48"),
    (fairness_flag, "few_raters_stay_unseen", "UPDATE settings.privacy SET k_score = 6"),
    (fairness_flag, "few_raters_stay_unseen", "UPDATE % SET case_count = 4 WHERE case_count = 12"),
    (rater_severity, "one_row_per_rater", "INSERT INTO % SELECT * FROM %"),
    (rater_severity, "only_comparable_raters_have_one", "UPDATE % SET severity = 0 WHERE severity IS NULL"),
    (rater_severity, "severities_add_up_to_nothing", "UPDATE % SET severity = 0.4 WHERE severity > 0"),
    (fairness_decision, "one_row_per_line", "UPDATE % SET seq = 3"),
    (fairness_decision, "verdict_is_known", "UPDATE % SET verdict = 'guilty'"),
    (fairness_decision, "the_latest_holds", "UPDATE % SET is_latest = NOT is_latest"),
    (fairness_decision, "every_decision_is_there", "DELETE FROM audit.ledger_entry WHERE seq = 2"),
    (row_count, "one_row_per_run_and_feed", "UPDATE % SET feed = 'tickets'"),
    (row_count, "loaded_count_is_not_negative", "UPDATE % SET loaded_count = -1"),
    (row_count, "read_is_loaded_or_refused", "UPDATE % SET quarantined_count = 2"),
    (row_count, "quarantine_holds_what_was_refused", "UPDATE % SET quarantined_count = 0, loaded_count = read_count"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("suite", "rule", "damage"), DAMAGE, ids=[f"{rule}-{n}" for n, (_, rule, _) in enumerate(DAMAGE)]
)
def test_damage_is_found_by_the_invariant_that_it_breaks(
    build: Path, suite: Callable[[], Suite], rule: str, damage: str
) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute(damage.replace("%", suite().table))
    unmet = {result.rule: result for result in check_marts(build, [suite]) if not result.is_met}
    assert rule in unmet
    assert unmet[rule].unexpected_count > 0
    assert unmet[rule].sample
    assert unmet[rule].detail.startswith(f"Broken by {unmet[rule].unexpected_count} of ")


def test_every_invariant_has_its_damage() -> None:
    alike = {"_state_is_known", "_is_not_negative", "_met_is", "_open_is", "_stopped_late", "_excluded_is", "_none_has"}
    tried = {rule for _, rule, _ in DAMAGE}
    for suite in {suite for suite, _, _ in DAMAGE}:
        for expectation in suite().expectations:
            rule = (expectation.meta or {})["rule"]
            assert rule in tried or any(part in rule for part in alike), rule


def test_a_broken_expectation_is_a_fault_of_the_checker_and_not_bad_data(good: Path) -> None:
    def broken() -> Suite:
        query = "SELECT no_such_column FROM {batch}"
        return Suite("marts.ticket_sla", ("ticket_id",), (no_rows("mistyped", "", query),))

    with pytest.raises(CheckerFault, match=r"The check mistyped on marts\.ticket_sla did not work: .*no_such_column"):
        check_marts(good, [broken])


def test_a_build_without_a_mart_is_a_fault_of_the_checker(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute("DROP TABLE marts.ticket_hold")
    with pytest.raises(CheckerFault, match="ticket_hold"):
        check_marts(build)


def test_a_sample_holds_at_most_20_rows_with_the_key(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute("INSERT INTO feed.tickets SELECT 'X' || n, TIMESTAMPTZ '2026-01-01' FROM range(30) AS t (n)")
    (lost,) = (one for one in check_marts(build, [ticket_sla]) if not one.is_met)
    assert (lost.unexpected_count, len(lost.sample)) == (30, 20)
    assert set(lost.sample[0]) == {"ticket_id", "is_lost"}
