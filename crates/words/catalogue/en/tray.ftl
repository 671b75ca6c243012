# The tray icon.

tray-title = Vigie – { $level }
tray-open = Open Vigie
tray-check-now = Check now
tray-pause-hour = Suspend for an hour
tray-resume = Resume the watch
tray-quit = Quit
