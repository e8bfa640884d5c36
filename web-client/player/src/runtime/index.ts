export { RunTime, type RunTimeOptions, type SessionState } from './run-time';
export type { RequestValid } from './model';
export type { Standard } from './table';
