-- One row: how many people must have answered before their answers are shown.
select k_score as smallest_count
from settings.privacy
where $is_known
