/** What a scrolled list of equally high rows shows; all lengths in pixels. */
export interface Frame {
  /** How many rows there are. */
  rows: number;
  /** The height of one. */
  row: number;
  /** The height of the part in sight. */
  view: number;
}

/** The rows to draw, `last` excluded, and where the first of them stands. */
export interface Slice {
  first: number;
  last: number;
  top: number;
}

/**
 * The tallest content that is laid out. Engines lose count of far higher boxes (WebKit and Chromium at
 * 2²⁵ device pixels); beyond it scrolling goes in longer strides.
 */
export const TALLEST = 8_000_000;

/** The height of the content. */
export function height({ rows, row }: Frame): number {
  return Math.min(rows * row, TALLEST);
}

/** How far rows have moved when the content is scrolled by one pixel; 1 unless the list is too tall. */
function stride(frame: Frame): number {
  const scrolled = height(frame) - frame.view;
  return scrolled > 0 ? (frame.rows * frame.row - frame.view) / scrolled : 1;
}

/** The rows in sight at this place, with so many more above and below. */
export function slice(frame: Frame, scrolled: number, spare = 0): Slice {
  const { rows, row, view } = frame;
  if (rows === 0 || row <= 0) return { first: 0, last: 0, top: 0 };
  const most = Math.max(0, height(frame) - view);
  const at = Math.min(Math.max(0, scrolled), most);
  const moved = at * stride(frame);
  const first = Math.max(0, Math.floor(moved / row) - spare);
  const last = Math.min(rows, Math.ceil((moved + view) / row) + spare);
  return { first, last, top: first * row - moved + at };
}

/** Where to scroll so that this row is wholly in sight; the present place where it is already. */
export function reveal(frame: Frame, scrolled: number, index: number): number {
  const moved = scrolled * stride(frame);
  const top = index * frame.row;
  let wanted = moved;
  if (top < moved) wanted = top;
  else if (top + frame.row > moved + frame.view) wanted = top + frame.row - frame.view;
  return wanted === moved ? scrolled : wanted / stride(frame);
}

/** The row that a key leads to; `null` where the key is not about rows. */
export function moved(key: string, active: number, frame: Frame): number | null {
  const page = Math.max(1, Math.floor(frame.view / frame.row) - 1);
  const to: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: frame.rows - 1,
  };
  const index = to[key];
  return index === undefined || frame.rows === 0 ? null : Math.min(Math.max(0, index), frame.rows - 1);
}
