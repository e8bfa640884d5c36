/** Drawn on a grid of 20, in strokes of the text's colour. */
const DRAWINGS = {
  outline: 'M3 5h14M3 10h14M3 15h9',
  close: 'M5 5l10 10M15 5L5 15',
  previous: 'M12 4l-6 6 6 6',
  next: 'M8 4l6 6-6 6',
  suspend: 'M7 4v12M13 4v12',
  exit: 'M8 3H4v14h4M9 10h8M14 6.5l3.5 3.5-3.5 3.5',
  full: 'M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5',
  window: 'M3 8h9v9H3zM8 8V3h9v9h-5',
  small: 'M8 3v5H3M17 8h-5V3M12 17v-5h5M3 12h5v5',
  globe: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM3 10h14M10 3c-4.4 4-4.4 10 0 14M10 3c4.4 4 4.4 10 0 14',
  expand: 'M5 8l5 5 5-5',
  not_started: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z',
  in_progress: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 3.5v13M12.2 4.2v11.6M14.4 5.7v8.6',
  completed: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6.8 10.2l2.3 2.3 4.2-4.6',
  passed: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6.8 10.2l2.3 2.3 4.2-4.6',
  failed: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM7.4 7.4l5.2 5.2M12.6 7.4l-5.2 5.2',
  locked: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9'
} as const;

export type IconName = keyof typeof DRAWINGS;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', DRAWINGS[name]);
  svg.append(path);
  return svg;
}
