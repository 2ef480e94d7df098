-- One row per refused row of any feed, with the feed's name.
select 'departments' as feed, source, row_number, reasons, broken, content from quarantine.departments
union all
select 'employees' as feed, source, row_number, reasons, broken, content from quarantine.employees
union all
select 'absences' as feed, source, row_number, reasons, broken, content from quarantine.absences
union all
select 'services' as feed, source, row_number, reasons, broken, content from quarantine.services
union all
select 'service_customers' as feed, source, row_number, reasons, broken, content from quarantine.service_customers
union all
select 'service_levels' as feed, source, row_number, reasons, broken, content from quarantine.service_levels
union all
select 'tickets' as feed, source, row_number, reasons, broken, content from quarantine.tickets
union all
select 'ticket_events' as feed, source, row_number, reasons, broken, content from quarantine.ticket_events
union all
select 'survey_responses' as feed, source, row_number, reasons, broken, content from quarantine.survey_responses
union all
select 'survey_invitations' as feed, source, row_number, reasons, broken, content from quarantine.survey_invitations
union all
select 'projects' as feed, source, row_number, reasons, broken, content from quarantine.projects
union all
select 'process_steps' as feed, source, row_number, reasons, broken, content from quarantine.process_steps
union all
select 'handoffs' as feed, source, row_number, reasons, broken, content from quarantine.handoffs
union all
select 'improvements' as feed, source, row_number, reasons, broken, content from quarantine.improvements
union all
select 'evaluations' as feed, source, row_number, reasons, broken, content from quarantine.evaluations
union all
select 'bonus_bases' as feed, source, row_number, reasons, broken, content from quarantine.bonus_bases
union all
select 'bonus_pools' as feed, source, row_number, reasons, broken, content from quarantine.bonus_pools
