import { type SbomComponent } from '../model.ts';
import { field, listField, textField } from './fields.ts';
import { readPurl } from './package-url.ts';
import { sbomComponent } from './sbom-component.ts';

/** The components of a CycloneDX document (https://cyclonedx.org/docs/), nested ones included, in document order. */
export function componentsOfCycloneDx(json: unknown): { components: SbomComponent[]; componentCount: number } {
  const listed = [...listedComponents(json)];
  const components = listed.flatMap((entry) => sbomComponent(field(entry, 'purl'), sha1Of(entry)) ?? []);
  return { components, componentCount: listed.length };
}

/** What others call the subject: its purl, the BOM-Link of this document, and that with the subject's reference. */
export function namesOfCycloneDx(json: unknown, id: string): string[] {
  const about = field(field(json, 'metadata'), 'component');
  const purl = readPurl(textField(about, 'purl') ?? '')?.purl;
  const reference = textField(about, 'bom-ref');
  const links = id.startsWith('urn:cdx:') ? [id, ...(reference === undefined ? [] : [`${id}#${reference}`])] : [];
  return purl === undefined ? links : [purl, ...links];
}

/** The name of a component as subjects are named: `group/name@version`. */
export function cycloneDxName(component: unknown): string | undefined {
  const name = textField(component, 'name');
  if (name === undefined) return undefined;
  const group = textField(component, 'group');
  const version = textField(component, 'version');
  return `${group === undefined ? '' : `${group}/`}${name}${version === undefined ? '' : `@${version}`}`;
}

/** All of a document, those inside its subject first. Without recursion: how deep components nest is up to the document. */
export function* listedComponents(json: unknown): Generator {
  const subject = field(field(json, 'metadata'), 'component');
  const waiting = [...listField(subject, 'components'), ...listField(json, 'components')].reverse();
  while (waiting.length > 0) {
    const component = waiting.pop();
    yield component;
    for (const nested of listField(component, 'components').toReversed()) waiting.push(nested);
  }
}

function sha1Of(component: unknown): string | undefined {
  const hash = listField(component, 'hashes').find((entry) => field(entry, 'alg') === 'SHA-1');
  return textField(hash, 'content');
}
