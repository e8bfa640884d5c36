import { Model, Refusal, type RequestValid } from './model';
import { REASONS, type Standard } from './table';

/** Where a session is. */
export type SessionState = 'not-initialized' | 'running' | 'terminated';

export interface RunTimeOptions {
  standard: Standard;
  /** What the delivery brings, by element. */
  data: Record<string, string>;
  requestValid?: RequestValid | null;
  /** A value was set. */
  onChange?(): void;
  /** The content asked to save; `false` makes Commit fail. */
  onCommit?(): boolean | void;
  /** The content ended its session; its last changes can be taken. */
  onTerminate?(): void;
  /** Another text for a key (`scorm.error.scorm2004.406`, `scorm.reason.range`); the English one is given. */
  translate?(key: string, english: string): string;
}

/** The longest text that a call answers (RTE 3.1.7.6). */
const LONGEST_TEXT = 255;

/** The functions that content calls, by their names in both standards. */
const NAMES: [string, string][] = [
  ['Initialize', 'LMSInitialize'],
  ['Terminate', 'LMSFinish'],
  ['GetValue', 'LMSGetValue'],
  ['SetValue', 'LMSSetValue'],
  ['Commit', 'LMSCommit'],
  ['GetLastError', 'LMSGetLastError'],
  ['GetErrorString', 'LMSGetErrorString'],
  ['GetDiagnostic', 'LMSGetDiagnostic']
];

/** Content passes numbers and leaves arguments out. */
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** One visit of a SCO: the API object that it finds, and what it has changed. Everything is synchronous. */
export class RunTime {
  /** `API_1484_11` or `API`. */
  readonly api: Record<string, unknown> = {};
  #state: SessionState = 'not-initialized';
  #last: Refusal | null = null;
  #lastCode = '0';
  #failing = false;
  readonly #model: Model;

  constructor(private readonly options: RunTimeOptions) {
    const { standard, data, requestValid } = options;
    this.#model = new Model(standard, data, requestValid ?? {});
    const calls: Record<string, (...values: unknown[]) => string> = {
      Initialize: (argument) => this.#initialize(text(argument)),
      Terminate: (argument) => this.#terminate(text(argument)),
      GetValue: (name) => this.#getValue(text(name)),
      SetValue: (name, value) => this.#setValue(text(name), text(value)),
      Commit: (argument) => this.#commit(text(argument)),
      GetLastError: () => this.#lastCode,
      GetErrorString: (code) => this.#errorString(text(code)),
      GetDiagnostic: (code) => this.#diagnostic(text(code))
    };
    for (const [name, older] of NAMES) this.api[standard === 'scorm12' ? older : name] = calls[name];
    if (standard === 'scorm2004') this.api.version = '1.0';
  }

  get state(): SessionState {
    return this.#state;
  }

  /** What the content has set since the last call, in order. Later values of an element replace earlier ones. */
  takeChanges(): [string, string][] {
    return this.#model.takeChanges();
  }

  /** What may be asked for has changed by what the content has said. */
  lookAhead(valid: RequestValid): void {
    this.#model.lookAhead(valid);
  }

  /** Ends the session for content that did not; `onTerminate` is not called. */
  terminate(): void {
    this.#state = 'terminated';
  }

  /** From now on (until `fail(false)`) nothing can be kept: SetValue, Commit and Terminate answer "false". */
  fail(failing = true): void {
    this.#failing = failing;
  }

  /** A value as the content would read it, whatever the state; `null` where it would get an error. */
  peek(name: string): string | null {
    const answer = this.#model.get(name);
    return answer instanceof Refusal ? null : answer;
  }

  #initialize(argument: string): string {
    if (argument !== '') return this.#refuse('argument');
    if (this.#state !== 'not-initialized') {
      return this.#refuse(this.#state === 'running' ? 'initialized' : 'initializeAfter');
    }
    this.#state = 'running';
    return this.#accept();
  }

  #terminate(argument: string): string {
    if (argument !== '') return this.#refuse('argument');
    if (this.#state !== 'running') {
      return this.#refuse(this.#state === 'terminated' ? 'terminateAfter' : 'terminateBefore');
    }
    this.#state = 'terminated';
    const answer = this.#failing ? this.#refuse('terminateRefused') : this.#accept();
    this.options.onTerminate?.();
    return answer;
  }

  #getValue(name: string): string {
    const answer = this.#outside() ?? this.#model.get(name);
    if (answer instanceof Refusal) {
      this.#refuse(answer, 0);
      return '';
    }
    this.#accept();
    return answer;
  }

  #setValue(name: string, value: string): string {
    const refusal =
      this.#outside() ?? (this.#failing ? new Refusal('refused') : this.#model.set(name, value));
    if (refusal) return this.#refuse(refusal, 1);
    this.options.onChange?.();
    return this.#accept();
  }

  #commit(argument: string): string {
    if (argument !== '') return this.#refuse('argument');
    if (this.#state !== 'running') {
      return this.#refuse(this.#state === 'terminated' ? 'commitAfter' : 'commitBefore');
    }
    if (this.#failing || this.options.onCommit?.() === false) return this.#refuse('commitRefused');
    return this.#accept();
  }

  #outside(): Refusal | null {
    if (this.#state === 'running') return null;
    return new Refusal(this.#state === 'terminated' ? 'after' : 'before');
  }

  #errorString(code: string): string {
    const { errors } = this.#model.table;
    const english = Object.hasOwn(errors, code) ? errors[code] : undefined;
    return english === undefined ? '' : this.#translated(`scorm.error.${this.options.standard}.${code}`, english);
  }

  /** Of the last error for its code or none, else the text of the code. */
  #diagnostic(code: string): string {
    const last = this.#last;
    if (!last || (code !== '' && code !== this.#lastCode)) return this.#errorString(code);
    const { reason, element, rule, detail } = last;
    const shown = element.length > 100 ? `${element.slice(0, 99)}…` : element;
    const values: Record<string, string> = { element: shown, rule, detail };
    return this.#translated(`scorm.reason.${reason}`, REASONS[reason]?.[1] ?? '')
      .replace(/\{(element|rule|detail)\}/g, (_whole, key: string) => values[key] ?? '')
      .slice(0, LONGEST_TEXT);
  }

  #translated(key: string, english: string): string {
    return (this.options.translate?.(key, english) ?? english).slice(0, LONGEST_TEXT);
  }

  #accept(): string {
    this.#last = null;
    this.#lastCode = '0';
    return 'true';
  }

  /** `operation`: 0 get, 1 set. */
  #refuse(refusal: Refusal | string, operation = 1): string {
    this.#last = refusal instanceof Refusal ? refusal : new Refusal(refusal);
    const codes = REASONS[this.#last.reason]?.[0] ?? [];
    this.#lastCode = String(codes[operation + (this.options.standard === 'scorm12' ? 2 : 0)] ?? 101);
    return 'false';
  }
}
