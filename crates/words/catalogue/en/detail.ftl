# The line that support asks for. $cause is the public name of the cause, $phase that of the step.

detail-failure = Detail: { $cause } · { $server } · step “{ $phase }”
detail-failure-words = Detail: { $cause } · { $server } · step “{ $phase }” · “{ $words }”
