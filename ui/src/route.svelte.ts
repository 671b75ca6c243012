/** The pages; `setup` and `sheet` are reached from the others. */
export const PAGES = [
  'home',
  'lots',
  'history',
  'move',
  'relay',
  'settings',
  'help',
  'setup',
  'sheet',
] as const;
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
