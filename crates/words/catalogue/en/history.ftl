### History: availability, response time, incidents.

history-title = History
history-mailbox = Mailbox
history-range = Period
history-range-day = 24 hours
history-range-week = 7 days
history-range-month = 30 days
history-range-year = 1 year
history-availability = Availability
history-availability-lead = Share of the checks that found the mailbox working. Those that could not tell are not counted.
history-response = Response time
history-response-lead = Duration of a whole check, from the call to the goodbye.
history-response-none = No check went through in this period.
history-median = Median duration
history-longest = Longest duration
history-incidents = Incidents
history-incidents-none = No incident in this period.
history-incidents-count = { $count ->
    [0] None
    [one] { $count } incident
   *[other] { $count } incidents
}
history-began = Began
history-ended = Ended
history-lasted = Duration
history-what = What happened
history-ongoing = Still going on
history-empty = No check was recorded in this period.
history-no-mailbox = No mailbox is being watched yet.
history-checks = Total
history-failed = Failed
history-unknown = Could not tell
history-share = Available
history-when = When
history-summary = In short
history-total-down = Time down
history-table-availability = Availability by period
history-table-response = Response time by period
history-chart-availability = Availability chart: { $share } over the period. The table holds the same figures.
history-chart-response = Response time chart: { $median } as a rule. The table holds the same figures.
history-failed-to-load = The history could not be read.
