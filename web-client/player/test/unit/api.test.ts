import { expect, it, vi } from 'vitest';
import { guardedApi } from '../../src/api';

type Api = Record<string, (...values: string[]) => string>;

const inner = {
  Initialize: () => 'true',
  SetValue: () => 'true',
  GetValue: () => 'value',
  Commit: () => 'true',
  Terminate: () => 'true',
  GetLastError: () => '0',
  GetErrorString: () => 'No error',
  GetDiagnostic: (): string => {
    throw new Error('a mistake of ours');
  }
};

it('passes calls on and counts what was written', () => {
  const wrote = vi.fn();
  const api = guardedApi(inner, 'scorm2004', { open: () => true, wrote }) as Api;
  expect(api['version']).toBe('1.0');
  expect(api['SetValue']?.('cmi.location', '12345')).toBe('true');
  expect(wrote).toHaveBeenCalledWith(5);
});

it('never claims success once nothing can be stored (SCORM 2004: 391, 351, 111, 102, 301)', () => {
  const api = guardedApi(inner, 'scorm2004', { open: () => false, wrote: () => undefined }) as Api;
  const answers = ['Commit', 'SetValue', 'Terminate', 'Initialize', 'GetValue'].map((name) => [
    api[name]?.('', ''), api['GetLastError']?.()
  ]);
  expect(answers).toEqual([['false', '391'], ['false', '351'], ['false', '111'], ['false', '102'], ['', '301']]);
});

it('never claims success once nothing can be stored (SCORM 1.2: 101)', () => {
  const api = guardedApi({}, 'scorm12', { open: () => false, wrote: () => undefined }) as Api;
  expect([api['LMSCommit']?.(''), api['LMSGetLastError']?.()]).toEqual(['false', '101']);
  expect(api['version']).toBeUndefined();
});

it('lets no exception of ours reach the content', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const api = guardedApi(inner, 'scorm2004', { open: () => true, wrote: () => undefined }) as Api;
  expect(api['GetDiagnostic']?.('')).toBe('');
  expect(error).toHaveBeenCalled();
  error.mockRestore();
});
