import { isLanguage } from '$lib/i18n/languages';

export const match = (segment: string): boolean => isLanguage(segment);
