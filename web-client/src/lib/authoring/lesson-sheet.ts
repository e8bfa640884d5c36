import css from '../../../player/src/lesson/lesson.css?raw';

/**
 * The lessons' own stylesheet for a shadow tree: what it says of the page holds for the host, and what the host's page
 * has already (fonts) is not loaded twice.
 */
export function lessonSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    css
      .replace(/@import[^;]*;/g, '')
      .replace(/:root/g, ':host')
      .replace(/(^|[\s,}])body(?=[\s,{])/g, '$1.body')
  );
  return sheet;
}
