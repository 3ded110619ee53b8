import { setTimeout as wait } from 'node:timers/promises';
import { DocumentStore, type StoredDocument } from '../../sources/document-store.ts';

/** Runs that go on collecting the same document until they are stopped. */
export interface EndlessCollecting {
  /** Resolves when a run has begun to collect. */
  readonly begun: Promise<void>;
  /** From now on runs collect what there is. */
  end(): void;
}

/** For the running spec: every run has evidence without end, so that it can be met in its middle. */
export function makeCollectingEndless(): EndlessCollecting {
  const begun = Promise.withResolvers<undefined>();
  const document: StoredDocument = {
    ...{ kind: 'vex', id: 'endless', source: 'vex', sha256: `sha256:${'0'.repeat(64)}` },
    ...{ bytes: 2, content: '{}' },
  };
  const repeatForEver = async function* (): AsyncGenerator<StoredDocument> {
    for (;;) {
      begun.resolve(undefined);
      yield document;
      await wait(5);
    }
  };
  const documents = spyOn(DocumentStore.prototype, 'documents').and.callFake(() => repeatForEver());
  return { begun: begun.promise, end: () => void documents.and.callThrough() };
}
