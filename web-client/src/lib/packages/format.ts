const FAMILIES: Record<string, string> = { scorm12: 'SCORM', scorm2004: 'SCORM' };

/** A package's format as its specification is called: `SCORM 1.2`, `SCORM 2004 4th Edition`. */
export function formatName(format: string, edition: string): string {
  return [FAMILIES[format] ?? format, edition].filter(Boolean).join(' ');
}
