-- One row: the company's time zone.
select timezone
from settings.company
