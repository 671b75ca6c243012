# The line that support asks for. $cause is the public name of the cause, $phase that of the step.

detail-failure = Détail : { $cause } · { $server } · étape « { $phase } »
detail-failure-words = Détail : { $cause } · { $server } · étape « { $phase } » · « { $words } »
