/** The present moment, in milliseconds, renewed while somebody shows it. */
export class Clock {
  now = $state(Date.now());

  constructor(everyMs: number) {
    $effect(() => {
      const timer = setInterval(() => {
        // A window that nobody sees need not wake the machine.
        if (!document.hidden) this.now = Date.now();
      }, everyMs);
      const shown = () => {
        this.now = Date.now();
      };
      document.addEventListener('visibilitychange', shown);
      return () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', shown);
      };
    });
  }
}
