/** The pages; `setup` is reached from the others. */
export const PAGES = ['home', 'lots', 'history', 'settings', 'help', 'setup'] as const;
export type Page = (typeof PAGES)[number];

function read(): Page {
  const name = location.hash.replace(/^#\/?/, '');
  return PAGES.find((page) => page === name) ?? 'home';
}

/** The page shown, kept in the address's fragment so that « back » works. */
export class Route {
  page = $state<Page>(read());

  constructor() {
    $effect(() => {
      const changed = () => {
        this.page = read();
      };
      addEventListener('hashchange', changed);
      return () => {
        removeEventListener('hashchange', changed);
      };
    });
  }

  go = (page: Page): void => {
    location.hash = `/${page}`;
    this.page = page;
  };
}
