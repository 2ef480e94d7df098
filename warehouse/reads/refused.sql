-- One row per refused row of any feed, with the feed's name.
select 'departments' as feed, run_id, source, row_number, reasons, broken, content from quarantine.departments
union all
select 'employees' as feed, run_id, source, row_number, reasons, broken, content from quarantine.employees
union all
select 'absences' as feed, run_id, source, row_number, reasons, broken, content from quarantine.absences
union all
select 'services' as feed, run_id, source, row_number, reasons, broken, content from quarantine.services
union all
select 'service_customers' as feed, run_id, source, row_number, reasons, broken, content from quarantine.service_customers
union all
select 'service_levels' as feed, run_id, source, row_number, reasons, broken, content from quarantine.service_levels
union all
select 'tickets' as feed, run_id, source, row_number, reasons, broken, content from quarantine.tickets
union all
select 'ticket_events' as feed, run_id, source, row_number, reasons, broken, content from quarantine.ticket_events
union all
select 'survey_responses' as feed, run_id, source, row_number, reasons, broken, content from quarantine.survey_responses
union all
select 'survey_invitations' as feed, run_id, source, row_number, reasons, broken, content from quarantine.survey_invitations
union all
select 'projects' as feed, run_id, source, row_number, reasons, broken, content from quarantine.projects
union all
select 'process_steps' as feed, run_id, source, row_number, reasons, broken, content from quarantine.process_steps
union all
select 'handoffs' as feed, run_id, source, row_number, reasons, broken, content from quarantine.handoffs
union all
select 'improvements' as feed, run_id, source, row_number, reasons, broken, content from quarantine.improvements
union all
select 'evaluations' as feed, run_id, source, row_number, reasons, broken, content from quarantine.evaluations
union all
select 'bonus_bases' as feed, run_id, source, row_number, reasons, broken, content from quarantine.bonus_bases
union all
select 'bonus_pools' as feed, run_id, source, row_number, reasons, broken, content from quarantine.bonus_pools
union all
select 'ticket_details' as feed, run_id, source, row_number, reasons, broken, content from quarantine.ticket_details
union all
select 'ticket_steps' as feed, run_id, source, row_number, reasons, broken, content from quarantine.ticket_steps
union all
select 'request_reviews' as feed, run_id, source, row_number, reasons, broken, content from quarantine.request_reviews
union all
select 'service_terms' as feed, run_id, source, row_number, reasons, broken, content from quarantine.service_terms
union all
select 'documents' as feed, run_id, source, row_number, reasons, broken, content from quarantine.documents
union all
select 'meetings' as feed, run_id, source, row_number, reasons, broken, content from quarantine.meetings
union all
select 'audits' as feed, run_id, source, row_number, reasons, broken, content from quarantine.audits
union all
select 'findings' as feed, run_id, source, row_number, reasons, broken, content from quarantine.findings
union all
select 'quality_checks' as feed, run_id, source, row_number, reasons, broken, content from quarantine.quality_checks
union all
select 'suggestions' as feed, run_id, source, row_number, reasons, broken, content from quarantine.suggestions
union all
select 'trainings' as feed, run_id, source, row_number, reasons, broken, content from quarantine.trainings
union all
select 'problems' as feed, run_id, source, row_number, reasons, broken, content from quarantine.problems
union all
select 'recognitions' as feed, run_id, source, row_number, reasons, broken, content from quarantine.recognitions
