import type { Commit } from './wire';

interface Row {
  launch: string;
  attempt: string;
  number: number;
  commit: Commit;
  /** Milliseconds since 1970, to order launches and to forget what is too old. */
  at: number;
}

/** What one older launch left behind on this device. */
export interface Remains {
  launch: string;
  commits: Commit[];
}

const STORE = 'commits';
const FORGET_AFTER = 90 * 24 * 3600 * 1000;

/**
 * Commits that the server has not acknowledged yet, on this device. Storage can be denied at any moment: every use is
 * guarded, and `durable` says whether what was written will outlive the page.
 */
export class Journal {
  durable: boolean;

  private constructor(private readonly database: IDBDatabase | null) {
    this.durable = database !== null;
  }

  static async open(name = 'vidik-player'): Promise<Journal> {
    const opened = new Promise<IDBDatabase | null>((resolve) => {
      try {
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => {
          const store = request.result.createObjectStore(STORE, { keyPath: ['launch', 'number'] });
          store.createIndex('attempt', 'attempt');
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
        request.onblocked = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    const tooLong = new Promise<null>((resolve) => setTimeout(() => resolve(null), 2_000));
    return new Journal(await Promise.race([opened, tooLong]));
  }

  /** A journal that keeps nothing, for where storage is denied. */
  static none(): Journal {
    return new Journal(null);
  }

  /** Begins the write and returns; a failed write takes `durable` back. */
  put(attempt: string, launch: string, commit: Commit): void {
    this.#write((store) => store.put({ attempt, launch, number: commit.number, commit, at: Date.now() } satisfies Row));
  }

  /** Forgets the commits of a launch up to a number (included). */
  forget(launch: string, upTo = Number.MAX_SAFE_INTEGER): void {
    this.#write((store) => store.delete(IDBKeyRange.bound([launch, 0], [launch, upTo])));
  }

  /** What other launches of the attempt left here, the oldest launch first. */
  async remains(attempt: string, except: string): Promise<Remains[]> {
    const rows = await this.#rows(attempt);
    const launches = new Map<string, Row[]>();
    for (const row of rows) {
      if (row.launch === except) continue;
      if (row.at < Date.now() - FORGET_AFTER) this.forget(row.launch, row.number);
      else launches.set(row.launch, [...(launches.get(row.launch) ?? []), row]);
    }
    return [...launches]
      .sort(([, a], [, b]) => Math.min(...a.map((row) => row.at)) - Math.min(...b.map((row) => row.at)))
      .map(([launch, own]) => ({
        launch,
        commits: own.sort((a, b) => a.number - b.number).map((row) => row.commit)
      }));
  }

  #rows(attempt: string): Promise<Row[]> {
    return new Promise((resolve) => {
      try {
        const transaction = this.database?.transaction(STORE, 'readonly');
        if (!transaction) return resolve([]);
        const request = transaction.objectStore(STORE).index('attempt').getAll(attempt);
        request.onsuccess = () => resolve(request.result as Row[]);
        request.onerror = () => resolve([]);
      } catch {
        resolve([]);
      }
    });
  }

  #write(change: (store: IDBObjectStore) => unknown): void {
    if (!this.durable || !this.database) return;
    try {
      const transaction = this.database.transaction(STORE, 'readwrite');
      transaction.onabort = () => (this.durable = false);
      change(transaction.objectStore(STORE));
    } catch {
      this.durable = false;
    }
  }
}
