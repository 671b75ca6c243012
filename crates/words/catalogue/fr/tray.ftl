# The tray icon.

tray-title = Vigie – { $level }
tray-open = Ouvrir Vigie
tray-check-now = Vérifier maintenant
tray-pause-hour = Suspendre une heure
tray-resume = Reprendre la surveillance
tray-quit = Quitter
