# Notifications: a title, one or two short sentences.

toast-see = See
toast-remind-tomorrow = Remind me tomorrow
