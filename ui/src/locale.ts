// WebKitGTK reports the C locale as the language « C », which no Intl constructor takes, and the
// charts ask for it as soon as they are loaded. Imported first, before anything else runs.
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'fr', configurable: true });
}

export {};
