import { canonicalJson } from '../../verification/canonical-json.ts';
import {
  type Evaluation,
  NORMALISED_SCHEMA_VERSION,
  type NormalisedAdvisory,
  type NormalisedVexStatement,
} from '../model.ts';
import { sortedSet } from '../normalise/fields.ts';
import { type ByteSink } from './derived-outputs.ts';

/**
 * The documents below `indexes/`: `{"schemaVersion", "<list>": […]}`, canonical JSON, items in the order of the records. An item
 * has what the redacted record has, and nothing about shards: an importer that shards anew makes the same indexes.
 */
export interface IndexDocument {
  add(item: object): Promise<void>;
  close(): Promise<void>;
}

const PIECE_CHARACTERS = 64 * 1024;
const LIST_MARK = '\0list\0';

/** `sink` null: nothing is written. The members of items must be sorted. */
export function openIndexDocument(sink: ByteSink | null, list: string): IndexDocument {
  if (sink === null) return { add: () => Promise.resolve(), close: () => Promise.resolve() };
  const around = canonicalJson({ schemaVersion: NORMALISED_SCHEMA_VERSION, [list]: LIST_MARK });
  const [head = '', tail = ''] = around.split(JSON.stringify(LIST_MARK));
  let piece = `${head}[`;
  let separator = '';
  const flush = async (): Promise<void> => {
    await sink.write(Buffer.from(piece));
    piece = '';
  };
  return {
    async add(item) {
      piece += separator + JSON.stringify(item);
      separator = ',';
      if (piece.length >= PIECE_CHARACTERS) await flush();
    },
    async close() {
      piece += `]${tail}`;
      await flush();
    },
  };
}

/** Redaction may have taken any member away. */
type Redacted<Item> = Partial<Item>;

/** `{aliases, id, modified, packages: ["<ecosystem>/<name>", …], severity, source}` */
export function advisoryIndexItem(advisory: Redacted<NormalisedAdvisory>): object {
  const { affected, aliases, id, modified, severity, source } = advisory;
  const packages = affected?.flatMap(({ ecosystem, name }: Redacted<(typeof affected)[number]>) =>
    ecosystem === undefined || name === undefined ? [] : `${ecosystem}/${name}`,
  );
  return { aliases, id, modified, packages: packages && sortedSet(packages), severity, source };
}

/** `{id, products: [{product, subcomponents}], source, statement, status, vulnerability}` */
export function vexIndexItem(statement: Redacted<NormalisedVexStatement>): object {
  const { id, products, source, status, vulnerability } = statement;
  return { id, products, source, statement: statement.statement, status, vulnerability };
}

/**
 * `{componentCount, id, path, source, subject}`; `path` is below `data/raw/sboms/`. Every SBOM has one: an importer of deltas
 * knows from here which document a file is.
 */
export interface SbomIndexItem {
  /** Null for a format or version that cannot be read. */
  readonly componentCount: number | null;
  readonly id: string;
  readonly path: string;
  readonly source: string;
  readonly subject: string;
}

/** Of `{findings: [{advisory, component, source, verdict}, …], subject}`. */
export function findingIndexItem({ advisory, component, source, verdict }: Redacted<Evaluation>): object {
  return { advisory, component, source, verdict };
}
